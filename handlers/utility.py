"""/requests: a resident's own, a dispatcher's lists, an executor's works; cards and every press on them (S4.36)."""

from collections.abc import Awaitable

from telegram import Update

from conversations.flow import data_of
from domain.access import Permission
from domain.errors import Conflict, CrmError, NotFound, Outdated
from domain.utility_views import RequestView
from handlers.context import Context
from services import utility_forms, utility_own, utility_requests, utility_talk, utility_work
from ui import common, residents, utility_notices
from ui import utility as screens
from ui import utility_forms as forms
from ui.screen import Attachment, Screen, bold
from ui.utility_buttons import (
    AssignAsked,
    DeskListed,
    DoneConfirmed,
    ExecutorPicked,
    FilesAsked,
    FlatListed,
    Followed,
    HistoryShown,
    Listed,
    OwnListed,
    RequestOpened,
    RequestRated,
    RequestReopened,
    RequestShown,
    WorkFinished,
    WorksListed,
    WorkStarted,
)
from ui.utility_words import named

NOTICES = utility_notices  # imported so that its notices are registered


async def show_fresh(ctx: Context, request_id: int, error: CrmError) -> None:
    """Why it can't be done, and the card as it is now; who has no part in it any more is told that and sees no card."""
    try:
        screen = screens.card(ctx.t, await ctx.run(utility_requests.card, request_id))
    except NotFound:
        await ctx.show(Screen(ctx.t("Request No. {id} is no longer yours to see.", id=request_id)))
        return
    if ctx.turn.press is not None:
        await ctx.alert(ctx.t.alert(error))
        await ctx.show(screen)
    else:
        await ctx.show(screen.noted(common.refusal(ctx.t, error)))


async def _or_fresh(ctx: Context, request_id: int, work: Awaitable[RequestView]) -> None:
    try:
        request = await work
    except (Outdated, Conflict) as error:
        await show_fresh(ctx, request_id, error)
        return
    await ctx.show(screens.card(ctx.t, request))


# --- lists ---


async def requests_asked(_update: Update, ctx: Context) -> None:
    """/requests."""
    if ctx.actor.may(Permission.REQUESTS):
        await _desk(ctx, Listed.NEW, 0, fresh=True)
    elif ctx.actor.may(Permission.REQUESTS_WORK):
        await _works(ctx, False, 0, fresh=True)
    else:
        await _own(ctx, 0, fresh=True)


async def _desk(ctx: Context, which: Listed, number: int, *, fresh: bool = False) -> None:
    page, counts = await ctx.run(utility_work.listed, which, number)
    await ctx.show(screens.desk(ctx.t, which, page, counts, await _lives_here(ctx)), fresh=fresh)


async def _works(ctx: Context, is_over: bool, number: int, *, fresh: bool = False) -> None:
    page = await ctx.run(utility_work.own_works, is_over, number)
    await ctx.show(screens.works(ctx.t, page, is_over, await _lives_here(ctx)), fresh=fresh)


async def _own(ctx: Context, number: int, *, fresh: bool = False) -> None:
    page = await ctx.run(utility_requests.mine, number)
    if not page.items and not number and not await _lives_here(ctx):
        await ctx.show(residents.stranger(ctx.t), fresh=fresh)
        return
    of_flat = await ctx.run(utility_requests.of_flat)
    await ctx.show(forms.mine(ctx.t, page, len(of_flat)), fresh=fresh)


async def _lives_here(ctx: Context) -> bool:
    flats = await ctx.run(utility_forms.flats)
    return bool(flats)


async def desk_listed(_update: Update, ctx: Context) -> None:
    """A page of new, in work, done, closed."""
    asked = DeskListed.unpack(data_of(ctx))
    await _desk(ctx, asked.which, asked.page)


async def works_listed(_update: Update, ctx: Context) -> None:
    """A page of an executor's works."""
    asked = WorksListed.unpack(data_of(ctx))
    await _works(ctx, asked.is_over, asked.page)


async def own_listed(_update: Update, ctx: Context) -> None:
    """A page of one's own."""
    await _own(ctx, OwnListed.unpack(data_of(ctx)).page)


async def flat_listed(_update: Update, ctx: Context) -> None:
    """[Заявки соседей по квартире]."""
    found = await ctx.run(utility_requests.of_flat)
    await ctx.show(forms.flat(ctx.t, found))


