"""Daily work takes at most six presses, in every area and role (S5.42): counted on the playground's own data.

A command is a press too: people choose it in the menu. What has to be typed (a name, a question) is typed.
"""

from dataclasses import dataclass, field

import pytest

from domain.access import Role
from domain.people import ConsentKind, text_version
from domain.settings import CONSENT
from repositories.uow import Uow
from sample import PERSONAS, ROLES, fill
from sample.personas import (
    ATHLETE,
    COACH,
    DISPATCHER,
    EXECUTOR,
    GYM_MANAGER,
    INSTRUCTOR,
    MANAGER,
    OWNER,
    PARENT,
    SELLER,
    SUBSCRIBER,
    SUPPORT,
)
from tests.chat import Person, Telegram

MOST = 6


@dataclass(frozen=True)
class Task:
    """Something a persona does: `[label]` is pressed, `/command` chosen, anything else typed; what is seen then."""

    what: str
    who: int
    steps: tuple[str, ...]
    seen: str
    before: tuple[tuple[int, str], ...] = field(default=())  # what somebody does first; not counted
    hours: float = 0  # from noon until then

    @property
    def presses(self) -> int:
        """How many presses it takes."""
        return sum(step[0] in "[/" for step in self.steps)


ORDER = ("[🎯 Заказать игру]", "[28]", "[18:30]", "[12]", "[день рождения]", "[✅ Отправить запрос]")
TASKS = (
    Task("a manager books a game for who calls", MANAGER,
         ("[🎯 Новая игра]", "Минеева Ольга", "[Минеева]", "[сб 28]", "[18:30]", "[12]", "[✅ ]"), "✅ Записано."),
    Task("a parent asks for a game", PARENT, ORDER, "✅ Запрос отправлен"),
    Task("a manager confirms a request", MANAGER, ("[✅ Подтвердить]",), "подтверждена",
         tuple((PARENT, step) for step in ORDER)),
    Task("an instructor notes that they have come", INSTRUCTOR,
         ("[📅 Календарь игр]", "[·21·]", "[14:30]", "[✅ Пришли]"), "Статус: гости пришли"),
    Task("a customer asks the desk", PARENT, ("[💬 Написать нам]", "Можно с собакой?"), "✅ Обращение №26"),
    Task("an agent takes a question and closes it", SUPPORT,
         ("[💬 Обращения]", "[Новые]", "[№24]", "[✋ Взять]", "Да, конечно.", "[✅ Закрыть]"), "Статус: готово, Инна",
         ((PARENT, "/id"),)),
    Task("a customer buys what was shared", SUBSCRIBER,
         ("/start p_1", "[🛒 Купить]", "[buyer", "[Пропустить]", "[✅ Купить]"), "Покупка №"),
    Task("a seller carries a purchase through", SELLER,
         ("[🛒 Покупки]", "[№11]", "[✋ Взять в работу]", "[✅ Готово]"), "Статус: готово"),
    Task("a dispatcher gives a request to a plumber", DISPATCHER,
         ("/requests", "[№12]", "[👷 Назначить]", "[Дроздов]"), "назначена исполнителю"),
    Task("a plumber does a request", EXECUTOR,
         ("[🏠 Заявки]", "[№11]", "[▶️ Начать]", "[✅ Выполнена]"), "Статус: выполнена"),
    Task("a member signs up for a training", ATHLETE,
         ("/schedule", "[сегодня]", "[19:00 Кроссфит]", "[Записаться]"), "✅ Вы записаны."),
    Task("a member freezes the membership", ATHLETE,
         ("[🏋️ Абонемент]", "[❄️ Заморозить]", "[Завтра]", "[7 дней]", "[❄️ Да, заморозить]"), "❄️ Заморожен"),
    Task("a coach notes who came", COACH,
         ("[🏋️ Тренировки]", "[сегодня]", "[19:00 Кроссфит]", "[▫️ ]"), "Пришли: 1", hours=6.5),
    Task("a manager renews a membership", GYM_MANAGER,
         ("[👤 Клиенты]", "[🔎 Найти]", "Миронова", "[Валерия]", "[🏋️ Абонемент]", "[Месяц, 12]", "[✅ Оплачено]"),
         "Оплачен"),
    Task("a manager looks at the gym's numbers", GYM_MANAGER, ("/stats", "[Фитнес-клуб]", "[30 дней]"), "Посещения:"),
    Task("an owner takes a table", OWNER, ("/export", "[Игры]", "[Этот месяц]"), "Игры"),
)  # fmt: skip


@pytest.mark.req("S5.42")
@pytest.mark.parametrize("task", TASKS, ids=[task.what for task in TASKS])
async def test_a_daily_task_takes_at_most_six_presses(telegram: Telegram, task: Task) -> None:
    telegram.people.load(PERSONAS)
    telegram.desk.db.write_now(fill)
    for who in {task.who, *(one for one, _step in task.before)}:
        await Person(telegram, who).says("/start")
        telegram.desk.db.write_now(lambda uow, who=who: known(uow, who))
    for who, step in task.before:
        await take(Person(telegram, who), step)
    if task.hours:
        await telegram.after(hours=task.hours)
    someone = Person(telegram, task.who)
    for step in task.steps:
        await take(someone, step)
    assert task.seen in someone.chat, someone.chat
    assert task.presses <= MOST


def known(uow: Uow, who: int) -> None:
    """Somebody who comes again: their phone is known, they have agreed."""
    persona = next(one for one in PERSONAS if one["user_id"] == who)
    user = uow.people.find_by_telegram(who)
    assert user is not None
    user.phone = persona["phone"]
    if user.client_uid is None:
        cards = uow.clients.find_by_phone(persona["phone"])
        user.client_uid = cards[0].uid if cards else None
    uow.people.give_consent(user.id, ConsentKind.PERSONAL, text_version(CONSENT), CONSENT)


async def take(person: Person, step: str) -> None:
    if step.startswith("["):
        await person.presses(step[1:].rstrip("]"))
    else:
        await person.says(step)


def test_every_role_with_daily_work_has_a_task() -> None:
    held = {role for task in TASKS for role in ROLES.get(task.who, (Role.CLIENT,))}
    assert held >= set(Role) - {Role.CONTRACTOR}
    assert len(TASKS) >= 10
