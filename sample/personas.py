"""The people of the playground. Their ids are fixed, so that their chats survive a restart."""

from typing import Any

from domain.access import Role

OWNER, MANAGER, INSTRUCTOR, PARENT, FATHER = 1001, 1002, 1003, 1004, 1005
BAKER, ENGINEER, SECOND_ENGINEER, SUPPORT, IT_MANAGER = 1006, 1007, 1008, 1009, 1010
STUDIO_OWNER, SELLER, SUBSCRIBER, NEWCOMER = 1011, 1012, 1013, 1014
RESIDENT, SECOND_RESIDENT, DISPATCHER, EXECUTOR = 1015, 1016, 1017, 1018
ATHLETE, COACH, GYM_MANAGER, NEW_MEMBER = 1019, 1020, 1021, 1022


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
    _persona(
        BAKER, "Вера", "Хлебникова", "+79021000006", ("клиент на тарифе", "client on a tariff"),
        ("Пекарня «Тёплый хлеб»: /support, /tariff", "A bakery on a tariff: /support, /tariff"),
    ),
    _persona(
        ENGINEER, "Роман", "Седов", "+79021000007", ("подрядчик", "contractor"),
        ("Закреплён за пекарней, берёт заявки: /tickets", "Pinned to the bakery, takes jobs: /tickets"),
    ),
    _persona(
        SECOND_ENGINEER, "Денис", "Орехов", "+79021000008", ("подрядчик", "contractor"),
        ("Узнаёт о заявке, если её не берут: /tickets", "Hears of a job that nobody takes: /tickets"),
    ),
    _persona(
        SUPPORT, "Инна", "Лаптева", "+79021000009", ("поддержка", "support"),
        ("Отвечает на вопросы: /tickets, /canned", "Answers questions: /tickets, /canned"),
    ),
    _persona(
        IT_MANAGER, "Павел", "Жуков", "+79021000010", ("менеджер ИТ", "IT manager"),
        ("Следит за сроками: /tickets, /free", "Watches the response times: /tickets, /free"),
    ),
    _persona(
        STUDIO_OWNER, "Алина", "Вершинина", "+79021000011", ("создатель студии", "studio's creator"),
        ("Товары, промокоды, рассылки, канал: /products, /promos, /broadcast, /settings",
         "Products, promo codes, broadcasts, the channel: /products, /promos, /broadcast, /settings"),
    ),
    _persona(
        SELLER, "Кирилл", "Зорин", "+79021000012", ("продавец", "seller"),
        ("Ведёт покупки и товары: /purchases, /products", "Carries purchases and products: /purchases, /products"),
    ),
    _persona(
        SUBSCRIBER, "Юлия", "Самойлова", "+79021000013", ("покупатель, в канале", "customer in the channel"),
        ("Подписана на канал, уже покупала: /catalog", "Is in the channel and has bought before: /catalog"),
    ),
    _persona(
        NEWCOMER, "Глеб", "Фомин", "+79021000014", ("покупатель, не в канале", "customer, not in the channel"),
        ("Сначала подпишется на канал: /catalog", "Subscribes to the channel first: /catalog"),
    ),
    _persona(
        RESIDENT, "Анна", "Соколова", "+79021000015", ("житель", "resident"),
        ("Лицевой счёт 100-200-3, телефон известен: /identify",
         "Personal account 100-200-3, the phone is on file: /identify"),
    ),
    _persona(
        SECOND_RESIDENT, "Михаил", "Соколов", "+79021000016", ("второй житель", "second resident"),
        ("Та же квартира, счёт 100-200-3, телефона в базе нет: /identify",
         "The same flat, account 100-200-3, the phone is not on file: /identify"),
    ),
    _persona(
        DISPATCHER, "Ирина", "Котова", "+79021000017", ("диспетчер", "dispatcher"),
        ("Заявки жителей и новые жители: /requests, /residents",
         "Residents' requests and new residents: /requests, /residents"),
    ),
    _persona(
        EXECUTOR, "Николай", "Дроздов", "+79021000018", ("сантехник", "plumber"),
        ("Выполняет заявки жителей: /requests", "Carries residents' requests out: /requests"),
    ),
    _persona(
        ATHLETE, "Валерия", "Миронова", "+79021000019", ("член клуба", "member of the gym"),
        ("Абонемент и запись на тренировки: /membership, /schedule",
         "A membership and signing up for trainings: /membership, /schedule"),
    ),
    _persona(
        NEW_MEMBER, "Тимур", "Ахметов", "+79021000022", ("новичок в зале", "new at the gym"),
        ("Регистрируется и покупает абонемент: /membership", "Registers and buys a membership: /membership"),
    ),
    _persona(
        COACH, "Олег", "Панин", "+79021000020", ("тренер", "coach"),
        ("Своя неделя, кто пришёл, приглашения: /week", "The own week, who came, invitations: /week"),
    ),
    _persona(
        GYM_MANAGER, "Светлана", "Ильина", "+79021000021", ("администратор зала", "gym's manager"),
        ("Клиенты зала, абонементы, тренировки: /members, /week, /stats",
         "Members, memberships, trainings: /members, /week, /stats"),
    ),
]  # fmt: skip
ROLES: dict[int, tuple[Role, ...]] = {
    OWNER: (Role.OWNER,), MANAGER: (Role.MANAGER,), INSTRUCTOR: (Role.INSTRUCTOR,), ENGINEER: (Role.CONTRACTOR,),
    SECOND_ENGINEER: (Role.CONTRACTOR,), SUPPORT: (Role.SUPPORT,), IT_MANAGER: (Role.MANAGER,),
    STUDIO_OWNER: (Role.OWNER,), SELLER: (Role.SELLER,), DISPATCHER: (Role.MANAGER,), EXECUTOR: (Role.EXECUTOR,),
    COACH: (Role.COACH,), GYM_MANAGER: (Role.MANAGER,),
}  # fmt: skip
