"""The people of the playground. Their ids are fixed, so that their chats survive a restart."""

from typing import Any

from domain.access import Role

OWNER, MANAGER, INSTRUCTOR, PARENT, FATHER = 1001, 1002, 1003, 1004, 1005


def _persona(
    user_id: int, first: str, last: str, phone: str, role: tuple[str, str], about: tuple[str, str]
) -> dict[str, Any]:
    return {
        "user_id": user_id, "first_name": first, "last_name": last, "phone": phone, "language_code": "ru",
        "role": {"ru": role[0], "en": role[1]}, "about": {"ru": about[0], "en": about[1]},
    }  # fmt: skip


PERSONAS: list[dict[str, Any]] = [
    _persona(
        MANAGER, "Марина", "Ковалёва", "+79021000002", ("менеджер", "manager"),
        ("Клиенты и игры: /client, /order, /calendar", "Clients and games: /client, /order, /calendar"),
    ),
    _persona(
        PARENT, "Ольга", "Минеева", "+79996432387", ("родитель", "parent"),
        ("Заказывает день рождения: /order", "Orders a birthday: /order"),
    ),
    _persona(
        INSTRUCTOR, "Артём", "Белов", "+79021000003", ("инструктор", "instructor"),
        ("Утром получает список игр, отмечает, кто пришёл", "Gets the day's games in the morning, marks who came"),
    ),
    _persona(
        OWNER, "Сергей", "Громов", "+79021000001", ("владелец", "owner"),
        ("Сотрудники и таблицы: /staff, /settings, /export", "Staff and tables: /staff, /settings, /export"),
    ),
    _persona(
        FATHER, "Дмитрий", "Соколов", "+79027654321", ("новый гость", "new visitor"),
        ("Пишет боту впервые", "Writes to the bot for the first time"),
    ),
]  # fmt: skip
ROLES: dict[int, tuple[Role, ...]] = {
    OWNER: (Role.OWNER,), MANAGER: (Role.MANAGER,), INSTRUCTOR: (Role.INSTRUCTOR,),
}  # fmt: skip
