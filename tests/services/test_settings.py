"""Business settings: every bound of every one, live at once, back to the default, audited."""

from typing import Any

import pytest

from db import Database
from domain.access import Actor, Role
from domain.errors import Forbidden, Invalid, NotFound
from domain.fold import fold
from domain.orders import Polygon
from domain.setting_values import parse
from domain.settings import BY_NAME, GROUPS, SPECS, Kind, Spec
from models import Audit, Setting
from services import settings
from tests.queries import counted
from tests.services.acting import actor, run
from ui import settings as screens
from ui.texts import Words

RU = Words("ru")
ids = pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
NUMBERS = [spec for spec in SPECS if spec.kind is Kind.NUMBER]
TEXTS = [spec for spec in SPECS if spec.kind is Kind.TEXT]
GOOD: dict[Kind, list[tuple[str, Any]]] = {
    Kind.SWITCH: [("да", True), ("Нет", False), ("yes", True), ("0", False)],
    Kind.TIME: [("8:00", "08:00"), ("21.30", "21:30"), ("0900", "09:00")],
    Kind.HOURS: [
        ("10:00-22:00", "10:00-22:00"),
        ("пн-пт 12-22; сб-вс 10-22", "mon-fri 12:00-22:00; sat-sun 10:00-22:00"),
    ],
    Kind.PERIOD: [("22:00-08:00", "22:00-08:00"), ("23–7:30", "23:00-07:30"), ("-", ""), ("8:00-8:00", "")],
    Kind.PLACE: [("52.2864, 104.3050", "52.286400, 104.305000"), ("-90;180", "-90.000000, 180.000000"), ("-", "")],
    Kind.MONEY: [("0", 0), ("1 500", 150_000), ("1500,50 ₽", 150_050), ("1000000", 100_000_000)],
    Kind.FIELDS: [("Торт\nТорт\n\n Шары ", ["Торт", "Шары"]), ("-", []), ("x" * 30, ["x" * 30])],
    Kind.DAYS: [
        ("31.12.2026\n28.12.2026 рабочий", ["2026-12-28 works", "2026-12-31 off"]),
        ("2026-12-31 выходной", ["2026-12-31 off"]),
        ("-", []),
    ],
    Kind.CHANNELS: [
        ("@our_studio", ["@our_studio"]),
        ("https://t.me/our_studio\n\n t.me/Second1/", ["@our_studio", "@Second1"]),
        ("-1001234567890 t.me/+AbCdEfGhIjK", ["-1001234567890 https://t.me/+AbCdEfGhIjK"]),
        ("-", []),
    ],
    Kind.CHOICES: [("catalogue", ["catalogue"]), ("games, catalogue", ["catalogue", "games"]), ("", []), ("-", [])],
}  # fmt: skip
BAD: dict[Kind, list[str]] = {
    Kind.SWITCH: ["", "может быть", "2", "x" * 4096],
    Kind.TIME: ["", "25:00", "утром", "12:60"],
    Kind.HOURS: ["", "когда-нибудь", "10:00-25:00", "10-14, 12-16"],
    Kind.PERIOD: ["", "22:00", "22:00-25:00", "1-2-3"],
    Kind.PLACE: ["", "52.2864", "91, 0", "0, 181", "nan, nan", "ул. Лесная, 12"],
    Kind.MONEY: ["", "-5", "1000000,01", "много", "1e9"],
    Kind.FIELDS: ["", " \n\u200b", "x" * 31, "\n".join(f"Поле {n}" for n in range(11))],
    Kind.DAYS: [
        "",
        "31.12",
        "31.02.2027",
        "завтра",
        "31.12.2026 утром",
        "\n".join(f"{n}.01.{y}" for n in range(1, 32) for y in (2026, 2027)),
    ],
    Kind.CHANNELS: [
        "", "канал", "@abc", "-1001234567890", "t.me/+AbCdEfGhIjK", "https://example.com/our_studio", "@our_studio @b",
        "@our_studio\n@Our_Studio", "\n".join(f"@studio{n}" for n in range(6)), "-1001234567890 https://evil.me/+AbCdE",
        "@" + "a" * 4000,
    ],
    Kind.CHOICES: ["everything", "catalogue games", "x" * 4096],
}  # fmt: skip


@pytest.fixture
def owner(db: Database) -> Actor:
    return actor(db, Role.OWNER)


@ids
def test_every_setting_has_words_in_both_languages_and_fits_a_button(spec: Spec) -> None:
    assert spec.group in GROUPS
    for words in (RU, Words("en")):
        assert screens.said(words, spec, spec.default)
        assert str(screens.how_to_type(words, spec))
    assert len(RU.plain(spec.title)) <= 22
    assert RU.plain(spec.title) != spec.title
    assert not spec.about or RU.plain(spec.about) != spec.about


@ids
def test_what_is_shown_of_the_default_can_be_typed_again(spec: Spec) -> None:
    if spec.kind in (Kind.SWITCH, Kind.NUMBER, Kind.MONEY, Kind.CHOICES) or not spec.default:
        return  # `2 ч` is shown where 120 is typed, and choices are pressed
    assert parse(spec, screens.said(RU, spec, spec.default)) in (spec.default, RU.plain(str(spec.default)))


@pytest.mark.parametrize("spec", NUMBERS, ids=lambda spec: spec.name)
def test_a_number_holds_its_bounds(spec: Spec) -> None:
    assert [parse(spec, f" {value} ") for value in (spec.low, spec.high)] == [spec.low, spec.high]
    for wrong in (spec.low - 1, spec.high + 1, "", "много", "1.5", "1,5", "-1", "9" * 4000, "²", "\u202e"):
        with pytest.raises(Invalid) as refused:
            parse(spec, str(wrong))
        assert str(spec.high) in str(refused.value)


