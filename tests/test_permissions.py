"""The access table: who may do what, held at every use case, every command and every button (S1.13)."""

import ast
import dataclasses
import importlib
import inspect
import pkgutil
import types
from collections.abc import Iterator
from datetime import UTC, date, datetime
from enum import Enum
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from telegram.ext import CallbackQueryHandler

import services
from conversations import registry
from conversations.flow import Step
from domain.access import GRANTS, Actor, Permission, Role, Service
from handlers import routes
from handlers.commands import Commanded
from tests.builders import make_client, make_order
from tests.chat import Person, Telegram
from ui import menu
from ui.callbacks import Button

ROOT = Path(__file__).parent.parent

# Every role and what it may do.
TABLE = """
                 client  instructor  coach  support  contractor  seller  executor  manager  owner
anyone              +         +        +       +          +         +        +        +       +
own_orders          +         +        +       +          +         +        +        +       +
invite_guests       +         +        +       +          +         +        +        +       +
clients_read        .         +        .       .          .         .        .        +       +
clients_write       .         +        .       .          .         .        .        +       +
clients_delete      .         .        .       .          .         .        .        +       +
orders_read         .         +        .       .          .         .        .        +       +
orders_write        .         +        .       .          .         .        .        +       +
orders_run          .         +        .       .          .         .        .        +       +
own_tickets         +         +        +       +          +         +        +        +       +
tickets_work        .         .        .       +          +         .        .        +       +
tickets_manage      .         .        .       .          .         .        .        +       +
own_purchases       +         +        +       +          +         +        +        +       +
purchases           .         .        .       .          .         +        .        +       +
shop                .         .        .       .          .         +        .        .       +
campaigns           .         .        .       .          .         .        .        +       +
own_requests        +         +        +       +          +         +        +        +       +
requests_work       .         .        .       .          .         .        +        +       +
requests            .         .        .       .          .         .        .        +       +
directories         .         .        .       .          .         .        .        +       +
own_membership      +         +        +       +          +         +        +        +       +
trainings_run       .         .        +       .          .         .        .        +       +
trainings           .         .        .       .          .         .        .        +       +
memberships         .         .        .       .          .         .        .        +       +
plans               .         .        .       .          .         .        .        .       +
stats               .         .        .       .          .         .        .        +       +
tariffs             .         .        .       .          .         .        .        .       +
export              .         .        .       .          .         .        .        +       +
staff               .         .        .       .          .         .        .        .       +
web                 .         +        .       .          .         +        .        +       +
settings            .         .        .       .          .         .        .        .       +
system              .         .        .       .          .         .        .        .       .
"""
# What somebody from the street may run. A new line here is a decision.
FOR_EVERYBODY = {
    "anyone": {
        "campaigns.rarely", "campaigns.subscribe_again", "campaigns.unsubscribe",
        "people.accept", "people.choose_language", "people.consent_asked", "people.consent_needed",
        "people.give_consent", "people.privacy", "people.withdraw_consent", "settings.current", "channels.standing",
    },
    "own_orders": {
        "calendar.open_days", "calendar.slots", "own_orders.again", "own_orders.answer_by", "own_orders.cancel",
        "own_orders.card", "own_orders.days", "own_orders.mine", "own_orders.request", "own_orders.reschedule",
        "own_orders.share_contact", "own_orders.standing", "own_orders.times", "reminder_answers.coming",
        "request_answers.accept", "request_answers.decline", "ties.add_own", "ties.own", "ties.tie_by_contact",
    },
    "invite_guests": {"invitations.game", "invitations.games", "invitations.where"},
    "own_purchases": {
        "catalogue.card", "catalogue.card_at", "catalogue.found", "catalogue.shelf", "purchases.begin", "purchases.buy",
        "payments.approve", "payments.invoice", "payments.receive", "payments.release",
        "purchases.before_cancel", "purchases.cancel", "purchases.get_own", "purchases.keep_email", "purchases.mine",
        "purchases.quote",
        "ticket_opening.open_about",
    },
    "own_requests": {
        "residents.add_phone", "residents.disown", "residents.identify", "residents.known_phone", "residents.leave",
        "residents.own", "residents.own_flat", "residents.replace_phone",
        "utility_forms.asks_wish", "utility_forms.begin", "utility_forms.categories", "utility_forms.flats",
        "utility_forms.known", "utility_forms.pair_of", "utility_forms.parts",
        "utility_incidents.card", "utility_incidents.join",
        "utility_own.confirm", "utility_own.follow", "utility_own.rate", "utility_own.refuse", "utility_own.withdraw",
        "utility_requests.card", "utility_requests.create", "utility_requests.history", "utility_requests.mine",
        "utility_requests.of_flat", "utility_talk.comment", "utility_talk.files", "utility_talk.thread",
    },
    "own_membership": {
        "check_in.enter", "schedule.card", "schedule.days", "schedule.of_day", "training_invitations.accept",
        "visits.sign_off", "visits.sign_up", "visits.take_offered",
        "members.ask", "members.edit_own", "members.look", "members.offered", "members.own", "members.own_visits",
        "members.register", "members.standing",
        "freezes.freeze_own", "freezes.preview_own", "freezes.unfreeze_own", "memberships.plans",
    },
    "own_tickets": {
        "joining.join", "joining.lacks", "subscriptions.own", "subscriptions.pin_own", "subscriptions.unpin_own",
        "credentials.give", "talk.edited",
        "talk.meant", "talk.replied_to", "talk.send_files", "talk.turn_to", "talk.wipe", "talk.write",
        "ticket_lists.card", "ticket_lists.history", "ticket_lists.mine", "ticket_opening.before_opening",
        "ticket_opening.open_own", "tickets.cancel", "tickets.rate", "tickets.reopen",
    },
}  # fmt: skip
# Parts of use cases that take the actor along and ask for no permission: only other services call them.
INSIDE = {
    "member_lists.read_card", "member_lists.read_visits",
    "campaign_audiences.check", "member_notices.settle", "member_notices.tell_wanted",
    "memberships.begin", "memberships.lay_out", "memberships.call_off", "memberships.own_card", "memberships.want",
    "clients.create", "exports.allowed", "order_notices.after_change", "order_notices.tell", "orders.changed",
    "orders.create", "orders.move", "orders.release", "own_orders.own_row", "own_orders.place_anew", "people.expect",
    "reminders.replan", "request_notices.after_change", "request_notices.declined", "request_notices.offered",
    "client_tariffs.put_on", "payments.put", "payment_notices.tell_staff", "payment_notices.tell_unknown",
    "people.invitation_of", "subscriptions.put_pin",
    "promos.check", "promos.give_back", "promos.redeem",
    "ticket_notices.settle", "ticket_notices.tell_agent", "ticket_notices.tell_customer",
    "ticket_views.ticket_lines", "ticket_views.ticket_view", "tickets.get_own", "tickets.leave_all", "tickets.put_back",
    "tickets.known_to", "catalogue.offered", "purchase_notices.settle", "purchase_notices.tell_customer",
    "purchase_notices.tell_new", "purchase_views.purchase_view",
    "utility_dictionary.archive", "utility_dictionary.delete", "utility_dictionary.edit", "utility_dictionary.restore",
    "utility_incident_views.incident_view", "utility_notices.settle", "utility_notices.tell_dispatchers",
    "utility_notices.tell_executor", "utility_notices.tell_lost", "utility_notices.tell_new",
    "utility_notices.tell_residents", "utility_notices.tell_said", "utility_requests.check_may_file",
    "utility_steps.move", "utility_views.is_confirmed_at", "utility_views.known_to", "utility_views.part_of",
    "utility_views.request_lines", "utility_views.request_view",
    "places.leave", "places.move", "places.offer", "places.take", "training_notices.settle_offer",
    "training_notices.show_board", "training_notices.tell_cancelled", "training_notices.tell_coach",
    "training_notices.tell_new_coach", "training_notices.tell_signed", "trainings.allow", "trainings.changeable",
    "trainings.put_capacity", "trainings.put_coach", "trainings.put_link", "trainings.runnable",
    "visits.sign_off_between", "visits.sign_off_unpaid", "member_merge.give",
    "resident_notices.ask_about", "resident_notices.ask_anew", "resident_notices.settle",
    "resident_notices.tell_freed", "resident_pairs.free",
    "resident_pairs.reject",
    "resident_pairs.let_in", "resident_pairs.record", "resident_pairs.refresh",
}  # fmt: skip
REFUSAL = "Это вам недоступно."
SECRETS = ("Секретова", "Тайна", "5550123", "555-01-23", "тайное примечание", "Иван Сотрудников")
ROLES = (
    Role.CLIENT, Role.INSTRUCTOR, Role.COACH, Role.SUPPORT, Role.CONTRACTOR, Role.SELLER, Role.EXECUTOR, Role.MANAGER,
    Role.OWNER,
)  # fmt: skip


