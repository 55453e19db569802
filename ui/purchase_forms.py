"""Buying on the screen: the questions, the summary, and what came of it (S2.40–S2.43)."""

from domain.shop_views import PurchaseView, Quote
from ui.catalogue import FRONT, ProductOpened, days, price
from ui.common import Cancelled, WentBack, cancel_row, refusal
from ui.purchase_buttons import BuyConfirmed, KnownEmailUsed, PromoDropped, PromoSkipped
from ui.purchases import card
from ui.screen import MAIN, Row, Screen, bold, keyboard, lines, press
from ui.texts import Words


def asking_email(t: Words, quote: Quote, back: str = "") -> Screen:
    """Where to write to; the known one is a button. ``back``: the state it was asked from."""
    known = [press(quote.known_email, KnownEmailUsed())] if quote.known_email else None
    return Screen(
        lines(bold(_head(t, quote)), t("What is your e-mail? We write there about the purchase.")),
        keyboard(known, _way_back(t, back)),
    )


def asking_promo(t: Words, quote: Quote, back: str = "") -> Screen:
    """A code or none."""
    return Screen(
        lines(bold(_head(t, quote)), t("Do you have a promo code? Type it, or skip this.")),
        keyboard([press(t.plain("Skip"), PromoSkipped())], _way_back(t, back)),
    )


def summary(t: Words, quote: Quote, email: str, states: tuple[str, str]) -> Screen:
    """Everything before it counts; ``states``: where the e-mail and the code are changed."""
    product = quote.product
    code_label = t.plain("✏️ Promo code") if quote.code else t.plain("🏷 I have a promo code")
    drop = [press(t.plain("Without the code"), PromoDropped())] if quote.code else []
    label = t.plain("✅ Buy for {money}", money=t.money(quote.total)) if quote.total else t.plain("✅ Get it for free")
    screen = Screen(
        lines(
            bold(t("🛒 {title}", title=product.title)),
            t("Price: {money}", money=price(t, product.price)),
            t("Promo code: {code}, −{money}", code=quote.code, money=t.money(quote.discount)) if quote.code else None,
            t("To pay: {money}", money=price(t, quote.total)) if quote.code else None,
            days(t, product.deadline),
            t("E-mail: {email}", email=email),
        ),
        keyboard(
            [press(label, BuyConfirmed(quote.total), MAIN)],
            [press(t.plain("✏️ E-mail"), WentBack(states[0])), press(code_label, WentBack(states[1]))],
            drop,
            [press(t.plain("Cancel"), Cancelled())],
        ),
    )
    return screen.noted(refusal(t, quote.problem)) if quote.problem else screen


def bought(t: Words, purchase: PurchaseView, *, desk: bool) -> Screen:
    """It is done: the card with what can be done next."""
    return card(t, purchase, desk=desk).noted(t("✅ Your purchase is registered. We will write when work begins."))


def left(t: Words, product_id: int) -> Screen:
    """Not bought after all."""
    return Screen(
        t("Nothing was bought."),
        keyboard(
            [press("« " + t.plain("To the product"), ProductOpened(product_id))],
            [press(t.plain("🛒 Catalogue"), FRONT)],
        ),
    )


def _head(t: Words, quote: Quote) -> str:
    return t("🛒 {title} · {money}", title=quote.product.title, money=price(t, quote.product.price))


def _way_back(t: Words, back: str) -> Row:
    return [press("« " + t.plain("Back"), WentBack(back)), *cancel_row(t)] if back else cancel_row(t)