@pytest.mark.parametrize("spec", TEXTS, ids=lambda spec: spec.name)
def test_a_text_holds_its_bounds(spec: Spec) -> None:
    for length in (max(spec.low, 1), spec.high):
        assert parse(spec, "ж" * length) == "ж" * length
    too_short = ["ж" * (spec.low - 1), "-"] if spec.low > 1 else []
    for wrong in ("", "\u200b\u202e", "ж" * (spec.high + 1), "x" * 4096, *too_short):
        with pytest.raises(Invalid):
            parse(spec, wrong)
    if not spec.low:
        assert parse(spec, "-") == ""


def test_a_wrong_value_changes_nothing(db: Database, owner: Actor) -> None:
    run(db, owner, settings.change, "HOLD", "60")
    for wrong in ("", "4", "2881", "скоро"):
        with pytest.raises(Invalid):
            run(db, owner, settings.change, "HOLD", wrong)
    assert db.read_now(settings.business)["HOLD"] == 60


@pytest.mark.parametrize("kind", GOOD, ids=str)
def test_each_kind_takes_what_people_type_and_refuses_the_rest(kind: Kind) -> None:
    for spec in (spec for spec in SPECS if spec.kind is kind):
        for typed, value in GOOD[kind]:
            assert parse(spec, typed) == value
        for wrong in BAD[kind]:
            with pytest.raises(Invalid):
                parse(spec, wrong)


def test_every_kind_is_tried_here() -> None:
    assert GOOD.keys() | {Kind.NUMBER, Kind.TEXT} == set(Kind)


def test_a_change_counts_at_once_and_a_default_is_not_stored(db: Database, owner: Actor) -> None:
    assert db.read_now(settings.business).hours(Polygon.ARENA) is not None
    run(db, owner, settings.change, "PLAYERS_ARENA", "12")
    assert db.read_now(settings.business).most_players(Polygon.ARENA) == 12
    run(db, owner, settings.change, "BUFFER", "15")
    assert db.read_now(settings.business).buffer == 900
    assert run(db, owner, settings.reset, "BUFFER")["BUFFER"] == 0
    run(db, owner, settings.change, "PLAYERS_ARENA", str(BY_NAME["PLAYERS_ARENA"].default))
    assert db.read_now(settings.business).buffer == 0
    assert db.read_now(lambda uow: uow.session.query(Setting).count()) == 0


@pytest.mark.req("S5.34")
def test_settings_are_read_once_until_somebody_changes_them(db: Database, owner: Actor) -> None:
    db.read_now(settings.business)
    with counted() as sent:
        db.read_now(settings.business)
    assert not any("FROM settings" in statement for statement in sent)
    run(db, owner, settings.change, "HOLD", "60")
    with counted() as sent:
        db.read_now(settings.business)
    assert sum("FROM settings" in statement for statement in sent) == 1


def test_a_change_that_is_undone_by_a_fault_is_not_seen(db: Database, owner: Actor) -> None:
    def change_and_fail(uow: Any) -> None:
        settings.change(uow, owner, "HOLD", "60")
        assert settings.business(uow)["HOLD"] == 60  # within the transaction it counts
        raise Invalid("no")

    with pytest.raises(Invalid):
        db.write_now(change_and_fail)
    assert db.read_now(settings.business)["HOLD"] == 120


def test_every_change_is_in_the_journal_and_the_same_again_is_none(db: Database, owner: Actor) -> None:
    for _ in range(2):
        run(db, owner, settings.change, "STEP", "15")
    run(db, owner, settings.reset, "STEP")
    events = db.read_now(
        lambda uow: [(e.user_id, e.before, e.after) for e in uow.session.query(Audit).filter_by(kind="setting")]
    )
    assert events == [(owner.user_id, {"STEP": 30}, {"STEP": 15}), (owner.user_id, {"STEP": 15}, {"STEP": 30})]


@pytest.mark.req("S1.50")
def test_the_clubs_own_order_fields_are_added_without_code(db: Database, owner: Actor) -> None:
    run(db, owner, settings.change, "ORDER_FIELDS", "Торт\nИменинник\n<b>Цвет</b> команды")
    assert db.read_now(settings.business)["ORDER_FIELDS"] == ["Торт", "Именинник", "<b>Цвет</b> команды"]
    with pytest.raises(Invalid, match="10"):
        run(db, owner, settings.change, "ORDER_FIELDS", "\n".join(f"Поле {n}" for n in range(11)))
    assert len(db.read_now(settings.business)["ORDER_FIELDS"]) == 3
    run(db, owner, settings.change, "ORDER_FIELDS", "-")
    assert db.read_now(settings.business)["ORDER_FIELDS"] == []


def test_names_that_do_not_exist(db: Database, owner: Actor) -> None:
    for service, args in ((settings.change, ("NO_SUCH", "1")), (settings.reset, ("",))):
        with pytest.raises(NotFound):
            run(db, owner, service, *args)


@pytest.mark.parametrize("role", [Role.CLIENT, Role.INSTRUCTOR, Role.MANAGER])
def test_only_owners_change_them(db: Database, role: Role) -> None:
    someone = actor(db, role)
    for service, args in ((settings.editable, ()), (settings.change, ("HOLD", "5")), (settings.reset, ("HOLD",))):
        with pytest.raises(Forbidden):
            run(db, someone, service, *args)
    assert run(db, someone, settings.current)["HOLD"] == 120


def test_titles_differ() -> None:
    assert len({fold(RU.plain(spec.title)) for spec in SPECS}) == len(SPECS)