def public() -> Iterator[tuple[str, Any]]:
    """Every public function of every service: `orders.book` and the thing itself."""
    for module in pkgutil.iter_modules(services.__path__):
        for name, value in vars(importlib.import_module(f"services.{module.name}")).items():
            own = getattr(value, "__module__", "") == f"services.{module.name}"
            if own and not name.startswith("_") and (isinstance(value, Service) or inspect.isfunction(value)):
                yield f"{module.name}.{name}", value


# --- the table ---


def test_the_table_is_what_the_roles_have() -> None:
    head, *rows = (line.split() for line in TABLE.strip().splitlines())
    assert [row[0] for row in rows] == [str(permission) for permission in Permission]
    for permission, *marks in rows:
        for role, mark in zip(head, marks, strict=True):
            assert (Permission(permission) in GRANTS[Role(role)]) == (mark == "+"), f"{role}: {permission}"


def test_every_role_stands_in_the_table() -> None:
    assert set(ROLES) == set(Role)


def test_roles_add_up_and_no_person_is_the_system() -> None:
    both = Actor(1, 1, roles=frozenset({Role.CLIENT, Role.INSTRUCTOR, Role.OWNER}))
    assert both.permissions == GRANTS[Role.OWNER]
    assert not any(Permission.SYSTEM in granted for granted in GRANTS.values())