# --- one request ---


async def opened(_update: Update, ctx: Context) -> None:
    """[Открыть] under a notice: the card comes below it."""
    request = await ctx.run(utility_requests.card, RequestOpened.unpack(data_of(ctx)).request_id)
    await ctx.show(screens.card(ctx.t, request), fresh=True)


async def shown(_update: Update, ctx: Context) -> None:
    """A row of a list, or back to the card."""
    request = await ctx.run(utility_requests.card, RequestShown.unpack(data_of(ctx)).request_id)
    await ctx.show(screens.card(ctx.t, request))


async def history_shown(_update: Update, ctx: Context) -> None:
    """[🕓 История]."""
    request_id = HistoryShown.unpack(data_of(ctx)).request_id
    steps = await ctx.run(utility_requests.history, request_id)
    await ctx.show(screens.history(ctx.t, await ctx.run(utility_requests.card, request_id), steps))


async def files_asked(_update: Update, ctx: Context) -> None:
    """[📎 Файлы]: as one letter below the card."""
    request_id = FilesAsked.unpack(data_of(ctx)).request_id
    files = await ctx.run(utility_talk.files, request_id)
    if not files:
        raise NotFound("There are no files in this request.")
    request = await ctx.run(utility_requests.card, request_id)
    shown_ = tuple(Attachment(one.kind, one.file_id) for one in files)
    await ctx.say_letter(Screen(bold(named(ctx.t, request)), files=shown_))


async def done_confirmed(_update: Update, ctx: Context) -> None:
    """[Да, сделано]; a second press gives the same card."""
    request_id = DoneConfirmed.unpack(data_of(ctx)).request_id
    await _or_fresh(ctx, request_id, ctx.run(utility_own.confirm, request_id))


async def rated(_update: Update, ctx: Context) -> None:
    """One of the five."""
    asked = RequestRated.unpack(data_of(ctx))
    await _or_fresh(ctx, asked.request_id, ctx.run(utility_own.rate, asked.request_id, asked.rating))


async def followed(_update: Update, ctx: Context) -> None:
    """[🔔 Следить], [🔕 Не следить]."""
    asked = Followed.unpack(data_of(ctx))
    await _or_fresh(ctx, asked.request_id, ctx.run(utility_own.follow, asked.request_id, asked.is_on))


# --- the staff ---


async def assign_asked(_update: Update, ctx: Context) -> None:
    """[👷 Назначить]: whom?"""
    asked = AssignAsked.unpack(data_of(ctx))
    request, found = await ctx.run(utility_work.to_choose, asked.request_id)
    await ctx.show(screens.to_choose(ctx.t, request, found, max(asked.page, 0)))


async def executor_picked(_update: Update, ctx: Context) -> None:
    """This one; who was slower sees who has it."""
    asked = ExecutorPicked.unpack(data_of(ctx))
    work = ctx.run(utility_work.assign, asked.request_id, asked.executor_id, asked.instead_of)
    await _or_fresh(ctx, asked.request_id, work)


async def started(_update: Update, ctx: Context) -> None:
    """[▶️ Начать]."""
    request_id = WorkStarted.unpack(data_of(ctx)).request_id
    await _or_fresh(ctx, request_id, ctx.run(utility_work.start, request_id))


async def finished(_update: Update, ctx: Context) -> None:
    """[✅ Готово]."""
    request_id = WorkFinished.unpack(data_of(ctx)).request_id
    await _or_fresh(ctx, request_id, ctx.run(utility_work.finish, request_id))


async def reopened(_update: Update, ctx: Context) -> None:
    """[↩️ Вернуть в работу]."""
    request_id = RequestReopened.unpack(data_of(ctx)).request_id
    await _or_fresh(ctx, request_id, ctx.run(utility_work.reopen, request_id))


COMMANDS = {"requests": requests_asked}
PRESSES = {
    DeskListed: desk_listed,
    WorksListed: works_listed,
    OwnListed: own_listed,
    FlatListed: flat_listed,
    RequestOpened: opened,
    RequestShown: shown,
    HistoryShown: history_shown,
    FilesAsked: files_asked,
    DoneConfirmed: done_confirmed,
    RequestRated: rated,
    Followed: followed,
    AssignAsked: assign_asked,
    ExecutorPicked: executor_picked,
    WorkStarted: started,
    WorkFinished: finished,
    RequestReopened: reopened,
}
