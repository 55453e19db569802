"""A request is filed: what each step asks, one thing at a time; and one's own list (S4.16, S4.27–S4.36)."""

from collections.abc import Sequence

from markupsafe import Markup

from domain.phones import show_phone
from domain.utility import FILES_MOST
from domain.utility_views import CategoryView, IncidentView, RequestLine, RequestView, SubcategoryView
from domain.views import Page
from ui.common import Cancelled, WentBack, back_row, cancel_row
from ui.incident_buttons import IncidentJoined
from ui.incidents import facts as incident_facts
from ui.residents import FlatsOpened
from ui.screen import MAIN, Row, Screen, bold, cut, in_rows, keyboard, lines, press, quote
from ui.texts import Words
from ui.utility_buttons import (
    CategoryPicked,
    Described,
    FiledAnyway,
    FlatListed,
    FlatPicked,
    Followed,
    OldPhoneDecided,
    OwnListed,
    PartPicked,
    PhoneChanged,
    PhonePicked,
    RequestBegun,
    RequestFiled,
    RequestShown,
    WishPicked,
    WordsSkipped,
)
from ui.utility_words import STATES, WISHES, addressed, line, named, titled


def _title(t: Words) -> Markup:
    return bold(t("🏠 New request"))


def _way(t: Words, back: str | None) -> Row:
    return back_row(t, back) if back else cancel_row(t)


def create_row(t: Words) -> Row:
    """[➕ Создать заявку]."""
    return [press(t.plain("➕ New request"), RequestBegun(), MAIN)]


# --- one's own ---


def mine(t: Words, page: Page[RequestLine], of_flat: int) -> Screen:
    """/requests of a resident; ``of_flat``: how many others of the flat have open."""
    rows = [[press(line(t, one), RequestShown(one.id))] for one in page.items]
    before = [press("«", OwnListed(page.number - 1))] if page.number else []
    turn = [*before, *([press("»", OwnListed(page.number + 1))] if page.has_more else [])]
    empty = None if page.items else t("You have not filed a request yet.")
    others = [press(t.plain("Others of the flat · {n}", n=of_flat), FlatListed())] if of_flat else None
    return Screen(
        lines(bold(t("🏠 My requests")), empty),
        keyboard(create_row(t), *rows, turn or None, others, [press(t.plain("My flats"), FlatsOpened())]),
    )


def flat(t: Words, found: Sequence[RequestLine]) -> Screen:
    """What others of the flat have open: category and state only."""
    rows = [[press(line(t, one), RequestShown(one.id))] for one in found]
    said = t("Filed by those who live with you. You can follow them.") if found else t("Nothing is open.")
    back = [press("« " + t.plain("My requests"), OwnListed(0))]
    return Screen(lines(bold(t("🏠 Requests of the flat")), said), keyboard(*rows, back))


# --- the steps ---


def ask_flat(t: Words, flats: Sequence[tuple[int, str]]) -> Screen:
    """Who has several: which?"""
    rows = [[press(label, FlatPicked(id_))] for id_, label in flats]
    return Screen(lines(_title(t), t("Which flat is it about?")), keyboard(*rows, cancel_row(t)))


def ask_category(t: Words, categories: Sequence[CategoryView], has_flats: bool) -> Screen:
    """What is it about?"""
    if not categories:
        return Screen(lines(_title(t), t("There is nothing to choose yet. Please call us.")), keyboard(cancel_row(t)))
    rows = in_rows([press(one.name, CategoryPicked(one.id)) for one in categories], 2)
    way = back_row(t, "FLAT") if has_flats else cancel_row(t)
    return Screen(lines(_title(t), t("What is it about?")), keyboard(*rows, way))


def ask_part(t: Words, category: CategoryView, parts: Sequence[SubcategoryView]) -> Screen:
    """More exactly?"""
    rows = [[press(one.name, PartPicked(one.id))] for one in parts]
    back = [press("« " + t.plain("Back"), CategoryPicked(0)), press(t.plain("Cancel"), Cancelled())]
    return Screen(
        lines(_title(t), Markup("{}").format(category.name), _warning(category.warning), t("What exactly?")),
        keyboard(*rows, back),
    )


def _warning(*texts: str) -> Markup | None:
    shown = [Markup("⚠️ <b>{}</b>").format(text) for text in dict.fromkeys(texts) if text]
    return Markup("\n").join(shown) if shown else None


def ask_known(t: Words, request: RequestView | None, incident: IncidentView | None) -> Screen:
    """The same is open already, or it is known: join, follow, or file all the same."""
    said, rows = [], []
    if incident is not None:
        said += [bold(t("⚠️ We know of it")), *incident_facts(t, incident)]
        if not incident.is_joined:
            rows.append([press(t.plain("Concerns me too"), IncidentJoined(incident.id), MAIN)])
        else:
            said.append(t("You will be told of each change."))
    if request is not None:
        said.append(bold(t("There is an open request already")))
        said.append(Markup("{} · {}").format(named(t, request), t(STATES[request.state])))
        if not request.is_mine and not request.is_followed:
            rows.append([press(t.plain("🔔 Follow"), Followed(request.id, True), MAIN)])
        rows.append([press(t.plain("Open the request"), RequestShown(request.id))])
    said = said or [_title(t), t("It is over meanwhile. You can go on.")]
    return Screen(
        lines(*said), keyboard(*rows, [press(t.plain("File all the same"), FiledAnyway())], _way(t, "CATEGORY"))
    )