# --- use cases ---


def test_every_use_case_names_its_permission() -> None:
    bare = {name for name, value in public() if not isinstance(value, Service) and "actor" in _parameters(value)}
    assert bare - INSIDE == set(), "give it @query or @command, an underscore, or a place in INSIDE"


def _parameters(fn: Any) -> set[str]:
    return set(inspect.signature(fn).parameters)


def test_what_somebody_from_the_street_may_run_was_decided() -> None:
    found = {
        permission: {name for name, value in public() if isinstance(value, Service) and value.permission == permission}
        for permission in FOR_EVERYBODY
    }
    assert found == FOR_EVERYBODY


def test_handlers_and_dialogues_reach_the_database_through_use_cases_only() -> None:
    """Nothing of INSIDE, and no repository, is called where an update is handled."""
    for folder in ("handlers", "conversations"):
        for path in (ROOT / folder).glob("*.py"):
            tree = ast.parse(path.read_text("utf-8"))
            modules = {
                alias.asname or alias.name: alias.name
                for node in ast.walk(tree)
                if isinstance(node, ast.ImportFrom) and node.module == "services"
                for alias in node.names
            }
            for node in ast.walk(tree):
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                    called = f"{modules.get(node.value.id)}.{node.attr}"
                    assert called not in INSIDE, f"{path.name}:{node.lineno}"
                    assert node.value.id != "uow" or node.attr == "now", f"{path.name}:{node.lineno}"


# --- commands, as each role sends them ---


@pytest.fixture
async def world(telegram: Telegram) -> Telegram:
    """A business with somebody's card, their game today, and a colleague."""
    await telegram.person("Иван Сотрудников", Role.MANAGER, Role.OWNER)

    def fill(uow: Any) -> None:
        secret = make_client(
            uow, surname="Секретова", name="Тайна", phone="+79025550123", description="тайное примечание"
        )
        make_order(uow, client_uid=secret.uid, date=telegram.clock.at.replace(hour=12), players=7)

    telegram.desk.db.write_now(fill)
    return telegram


def commands(telegram: Telegram) -> set[str]:
    """Every command that anything handles."""
    handlers = [handler for group in telegram.desk.app.handlers.values() for handler in group]
    handlers += [entry for flow in registry.ALL for entry in flow.entry_points]
    return {name for handler in handlers if isinstance(handler, Commanded) for name in handler.commands}


def told(telegram: Telegram, person: Person) -> str:
    """Everything that has reached this person's screen: texts, captions, buttons, alerts."""
    calls = [call.params for call in telegram.request.calls if str(call.params.get("chat_id")) == str(person.id)]
    return str(calls) + str(telegram.request.sent("answerCallbackQuery"))


