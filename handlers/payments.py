"""Paying in the chat: the invoice, Telegram's question before the payment, the payment (S3.53)."""

import asyncio
import logging

from telegram import PreCheckoutQuery, Update
from telegram.error import Forbidden, TelegramError

from conversations.flow import data_of
from domain.errors import Conflict, CrmError, Outdated
from domain.payments import Charge
from handlers.context import Context
from services import payments
from ui import payments as screens
from ui.payment_buttons import PayAsked

log = logging.getLogger(__name__)
PATIENCE = 6.0  # seconds for the database: Telegram waits ten, and the answer has to get there


async def pay_asked(_update: Update, ctx: Context) -> None:
    """[Оплатить]: an invoice. Sent twice after a crash, it still is one invoice, paid once."""
    asked = PayAsked.unpack(data_of(ctx))
    made = await ctx.run(payments.invoice, asked.kind, asked.subject_id)
    token = ctx.deps.settings.payment_token
    try:
        await ctx.bot.send_invoice(ctx.turn.chat_id, **screens.invoice(ctx.t, made), provider_token=token)
    except Forbidden:
        raise
    except TelegramError as error:
        log.warning("an invoice was not sent: %s", error)
        raise Conflict("The invoice could not be sent. Please try again later, or ask us how to pay.") from error


async def before_payment(update: Update, ctx: Context) -> None:
    """Telegram asks whether the payment may go on. Whatever happens here, it hears yes or why not in time."""
    query = update.pre_checkout_query
    assert query is not None
    try:
        async with asyncio.timeout(PATIENCE):
            await ctx.run(payments.approve, query.invoice_payload, query.total_amount, query.currency)
    except CrmError as error:
        await _answer(query, ctx.t.alert(error))
        return
    except Exception:
        log.exception("a payment was refused: the database is too slow, or a fault of ours")
        is_heard = False
        await _answer(query, ctx.t.alert(_TRY_AGAIN))
    else:
        is_heard = await _answer(query)
    if not is_heard:
        await _take_back(ctx, query.invoice_payload)


async def paid(update: Update, ctx: Context) -> None:
    """The money has come. The receipt goes out with the payment's commit."""
    message = update.effective_message
    assert message is not None
    assert message.successful_payment is not None
    told = message.successful_payment
    charge = Charge(
        told.invoice_payload, told.total_amount, told.currency, told.telegram_payment_charge_id,
        told.provider_payment_charge_id,
    )  # fmt: skip
    await ctx.run(payments.receive, charge)


_TRY_AGAIN = Outdated("We can't take the payment at this moment. Please try again in a minute.")


async def _answer(query: PreCheckoutQuery, refusal: str = "") -> bool:
    """Say yes, or why not; False where Telegram did not hear it."""
    try:
        await query.answer(ok=not refusal, error_message=refusal or None)
    except TelegramError as error:
        log.warning("the question before a payment was not answered: %s", error)
        return False
    return True


async def _take_back(ctx: Context, code: str) -> None:
    """Telegram has not heard the yes, which may be written down yet: the thing is free to be paid again."""
    try:
        await ctx.run(payments.release, code)
    except Exception:
        log.exception("an approval was not taken back; it lapses by itself")


COMMANDS: dict[str, object] = {}
PRESSES = {PayAsked: pay_asked}