def ask_text(t: Words, title: str, warnings: Sequence[str], text: str, files: int) -> Screen:
    """What has happened, in words and photos, as many messages as it takes."""
    asked = t("What has happened, and where? Write it here. Photos will do too, up to {most}.", most=FILES_MOST)
    if text or files:
        asked = t("Kept. Add a photo or more words, or press “Ready”.")
    shown = [
        quote(text), t.count("📎 {n} file", "📎 {n} files", files) if files else None,
        t("No more files fit in.") if files >= FILES_MOST else None,
    ]  # fmt: skip
    ready = [press(t.plain("Ready"), Described(), MAIN)] if text or files else None
    return Screen(
        lines(_title(t), Markup("{}").format(title), _warning(*warnings), *shown, asked),
        keyboard(ready, back_row(t, "CATEGORY")),
    )


def ask_wish(t: Words, title: str) -> Screen:
    """When would it suit?"""
    rows = in_rows([press(t.plain(label).capitalize(), WishPicked(at)) for at, label in enumerate(WISHES)], 2)
    return Screen(
        lines(_title(t), Markup("{}").format(title), t("When is somebody at home? Choose or write it.")),
        keyboard(*rows, [press(t.plain("Any time"), WishPicked(-1))], back_row(t, "TEXT")),
    )


def ask_phone(t: Words, phones: Sequence[str], back: str) -> Screen:
    """Is this your number? (S4.30)"""
    others = [[press(show_phone(one), PhonePicked(at))] for at, one in list(enumerate(phones))[1:4]]
    return Screen(
        lines(
            _title(t), t("Whoever comes to you calls this number."),
            bold(show_phone(phones[0])), t("Is this your number?"),
        ),
        keyboard(
            [press(t.plain("Yes"), PhonePicked(0), MAIN), press(t.plain("No, another one"), PhoneChanged(True))],
            *others, back_row(t, back),
        ),
    )  # fmt: skip


def ask_new_phone(t: Words) -> Screen:
    """Which then? (S4.32)"""
    return Screen(
        lines(_title(t), t("Write your number. For example: {example}", example="+7 999 123-45-67")),
        keyboard([press("« " + t.plain("Back"), PhoneChanged(False)), press(t.plain("Cancel"), Cancelled())]),
    )


def ask_old_phone(t: Words, old: str, new: str) -> Screen:
    """Delete the old one, or keep both? (S4.33)"""
    return Screen(
        lines(
            _title(t), t("New number: {phone}", phone=show_phone(new)),
            t("Delete the old one, {phone}?", phone=show_phone(old)),
        ),
        keyboard(
            [press(t.plain("Delete the old one"), OldPhoneDecided(True))],
            [press(t.plain("Keep both"), OldPhoneDecided(False))], back_row(t, "PHONE"),
        ),
    )  # fmt: skip


def summary(
    t: Words, category: str, subcategory: str, address: str, text: str, files: int, wish: str, phone: str,
    asks_wish: bool,
) -> Screen:  # fmt: skip
    """Everything, each line a press away."""
    changes = [press(t.plain("✏️ Description"), WentBack("TEXT"))]
    changes += [press(t.plain("✏️ Time"), WentBack("WISH"))] if asks_wish else []
    changes += [press(t.plain("✏️ Phone"), WentBack("PHONE")), press(t.plain("✏️ Subject"), WentBack("CATEGORY"))]
    return Screen(
        lines(
            _title(t), Markup("{}").format(titled(category, subcategory)),
            t("Address: {address}", address=address) if address else None,
            t("Phone: {phone}", phone=show_phone(phone)),
            t("Convenient time: {wish}", wish=wish) if wish else None,
            t.count("📎 {n} file", "📎 {n} files", files) if files else None, quote(text),
        ),
        keyboard([press(t.plain("✅ File the request"), RequestFiled(), MAIN)], *in_rows(changes, 2), cancel_row(t)),
    )  # fmt: skip


def place(t: Words, street: str, house: str, flat_number: str, number: str) -> str:
    """A flat of one's own: its address, or the account it was named by."""
    address = addressed(t, street, house, flat_number)
    return address or t.plain("Account {number}", number=number)


# --- words that are asked for ---


def ask_reason(t: Words, request: RequestView, question: Markup, can_skip: bool) -> Screen:
    """Why?"""
    skip = [press(t.plain("Without a reason"), WordsSkipped())] if can_skip else None
    return Screen(lines(bold(named(t, request)), question), keyboard(skip, cancel_row(t)))


def ask_comment(t: Words, request: RequestView, files: int, text: str) -> Screen:
    """A comment, perhaps with photos."""
    asked = t("Write a comment. A photo will do too.")
    if files:
        asked = t("Add words, or press “Send”.")
    shown = [t.count("📎 {n} file", "📎 {n} files", files) if files else None, cut(text, 200) if text else None]
    send = [press(t.plain("Send"), WordsSkipped(), MAIN)] if files else None
    unread = t("⚠️ The resident is not in the bot and won't read it: it stays with the request, for the staff.")
    note = None if request.has_reader else unread
    return Screen(lines(bold(named(t, request)), *shown, note, asked), keyboard(send, cancel_row(t)))


def commented(t: Words, request: RequestView) -> Markup:
    """What became of a comment: the staff hear where nobody reads it."""
    if request.has_reader:
        return t("✅ The comment is sent.")
    return t("✅ The comment is kept. The resident is not in the bot and won't read it: call them, please.")
