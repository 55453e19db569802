"""A laser-tag club in season: 200 clients, 60 games around today. The same every time but for the dates."""

import random
from datetime import date, datetime, time, timedelta

from domain import availability
from domain.access import SYSTEM, Role
from domain.booking import Plan
from domain.errors import CrmError
from domain.orders import GameType, Gifts, Polygon, Status
from repositories.uow import Uow
from sample.personas import OWNER, PARENT, PERSONAS, ROLES
from services import calendar, orders

SEED = 20261121
CLIENTS, GAMES = 200, 60
_SURNAMES = (
    "Минеев Соколов Кузнецов Попов Лебедев Козлов Новиков Морозов Петров Волков Соловьёв Васильев Зайцев Павлов "
    "Семёнов Голубев Виноградов Богданов Воробьёв Фёдоров Михайлов Беляев Тарасов Белов Комаров Орлов Киселёв Макаров"
).split()
_WOMEN = "Ольга Анна Елена Наталья Мария Ирина Светлана Екатерина Юлия Татьяна Дарья Алёна Ксения Марина Полина".split()
_MEN = "Алексей Михаил Сергей Андрей Дмитрий Иван Николай Павел Роман Артём Егор Максим Виктор Илья Константин".split()
_FATHERS = "Александр Сергей Владимир Алексей Михаил Иван Андрей Виктор Николай Юрий".split()
_SOURCES = ("Инстаграм", "2ГИС", "от знакомых", "были на дне рождения", "реклама в школе", "ВКонтакте", "")
_NOTES = ("", "", "", "приезжают на двух машинах", "без громкой музыки", "именинник Тимофей, 9 лет", "торт свой")


def fill(uow: Uow) -> None:
    """Put the people, clients and games in; does nothing in a database that has clients already."""
    if uow.clients.count():
        return
    dice = random.Random(SEED)  # noqa: S311  (sample data, no secret)
    enrol(uow)
    clients = [_client(uow, dice, number) for number in range(CLIENTS)]
    _settings(uow)
    _games(uow, dice, clients)


def enrol(uow: Uow) -> None:
    """Give every persona of the staff their roles."""
    for persona in PERSONAS:
        roles = ROLES.get(persona["user_id"], ())
        if not roles:
            continue  # customers meet the bot by themselves
        user, _ = uow.people.meet(persona["user_id"], persona["first_name"], persona["last_name"], None, "ru")
        user.phone = persona["phone"]  # they have shared it: managers call them
        for role in roles:
            uow.people.grant(user.id, role, None)


def _client(uow: Uow, dice: random.Random, number: int) -> int:
    if number == 0:
        parent = next(p for p in PERSONAS if p["user_id"] == PARENT)
        given = ("Минеева", "Ольга", "Сергеевна", parent["phone"])
    else:
        is_woman = dice.random() < 0.7
        surname, father = dice.choice(_SURNAMES), dice.choice(_FATHERS)
        name = dice.choice(_WOMEN if is_woman else _MEN)
        given = (
            surname + ("а" if is_woman else ""), name, _patronymic(father, is_woman) if dice.random() < 0.5 else "",
            f"+7902{5_000_000 + number * 7919 % 4_999_999:07d}",
        )  # fmt: skip
    row = uow.clients.row(
        surname=given[0], name=given[1], midname=given[2], phone=given[3], source=dice.choice(_SOURCES),
        description=dice.choice(_NOTES), origin=f"sample:{number}",
    )  # fmt: skip
    return uow.clients.add(row).uid


def _patronymic(father: str, is_woman: bool) -> str:
    stem, ending = (father[:-1], "ев") if father.endswith("й") else (father, "ов")
    return stem + ending + ("на" if is_woman else "ич")


def _settings(uow: Uow) -> None:
    values = {
        "BUSINESS": "Клуб «Арсенал»", "ADDRESS": "ул. Лесная, 12, база «Арсенал»", "PLACE": "52.286400, 104.305000",
        "CONTACT": "+7 902 100-00-02", "BUFFER": 15, "DEPOSIT": 200_000, "ORDER_FIELDS": ["Торт", "Имя именинника"],
        "QUIET": "",  # who tries it at night shall see what comes of a press
    }  # fmt: skip
    owner = uow.people.find_by_telegram(OWNER)
    for name, value in values.items():
        uow.settings.put(name, value, owner.id if owner else 0)
    uow.touched.add("settings")


def _games(uow: Uow, dice: random.Random, clients: list[int]) -> None:
    instructors = [user.id for user in uow.people.list_by_role(Role.INSTRUCTOR)]
    made = 0
    for _attempt in range(GAMES * 6):
        if made == GAMES:
            return
        # more on weekends and near today
        ahead = round(dice.gauss(2, 9))
        day = uow.today + timedelta(days=ahead)
        if day.weekday() < 5 and dice.random() < 0.6:
            continue
        made += _game(uow, dice, day, dice.choice(clients), instructors)


def _game(uow: Uow, dice: random.Random, day: date, client: int, instructors: list[int]) -> bool:
    polygon = dice.choices(list(Polygon), (6, 3, 1))[0]
    start = datetime.combine(day, time(dice.randrange(10, 18), dice.choice((0, 30))), uow.place.zone)
    players = dice.choice((6, 8, 8, 10, 10, 12, 12, 14, 15, 18))
    restroom = dice.choice((0, 1, 1, 2, 2)) if polygon is Polygon.ARENA else 0
    draft = orders.OrderDraft(
        start, client, dice.choice((3600, 3600, 5400)), 3600, restroom, players, polygon,
        dice.choices(list(GameType), (2, 6, 1))[0], dice.choice(list(Gifts)), dice.choice(_NOTES),
        players * dice.choice((700, 800, 900)) * 100, 200_000, dice.choice([None, *instructors]),
    )  # fmt: skip
    own = calendar.rules(uow, polygon, staff=True)
    taken = calendar.busy(uow, day)
    fits = availability.refusal(start, Plan(draft.gametime, draft.resttime, restroom, players), own, taken, start)
    if fits is not None:
        return False
    past = start < uow.now
    status = dice.choices((Status.DONE, Status.CANCELLED, Status.NO_SHOW), (8, 1, 1))[0] if past else Status.CONFIRMED
    try:
        row = uow.orders.add(_row(uow, draft, status))
    except CrmError:
        return False
    uow.audit.record(SYSTEM, "created", orders.KIND, row.uid)
    return True


def _row(uow: Uow, draft: orders.OrderDraft, status: Status):  # type: ignore[no-untyped-def]  # a row's type is SQL's business
    done = status is Status.DONE
    values = {name: getattr(draft, name) for name in draft.__dataclass_fields__}
    return uow.orders.row(
        **values, status=status, buffer=15 * 60, paid=draft.price or 0 if done else draft.deposit,
        came=max(1, draft.players - 1) if done else None, origin=f"sample:{draft.date.timestamp():.0f}:{draft.polygon}",
    )  # fmt: skip
