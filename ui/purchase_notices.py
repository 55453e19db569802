"""What is told of purchases: a new one, who has taken it, how it stands (S2.44, S2.48)."""

from collections.abc import Mapping

from markupsafe import Markup

from domain.phones import show_phone
from domain.shop import State
from ui.catalogue import days, price
from ui.notices import Facts, notice
from ui.purchase_buttons import PurchaseMoved, PurchaseOpened
from ui.screen import MAIN, Screen, bold, keyboard, lines, press
from ui.texts import Words


def _(msgid: str) -> str:
    """Mark words for translation."""
    return msgid


GONE: Mapping[str, str] = {
    "taken": _("🛒 Purchase No. {id}, {title}: {by} has taken it."),
    "cancelled": _("🛒 Purchase No. {id}, {title}: {by} has cancelled it."),
    "withdrawn": _("🛒 Purchase No. {id}, {title}: the customer has cancelled it."),
}
STEPS: Mapping[State, str] = {
    State.CREATED: _("🛒 Purchase No. {id}, {title}: waits for an executor again."),
    State.IN_WORK: _("🛒 Purchase No. {id}, {title}: work has begun."),
    State.DONE: _("✅ Purchase No. {id}, {title}: ready."),
    State.CANCELLED: _("✖️ Purchase No. {id}, {title}: cancelled."),
}


@notice("purchase_new")
def new(t: Words, facts: Facts) -> Screen:
    """To the staff: somebody has bought."""
    phone = show_phone(facts["phone"]) if facts["phone"] else ""
    return Screen(
        lines(
            bold(t("🛒 New purchase No. {id}: {title}", id=facts["id"], title=facts["title"])),
            Markup("👤 {}").format(" · ".join(part for part in (facts["name"], phone, facts["email"]) if part)),
            t("To pay: {money}", money=price(t, facts["total"])),
            t("Promo code: {code}", code=facts["promo"]) if facts["promo"] else None,
            days(t, facts["deadline"]),
        ),
        keyboard([
            press(t.plain("✋ Take it"), PurchaseMoved(facts["id"], State.IN_WORK), MAIN),
            press(t.plain("Open"), PurchaseOpened(facts["id"])),
        ]),
    )  # fmt: skip


@notice("purchase_gone")
def gone(t: Words, facts: Facts) -> Screen:
    """What a new purchase's card is edited into when it waits no more."""
    said = t(GONE[facts["how"]], id=facts["id"], title=facts["title"], by=facts["by"])
    return Screen(said, keyboard([press(t.plain("Open"), PurchaseOpened(facts["id"]))]))


@notice("purchase_moved")
def moved(t: Words, facts: Facts) -> Screen:
    """To the customer: how it stands now."""
    said = bold(t(STEPS[State(facts["state"])], id=facts["id"], title=facts["title"]))
    why = t("Why: {reason}", reason=facts["reason"]) if facts["reason"] else None
    return Screen(lines(said, why), keyboard([press(t.plain("Open"), PurchaseOpened(facts["id"]))]))
