"""How somebody gets into each state of each dialogue: recorded ways, walked with real presses and answers.

A step is a command, ``say <kind>``, ``press <button>`` (any visible one of that prefix, perhaps with a value), or a
game, card or ticket opened by a button from an older message; `a|b`: b where there is no a; `on`: who is known is not
asked. A new state needs its way here: a test says so.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from domain.access import Role
from tests.fuzz import contents, presses, texts
from tests.fuzz.desk import NAMED
from tests.fuzz.phone import Json, Phone
from tests.fuzz.rules import Slot
from ui import menu
from ui.callbacks import Button
from ui.clients import ClientPicked
from ui.member_buttons import MemberOpened
from ui.orders import OrderOpened
from ui.ticket_buttons import TicketOpened
from ui.training_buttons import LedOpened

Act = Callable[[], Json]
_TIME = ("/order", "press nn", "press nd")
_SUMMARY = (*_TIME, "press nt", "press np")
_REQUEST = (
    "/order", "press cy|on", "share contact|on", "press wk|say name:NAME|on", "press wy", "press ws", "press wq",
    "press wb",
)  # fmt: skip
_ADD = ("/client", "press ka", "say name", "say phone")
_INVITE = ("/invite", "press ig:0", "say name", "say day", "say time", "say words")
_FIELDS = ("open a card", "press ke")
_MOVE = ("open confirmed", "press om", "press nd", "press nt")
_FOR = ("/tickets", "press t2")
_TARIFF = ("/tariffs", "press jn", "say new name", "say money")
_BUY = ("/catalog", "press Sl|on", "press Sc", "press Sb", "press cy|on", "say email", "press Pp")
_PRODUCT = ("/products", "press 8n", "say new name", "say money", "press 8d", "press 8k", "press 8k")
_PROMO = ("/promos", "press 9n", "press 9g", "press 9k:percent", "press 9m", "press 9m")
_JOIN = ("open an offer", "press jt", "press cy|on", "share contact|on")
_PAY = ("open confirmed", "press $n")
_BACK = (*_PAY, "press $a", "press oo", "press $r")
_CAMPAIGN = ("/broadcast", "press bn", "press ba:all", "say words")
_LETTER = (*_CAMPAIGN, "press bf")
_MONEY = ("open a card", "press kb")
_FILE = (
    "/request", "press U5|on", "press U6", "press U7|on", "press U8|on", "say words", "press U9", "press UA|on",
    "press UB",
)  # fmt: skip
_REGISTER = (
    "/membership", "press Mj", "press cy|on", "share contact|on", "press MA|say name:NAME|on", "press MS", "press MS",
    "press MS", "press MS",
)  # fmt: skip
_SELL = ("open a member", "press Ms", "press Mb")
_GROUP = ("/groups", "press G1")
_TRAINING = ("/week", "press TT", "press TU|say new name", "press TV", "say time")
_ASK = ("open a training", "press TC", "press TD:active")
_IDENTIFY = ("/identify", "press cy|on", "say number")

WAYS: dict[str, tuple[Role, tuple[str, ...]]] = {
    "crm_order:CLIENT": (Role.MANAGER, ("/order",)),
    "crm_order:CARD": (Role.MANAGER, ("/order", "say new name")),
    "crm_order:DAY": (Role.MANAGER, ("/order", "press nn")),
    "crm_order:TIME": (Role.MANAGER, _TIME),
    "crm_order:PLAYERS": (Role.MANAGER, _SUMMARY[:-1]),
    "crm_order:SUMMARY": (Role.MANAGER, _SUMMARY),
    "crm_order:FIELD": (Role.MANAGER, (*_SUMMARY, "press nf")),
    "crm_request:CONSENT": (Role.CLIENT, _REQUEST[:1]),
    "crm_request:CONTACT": (Role.CLIENT, _REQUEST[:2]),
    "crm_request:NAME": (Role.CLIENT, _REQUEST[:3]),
    "crm_request:DAY": (Role.CLIENT, _REQUEST[:4]),
    "crm_request:TIME": (Role.CLIENT, _REQUEST[:5]),
    "crm_request:PLAYERS": (Role.CLIENT, _REQUEST[:6]),
    "crm_request:TYPE": (Role.CLIENT, _REQUEST[:7]),
    "crm_request:CONFIRM": (Role.CLIENT, _REQUEST),
    "crm_client:FIND": (Role.MANAGER, ("/client", "press kf")),
    "crm_client:NAME": (Role.MANAGER, _ADD[:2]),
    "crm_client:PHONE": (Role.MANAGER, _ADD[:3]),
    "crm_client:SAME": (Role.MANAGER, (*_ADD[:3], "say known phone")),
    "crm_client:SUMMARY": (Role.MANAGER, _ADD),
    "crm_client:FIELD": (Role.MANAGER, (*_ADD, "press kn")),
    "crm_client_edit:VALUE": (Role.MANAGER, (*_FIELDS, "press kv")),
    "crm_client_edit:SAME": (Role.MANAGER, (*_FIELDS, "press kv:secondphone", "say known phone")),
    "crm_client_edit:CLASH": (Role.MANAGER, (*_FIELDS, "press kv:name", "a colleague is faster", "say name")),
    "invite:GAME": (Role.INSTRUCTOR, ("/invite",)),
    "invite:CHILD": (Role.INSTRUCTOR, _INVITE[:2]),
    "invite:DAY": (Role.INSTRUCTOR, _INVITE[:3]),
    "invite:TIME": (Role.INSTRUCTOR, _INVITE[:4]),
    "invite:PLACE": (Role.INSTRUCTOR, _INVITE[:5]),
    "invite:GUEST": (Role.INSTRUCTOR, _INVITE),
    "crm_staff:ID": (Role.OWNER, ("/staff", "press sa")),
    "crm_staff:ROLE": (Role.OWNER, ("/staff", "press sa", "say id")),
    "crm_settings:VALUE": (Role.OWNER, ("/settings", "press sg", "press sv")),
    "crm_calendar:VALUE": (Role.MANAGER, ("open confirmed", "press oe", "press of")),
    "crm_calendar:DAY": (Role.MANAGER, _MOVE[:2]),
    "crm_calendar:TIME": (Role.MANAGER, _MOVE[:3]),
    "crm_calendar:CONFIRM": (Role.MANAGER, _MOVE),
    "crm_calendar:REASON": (Role.MANAGER, ("open confirmed", "press ox")),
    "crm_calendar:CAME": (Role.MANAGER, ("open arrived", "press oy")),
    "crm_campaign:AUDIENCE": (Role.MANAGER, _CAMPAIGN[:2]),
    "crm_campaign:PARAM": (Role.MANAGER, ("/broadcast", "press bn", "press ba:silent")),
    "crm_campaign:CONTENT": (Role.MANAGER, _CAMPAIGN[:3]),
    "crm_campaign:BUTTON": (Role.MANAGER, _CAMPAIGN),
    "crm_campaign:PREVIEW": (Role.MANAGER, _LETTER),
    "crm_campaign:REPEAT": (Role.MANAGER, (*_LETTER, "press bj")),
    "crm_campaign:WHEN": (Role.MANAGER, (*_LETTER, "press bi")),
    "crm_campaign:CONFIRM": (Role.MANAGER, (*_LETTER, "press bh")),
    "crm_canned:FIND": (Role.MANAGER, ("/canned", "press zf")),
    "crm_canned:TITLE": (Role.MANAGER, ("/canned", "press zn")),
    "crm_canned:TEXT": (Role.MANAGER, ("/canned", "press zn", "say new name")),
    "crm_canned:VALUE": (Role.MANAGER, ("/canned", "press zo", "press ze")),
    "crm_tariff:NAME": (Role.OWNER, _TARIFF[:2]),
    "crm_tariff:PRICE": (Role.OWNER, _TARIFF[:3]),
    "crm_tariff:REQUESTS": (Role.OWNER, _TARIFF[:4]),
    "crm_tariff:REACTION": (Role.OWNER, (*_TARIFF[:4], "press jc")),
    "crm_tariff:VALUE": (Role.OWNER, ("/tariffs", "press jo", "press jf")),
    "crm_product:FIND": (Role.OWNER, ("/products", "press 8q")),
    "crm_product:TITLE": (Role.OWNER, _PRODUCT[:2]),
    "crm_product:PRICE": (Role.OWNER, _PRODUCT[:3]),
    "crm_product:DEADLINE": (Role.OWNER, _PRODUCT[:4]),
    "crm_product:DESCRIPTION": (Role.OWNER, _PRODUCT[:5]),
    "crm_product:PICTURE": (Role.OWNER, _PRODUCT[:6]),
    "crm_product:CATEGORY": (Role.OWNER, _PRODUCT),
    "crm_product:VALUE": (Role.OWNER, ("/products", "press 8o", "press 8f")),
    "crm_promo:CODE": (Role.OWNER, _PROMO[:2]),
    "crm_promo:KIND": (Role.OWNER, _PROMO[:3]),
    "crm_promo:AMOUNT": (Role.OWNER, _PROMO[:4]),
    "crm_promo:USES": (Role.OWNER, _PROMO[:5]),
    "crm_promo:UNTIL": (Role.OWNER, _PROMO),
    "crm_promo:VALUE": (Role.OWNER, ("/promos", "press 9o", "press 9f")),
    "crm_join:CONSENT": (Role.CLIENT, _JOIN[:2]),
    "crm_join:CONTACT": (Role.CLIENT, _JOIN[:3]),
    "crm_join:NAME": (Role.CLIENT, _JOIN),
    "crm_money:UNTIL": (Role.OWNER, (*_MONEY, "press qt")),
    "crm_money:AMOUNT": (Role.MANAGER, (*_MONEY, "press qm")),
    "crm_money:NOTE": (Role.MANAGER, (*_MONEY, "press qm", "say money")),
    "crm_catalog_find:FIND": (Role.CLIENT, ("/catalog", "press Sf")),
    "crm_purchase:CONSENT": (Role.CLIENT, _BUY[:4]),
    "crm_purchase:EMAIL": (Role.CLIENT, _BUY[:5]),
    "crm_purchase:PROMO": (Role.CLIENT, _BUY[:6]),
    "crm_purchase:SUMMARY": (Role.CLIENT, _BUY),
    "crm_purchase_cancel:REASON": (Role.MANAGER, ("/purchases", "press Pc", "press Pr")),
    "crm_purchase_talk:TEXT": (Role.MANAGER, ("/purchases", "press Pc", "press Pd")),
    "crm_payment:AMOUNT": (Role.MANAGER, _PAY),
    "crm_payment:BACK": (Role.MANAGER, _BACK),
    "crm_payment:SURE": (Role.MANAGER, (*_BACK, "press $b")),
    "crm_refusal:REASON": (Role.MANAGER, ("open requested", "press rr")),
    "crm_utility:FLAT": (Role.CLIENT, _FILE[:1]),
    "crm_utility:CATEGORY": (Role.CLIENT, _FILE[:2]),
    "crm_utility:KNOWN": (Role.CLIENT, _FILE[:4]),
    "crm_utility:TEXT": (Role.CLIENT, _FILE[:5]),
    "crm_utility:WISH": (Role.CLIENT, _FILE[:7]),
    "crm_utility:PHONE": (Role.CLIENT, _FILE[:8]),
    "crm_utility:KEEP": (Role.CLIENT, (*_FILE[:8], "press UC:1", "say phone")),
    "crm_utility:CONFIRM": (Role.CLIENT, _FILE),
    "crm_utility_talk:REASON": (Role.MANAGER, ("/requests", "press Us", "press Uc")),
    "crm_utility_talk:COMMENT": (Role.MANAGER, ("/requests", "press Us", "press Ut")),
    "crm_incident:SCOPE": (Role.MANAGER, ("/requests", "press Us", "press Ui")),
    "crm_incident:TEXT": (Role.MANAGER, ("/requests", "press Us", "press Ui", "press UG")),
    "crm_incident:END_AT": (Role.MANAGER, ("/requests", "press Us", "press Ui", "press UG", "say words")),
    "utility_identify:CONSENT": (Role.CLIENT, _IDENTIFY[:1]),
    "utility_identify:ACCOUNT": (Role.CLIENT, _IDENTIFY[:2]),
    "utility_identify:PHONE": (Role.CLIENT, _IDENTIFY),
    "crm_member_join:CONSENT": (Role.CLIENT, _REGISTER[:2]),
    "crm_member_join:CONTACT": (Role.CLIENT, _REGISTER[:3]),
    "crm_member_join:NAME": (Role.CLIENT, _REGISTER[:4]),
    "crm_member_join:EMAIL": (Role.CLIENT, _REGISTER[:5]),
    "crm_member_join:REGION": (Role.CLIENT, _REGISTER[:6]),
    "crm_member_join:PHOTO": (Role.CLIENT, _REGISTER[:7]),
    "crm_member_join:COMMENT": (Role.CLIENT, _REGISTER[:8]),
    "crm_member_join:SUMMARY": (Role.CLIENT, _REGISTER),
    "crm_member_profile:TEXT": (Role.CLIENT, ("/membership", "press Mr", "press Me:name")),
    "crm_member_profile:PHOTO": (Role.CLIENT, ("/membership", "press Mr", "press Me:photo")),
    "crm_member_profile:CONTACT": (Role.CLIENT, ("/membership", "press Mr", "press Me:phone")),
    "crm_member_freeze:FROM": (Role.MANAGER, ("open a member", "press Mf")),
    "crm_member_freeze:UNTIL": (Role.MANAGER, ("open a member", "press Mf", "press Md")),
    "crm_member_freeze:SURE": (Role.MANAGER, ("open a member", "press Mf", "press Md", "press Mg")),
    "crm_member_sale:FIND": (Role.MANAGER, ("/members", "press Mq")),
    "crm_member_sale:SUM": (Role.MANAGER, (*_SELL, "press Mo")),
    "crm_gym:NEW": (Role.OWNER, ("/plans", "press G2")),
    "crm_gym:VALUE": (Role.MANAGER, (*_GROUP, "press G3")),
    "crm_gym:HOURS": (Role.MANAGER, (*_GROUP, "press Ga", "press Gb")),
    "crm_gym:WHO": (Role.MANAGER, (*_GROUP, "press Ge", "press Gf")),
    "crm_training_new:TITLE": (Role.COACH, _TRAINING[:2]),
    "crm_training_new:DAY": (Role.COACH, _TRAINING[:3]),
    "crm_training_new:TIME": (Role.COACH, _TRAINING[:4]),
    "crm_training_new:SUMMARY": (Role.COACH, _TRAINING),
    "crm_training_new:LENGTH": (Role.COACH, (*_TRAINING, "press TW")),
    "crm_training_new:PLACES": (Role.COACH, (*_TRAINING, "press TX")),
    "crm_training_new:COACH": (Role.COACH, (*_TRAINING, "press TG")),
    "crm_training_new:LINK": (Role.COACH, (*_TRAINING, "press TI")),
    "crm_training_invite:AUDIENCE": (Role.COACH, _ASK[:2]),
    "crm_training_invite:PEOPLE": (Role.COACH, (*_ASK[:2], "press TD:people")),
    "crm_training_invite:SUMMARY": (Role.COACH, _ASK),
    "crm_training_invite:COACH": (Role.COACH, (*_ASK, "press TG")),
    "crm_training_invite:LINK": (Role.COACH, (*_ASK, "press TI")),
    "crm_training:REASON": (Role.COACH, ("open a training", "press TL")),
    "crm_training:SURE": (Role.COACH, ("open a training", "press TL", "say words")),
    "crm_training:LINK": (Role.COACH, ("open a training", "press TR")),
    "crm_training:PLACES": (Role.COACH, ("open a training", "press TS")),
    "crm_training:PERSON": (Role.COACH, ("open a training", "press TP")),
    "crm_support:TEXT": (Role.CLIENT, ("/support",)),
    "crm_access:ACCESS": (Role.CLIENT, ("open own job", "press tk")),
    "crm_take:ESTIMATE": (Role.CONTRACTOR, ("open job created", "press ta")),
    "crm_note:NOTE": (Role.CONTRACTOR, ("open job created", "press tm")),
    "crm_ticket_find:FIND": (Role.SUPPORT, ("/tickets", "press tz")),
    "crm_ticket_for:CUSTOMER": (Role.SUPPORT, _FOR),
    "crm_ticket_for:TEXT": (Role.SUPPORT, (*_FOR, "say customer", "press t3")),
}


def act(phone: Phone, steps: list[str], slot: Slot) -> Act | None:
    """Take the next of the steps, as something to do; None where there is no such button."""
    for choice in steps.pop(0).split("|"):
        if choice == "on":
            return act(phone, steps, slot) if steps else None
        if (found := _act(phone, choice, slot)) is not None:
            return found
    return None


def _act(phone: Phone, step: str, slot: Slot) -> Act | None:
    verb, _, what = step.partition(" ")
    if verb == "press":
        fit = [(message, data) for message, data in phone.shown(slot.live) if _is(data, what)]
        return _pressing(phone, *phone.rng.choice(fit)) if fit else None
    if step == "a colleague is faster":
        phone.club.outrun()
        return lambda: phone.text("/id")
    if step == "open an offer":
        return lambda: phone.text(phone.club.offer())
    if verb == "open":
        newest, button = phone.screens()[:1], _opening(phone, what)
        return _pressing(phone, newest[0], button.pack()) if button is not None and newest else None
    if verb == "share":
        if not slot.state.endswith(":CONTACT"):
            return None
        return lambda: {"message": phone.message(contents.CONTACTS["own contact"](phone))}
    what, _, wanted = what.partition(":") if verb == "say" else (what, "", "")
    if verb == "say" and not slot.state.endswith(wanted):
        return None
    return lambda: phone.text(texts.said(phone, what) if verb == "say" else step)


def _opening(phone: Phone, what: str) -> Button | None:
    """The button of a card, a member, a training, a ticket, a game in that state, as an older message may have it."""
    if what == "a training":
        led = phone.club.gym.find(phone)
        return LedOpened(phone.rng.choice(led), 0) if led else None
    if what == "a card":
        kind: type[Button] = ClientPicked
        ids = phone.club.cards
    elif what == "a member":
        kind, ids = MemberOpened, phone.club.gym.members
    elif what in NAMED:
        kind, ids = TicketOpened, phone.club.desk.find(what, phone.id)
    else:
        kind, ids = OrderOpened, phone.club.games.get(what, [])
    return kind(phone.rng.choice(ids)) if ids else None  # type: ignore[call-arg]  # each has one number


def any_act(phone: Phone, state: str, live: int | None) -> Act:
    """What a person may sensibly do here, any of it."""
    shown = phone.shown(live)
    dice = phone.rng.random()
    if shown and dice < 0.6:
        return _pressing(phone, *phone.rng.choice(shown))
    if state in ("-", "~") or dice > 0.95:
        return lambda: phone.text(f"/{phone.rng.choice(menu.ENTRIES).command}")
    return lambda: phone.text(texts.said(phone, phone.rng.choice(sorted(texts.SENSIBLE))))


def _pressing(phone: Phone, message: Json, data: str) -> Act:
    return lambda: phone.press(data, message)


def _is(data: str, what: str) -> bool:
    return data == what or f"{_kind(data)}:".startswith(f"{what}:")


def _kind(data: str) -> str:
    """A button's prefix with those of its values that are words: which field, which state; never an id."""
    button = presses.with_values(data)
    if button is None:
        return data.partition(":")[0]
    words = [str(v) for v in vars(button).values() if isinstance(v, Enum) or (isinstance(v, str) and len(v) < 12)]
    return ":".join((button.prefix, *words))
