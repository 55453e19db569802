"""/web: a link into the web admin, a browser that asks to be let in, and where one is signed in (S5.13, T38)."""

from telegram import Update

from conversations.flow import data_of
from domain.access import Permission, require
from domain.errors import Outdated
from domain.web import PAYLOAD, read_token
from handlers.context import Context
from services import web_sessions
from ui import web as screens


async def offered(_update: Update, ctx: Context) -> None:
    """A link that signs one browser in."""
    settings = ctx.deps.settings
    if not settings.web_address:
        require(ctx.actor, Permission.WEB)
        await ctx.show(screens.switched_off(ctx.t))
        return
    token = await ctx.run(web_sessions.make_link)
    url = f"{settings.web_address}/admin/enter/{token}"
    is_pressable = url.startswith("https://") or settings.telegram_api_base_url.startswith(settings.web_address)
    await ctx.show(screens.offered(ctx.t, url, is_pressable))


async def asked(ctx: Context, payload: str) -> None:
    """The QR code of a browser was opened: name it, and ask for the number on its screen."""
    if (token := read_token(payload.removeprefix(PAYLOAD))) is None:
        raise Outdated("This sign-in is over. Begin anew, please.")
    await ctx.say(screens.asked(ctx.t, await ctx.run(web_sessions.asked, token)))


async def chosen(_update: Update, ctx: Context) -> None:
    """[48]."""
    picked = screens.NumberChosen.unpack(data_of(ctx))
    is_right = await ctx.run(web_sessions.choose, picked.login_id, picked.number)
    await ctx.show(screens.let_in(ctx.t) if is_right else screens.not_let_in(ctx.t))


async def refused(_update: Update, ctx: Context) -> None:
    """[Это не я]."""
    await ctx.run(web_sessions.refuse, screens.BrowserRefused.unpack(data_of(ctx)).login_id)
    await ctx.show(screens.refused(ctx.t))


async def listed(_update: Update, ctx: Context) -> None:
    """[Мои входы]."""
    await ctx.show(screens.listed(ctx.t, await ctx.run(web_sessions.listed), ctx.now))


async def signed_out(update: Update, ctx: Context) -> None:
    """[Выйти: …]."""
    await ctx.run(web_sessions.end, screens.SignedOut.unpack(data_of(ctx)).session_id)
    await listed(update, ctx)


async def signed_out_everywhere(update: Update, ctx: Context) -> None:
    """[Выйти везде]."""
    await ctx.run(web_sessions.end_all)
    await listed(update, ctx)


COMMANDS = {"web": offered}
PRESSES = {
    screens.LinkAsked: offered,
    screens.NumberChosen: chosen,
    screens.BrowserRefused: refused,
    screens.SignInsOpened: listed,
    screens.SignedOut: signed_out,
    screens.SignedOutEverywhere: signed_out_everywhere,
}
