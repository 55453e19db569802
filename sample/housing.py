"""A housing company: five houses with sixty personal accounts, what is asked for there, and who carries it out."""

import random

from domain.access import SYSTEM
from domain.accounts import Field
from repositories.uow import Uow
from sample.club import enrol
from sample.personas import EXECUTOR, PERSONAS, RESIDENT
from services import accounts, utility_directories, utility_executors

SEED = 20261129
HOUSES = (("ул. Лесная", "4", "А", 16), ("ул. Лесная", "6", "", 12), ("ул. Садовая", "7", "", 12),
          ("ул. Садовая", "7", "Б", 10), ("пер. Речной", "3", "", 10))  # fmt: skip
NUMBER, FLAT = "100-200-3", "12"  # of the flat that both residents live in, in the first house
_SURNAMES = "Егоров Титов Баранов Фролов Крылов Сорокин Гусев Маслов Быков Рябов Ершов Носов Юдин Шубин Котов".split()
_NAMES = "Алексей Пётр Виктор Семён Игорь Антон Олег Юрий Павел Денис".split()
_FATHERS = "Иванович Петрович Сергеевич Андреевич Ильич Юрьевич".split()
CATEGORIES = (  # name, warning, urgent, parts
    ("Газ", "Запах газа? Не включайте свет, выйдите и звоните 104.", True, ("Запах газа", "Плита или колонка")),
    ("Вода", "", False, ("Нет воды", "Течёт кран или труба", "Засор")),
    ("Отопление", "", False, ("Холодные батареи", "Течёт батарея")),
    ("Электричество", "Искрит или пахнет гарью? Отключите автомат в щитке.", False,
     ("Нет света в квартире", "Нет света в подъезде")),
    ("Лифт", "Застряли в лифте? Нажмите в нём кнопку вызова диспетчера.", True, ("Не работает", "Застрял человек")),
    ("Двор и подъезд", "", False, ("Уборка", "Дверь или домофон", "Снег и лёд")),
)  # fmt: skip
EXECUTORS = (("Галкин Степан Ильич", "электрик", "+79025550201"), ("Мухина Лидия Петровна", "дворник", ""))


def fill(uow: Uow) -> None:
    """Put accounts, categories and executors in; does nothing where they are."""
    if uow.accounts.find_by_origin("sample:0") is not None:
        return
    enrol(uow)
    _accounts(uow)
    _categories(uow)
    plumber = uow.people.find_by_telegram(EXECUTOR)
    utility_executors.add_executor(
        uow, SYSTEM, "Дроздов Николай", "сантехник", plumber.phone if plumber and plumber.phone else "",
        plumber.id if plumber else None, "sample:plumber",
    )  # fmt: skip
    for at, (name, position, phone) in enumerate(EXECUTORS):
        utility_executors.add_executor(uow, SYSTEM, name, position, phone, None, f"sample:{at}")


def _accounts(uow: Uow) -> None:
    dice = random.Random(SEED)  # noqa: S311  (sample data, no secret)
    resident = next(one for one in PERSONAS if one["user_id"] == RESIDENT)
    made = 0
    for street, house, letter, flats in HOUSES:
        for flat in range(1, flats + 1):
            is_theirs = made < HOUSES[0][3] and str(flat) == FLAT
            name = f"{dice.choice(_SURNAMES)} {dice.choice(_NAMES)} {dice.choice(_FATHERS)}"
            phone = f"+7902{6_000_000 + made * 7919 % 999_999:07d}" if dice.random() < 0.8 else ""
            typed = {
                Field.NUMBER: NUMBER if is_theirs else f"{300_000 + made * 37}", Field.CITY: "Иркутск",
                Field.FULL_NAME: "Соколова Анна Петровна" if is_theirs else name, Field.STREET: street,
                Field.HOUSE: house, Field.LETTER: letter, Field.FLAT: str(flat),
                Field.PHONE: resident["phone"] if is_theirs else phone, Field.CONTRACT: f"Д-{made + 1}/2024",
            }  # fmt: skip
            accounts.add(uow, SYSTEM, typed, f"sample:{made}")
            made += 1


def _categories(uow: Uow) -> None:
    for at, (name, warning, is_urgent, parts) in enumerate(CATEGORIES):
        category = utility_directories.add_category(uow, SYSTEM, name, warning, is_urgent, at, f"sample:{at}")
        for place, part in enumerate(parts):
            utility_directories.add_subcategory(
                uow, SYSTEM, category.id, part, "", is_urgent, place, f"sample:{at}:{place}"
            )  # fmt: skip