def test_every_command_is_listed_and_every_listed_one_exists(telegram: Telegram) -> None:
    assert commands(telegram) == {entry.command for entry in menu.ENTRIES} | {"start"}


@pytest.mark.req("S1.13")
@pytest.mark.parametrize("role", ROLES)
async def test_a_command_does_what_the_table_allows_and_else_refuses_in_one_sentence(
    world: Telegram, role: Role
) -> None:
    someone = await world.person("Кто-то", *([role] if role is not Role.CLIENT else []))
    for name in sorted(commands(world) - {"cancel"}):
        before = someone.messages[-1]["message_id"]
        await someone.says(f"/{name}")
        answers = [m.get("text") or "" for m in someone.messages if m["message_id"] > before + 1]
        if name == "start" or any(e.command == name and e.permission in GRANTS[role] for e in menu.ENTRIES):
            assert answers, f"{role}: /{name} is not answered"
            assert not any(REFUSAL in answer for answer in answers), f"{role}: /{name} is refused"
        else:
            assert len(answers) == 1, f"{role}: /{name} is answered {len(answers)} times"
            assert REFUSAL in answers[0], f"{role}: /{name} is not refused: {answers[0]}"
        await someone.says("/cancel")
    if role is Role.CLIENT:
        assert not any(secret in told(world, someone) for secret in SECRETS)


@pytest.mark.req("S1.13")
async def test_a_stranger_who_has_never_pressed_start_sees_nothing_of_others(world: Telegram) -> None:
    for name in sorted(commands(world)):
        stranger = await world.person("Чужой", start=False)
        await stranger.says(f"/{name}")
        assert len(stranger.messages) >= 2
        assert not any(secret in told(world, stranger) for secret in SECRETS), name


# --- buttons, forged ---


def buttons() -> dict[type[Button], str]:
    """Every kind of button that anything handles, and where."""
    found = {kind: area.__name__ for area in routes.AREAS for kind in area.PRESSES}
    for flow in registry.ALL:
        for handler in (*flow.entry_points, *(step for steps in flow.states.values() for step in steps)):
            step = handler.callback
            if isinstance(handler, CallbackQueryHandler) and isinstance(step, Step) and step.button:
                found[step.button] = str(flow.name)
    return found


def forged(kind: type[Button]) -> str:
    """A button as somebody would forge it: the first client, the first game, the first of everything."""
    hints = get_type_hints(kind)
    values = {field.name: _guess(hints[field.name]) for field in dataclasses.fields(kind)}
    return kind(**values).pack()


def _guess(hint: Any) -> Any:
    if isinstance(hint, types.UnionType):
        hint = hint.__args__[0]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    moment = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    return {bool: True, int: 1, str: "1", date: moment.date(), datetime: moment}[hint]


@pytest.mark.req("S1.13")
async def test_a_customer_who_forges_buttons_sees_and_changes_nothing_of_others(world: Telegram) -> None:
    thief = await world.person("Вор")
    kinds = buttons()
    assert len(kinds) > 20

    def state(uow: Any) -> list[Any]:
        order, card = uow.orders.get(1), uow.clients.get(1)
        return [uow.clients.count(), order.version, order.status, order.date, card.version, uow.settings.all()]

    before = world.desk.db.read_now(state)
    for kind in kinds:
        try:
            data = forged(kind)
        except ValueError:
            continue  # it does not fit into 64 bytes: nobody can press it
        await thief.presses_data(thief.last["message_id"], data)
        await thief.says("/cancel")
        shown = [secret for secret in SECRETS if secret in told(world, thief)]
        assert not shown, f"{kind.__name__} ({kinds[kind]}) shows {shown}"
    assert world.desk.db.read_now(state) == before
    roles = world.desk.db.read_now(lambda uow: uow.people.actor_of(thief.id, "").roles)
    assert roles == {Role.CLIENT}


async def test_the_same_forged_button_shows_a_manager_the_card(world: Telegram) -> None:
    """The negative control: the buttons above do work for whom they are made."""
    manager = await world.person("Анна", Role.MANAGER)
    for kind in buttons():
        await manager.presses_data(manager.last["message_id"], forged(kind))
        await manager.says("/cancel")
    assert "Секретова" in told(world, manager)
