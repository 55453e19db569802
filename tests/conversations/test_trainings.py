"""Trainings in the chat: members sign up, coaches run their week (S5.26, S5.31, S5.32, S5.35, S5.45)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from domain.access import Role
from domain.walltime import local_day
from models import GroupHour, Training
from services import check_in, training_clock
from tests.builders import make_client
from tests.chat import Person, Telegram
from tests.conftest import NOON
from tests.conversations.booking import walk
from tests.gym_rows import make_coach, make_group, make_member, make_membership, make_training
from tests.queries import counted

TOMORROW = NOON + timedelta(days=1)  # Sunday, noon in Moscow


@dataclass
class Gym:
    """A gym with a coach."""

    telegram: Telegram
    coach: Person
    coach_id: int

    async def member(self, name: str = "Ольга", **membership: Any) -> Person:
        """Somebody with a membership that runs from today."""
        person = await self.telegram.person(name)
        self.joins(person, name, **membership)
        return person

    def joins(self, person: Person, name: str, **membership: Any) -> int:
        """A card and a membership for somebody."""

        def write(uow: Any) -> int:
            client = make_client(uow, name=name, surname="Минеева")
            uow.people.tie(uow.people.find_by_telegram(person.id).id, client.uid)
            make_membership(uow, client.uid, **membership)
            return int(client.uid)

        return self.telegram.desk.db.write_now(write)

    def training(self, **values: Any) -> int:
        """Yoga tomorrow, of this coach."""
        known: dict[str, Any] = {"starts_at": TOMORROW, "coach_id": self.coach_id} | values
        return self.telegram.desk.db.write_now(lambda uow: int(make_training(uow, **known).id))


@pytest.fixture
async def gym(telegram: Telegram) -> Gym:
    coach = await telegram.person("Иван", Role.COACH)

    def write(uow: Any) -> int:
        return int(make_coach(uow, first_name="Иван", user_id=uow.people.find_by_telegram(coach.id).id).id)

    return Gym(telegram, coach, telegram.desk.db.write_now(write))


# --- members ---


@pytest.mark.req("S5.31")
async def test_a_member_signs_up_and_off_in_the_schedule(gym: Gym) -> None:
    gym.training()
    olga = await gym.member(visits=8)
    await olga.says("📅 Расписание")
    assert "Выберите день" in olga.sees
    await walk(olga, "[завтра · 1]", "[12:00 Йога · мест: 10]", "[Записаться]")
    assert "✅ Вы записаны." in olga.sees
    await olga.says("/schedule")
    assert "Вы записаны на 1 тренировку." in olga.sees
    await walk(olga, "[Йога]", "[Отписаться]")
    assert "Свободных мест: 10 из 10" in olga.sees
    assert "[Записаться]" not in olga.sees
    assert "Записаться" in olga.buttons


async def test_signing_off_late_says_first_that_the_visit_stays_used(gym: Gym) -> None:
    training = gym.training()
    olga = await gym.member(visits=8)
    await olga.opens(f"t_{training}")
    await olga.presses("Записаться")
    gym.telegram.clock.at = TOMORROW - timedelta(hours=1)
    await olga.presses("Отписаться")
    assert "посещение спишется" in olga.sees
    await olga.presses("Всё равно отписаться")
    assert "Записаться" in olga.buttons


async def test_without_a_membership_the_sentence_says_what_to_do(gym: Gym) -> None:
    training = gym.training()
    gleb = await gym.telegram.person("Глеб")
    await gleb.opens(f"t_{training}")
    await gleb.presses("Записаться")
    assert "/membership" in gleb.alert
    gym.joins(gleb, "Глеб", state="wanted", starts=local_day(NOON, gym.telegram.settings.timezone))
    await gleb.presses("Записаться")
    assert "абонемент не действует. Продлите его: /membership." in gleb.alert


@pytest.mark.req("S5.31")
async def test_a_freed_place_is_offered_to_the_first_of_the_line(gym: Gym) -> None:
    training = gym.training(capacity=1)
    olga, anna, vera = [await gym.member(name) for name in ("Ольга", "Анна", "Вера")]
    for one, label in ((olga, "Записаться"), (anna, "Встать в очередь"), (vera, "Встать в очередь")):
        await one.opens(f"t_{training}")
        await one.presses(label)
    assert "номер 2" in vera.sees
    await olga.presses("Отписаться")
    assert "Оно ждёт вас до 12:30" in anna.sees
    await gym.telegram.after(minutes=31)
    assert "Место предложено следующему" in anna.sees
    assert "Освободилось место" in vera.sees
    await vera.presses("Занять место")
    assert "✅ Вы записаны." in vera.sees


# --- the coach ---


async def test_a_coach_marks_who_came_by_one_press_each(gym: Gym) -> None:
    training = gym.training()
    for name in ("Ольга", "Анна"):
        one = await gym.member(name)
        await one.opens(f"t_{training}")
        await one.presses("Записаться")
    gym.telegram.clock.at = TOMORROW
    await gym.coach.says("/week")
    await walk(gym.coach, "[сегодня · 1]", "[12:00 Йога 2/10]", "[▫️ Ольга Минеева]")
    assert "✅ Ольга Минеева" in gym.coach.buttons
    await gym.coach.presses("Ольга Минеева")
    assert "✖ Ольга Минеева" in gym.coach.buttons
    assert "▫️ Анна Минеева" in gym.coach.buttons


async def test_the_qr_notes_who_opens_it_and_the_coach_sees_it(gym: Gym) -> None:
    training = gym.training()
    olga = await gym.member()
    gym.telegram.clock.at = TOMORROW
    await walk(gym.coach, "/week", "[сегодня · 1]", "[Йога]", "[QR для отметки]")
    assert "Пришли: 0 из 0" in gym.coach.sees
    picture = gym.telegram.request.sent("sendPhoto")
    assert len(picture) == 1
    code = _code(gym, training)
    await olga.opens(f"v_{code}")
    assert "Отмечено, что вы пришли" in olga.sees
    assert "Только что: Ольга Минеева" in gym.coach.sees
    assert "Пришли: 1 из 1" in gym.coach.sees
    await olga.opens("v_" + "a" * 26)
    assert "уже не действует" in olga.sees


def _code(gym: Gym, training: int) -> str:
    """One more code, in clear: the picture holds the first."""
    actor = gym.telegram.desk.db.read_now(lambda uow: uow.people.actor_of(gym.coach.id, "test"))
    assert actor is not None
    return gym.telegram.desk.db.write_now(lambda uow: check_in.code(uow, actor, training).code)


@pytest.mark.req("S5.26", "S5.31", "S5.32", "S5.35", "S5.45")
async def test_an_invitation_with_another_coach_and_link_ends_in_the_link(gym: Gym) -> None:
    maria = gym.telegram.desk.db.write_now(lambda uow: make_coach(uow, first_name="Мария").id)
    group = gym.telegram.desk.db.write_now(lambda uow: make_group(uow, name="Йога", coach_id=gym.coach_id).id)
    assert maria
    gym.training(group_id=group)
    olga, vera = await gym.member("Ольга"), await gym.member("Вера")

    def of_group(uow: Any) -> None:
        make_member(uow, uow.people.find_by_telegram(olga.id).client_uid, group_id=group)

    gym.telegram.desk.db.write_now(of_group)
    await walk(gym.coach, "/week", "[завтра · 1]", "[Йога]", "[Пригласить]", "[Её группу]")
    assert "Тренер: Иван Орлов" in gym.coach.sees
    assert "Получит 1 человек." in gym.coach.sees
    await walk(gym.coach, "[Другой тренер]", "[Мария Орлов]", "[Ссылка]", "https://zoom.us/j/7", "[Отправить (1)]")
    assert "Приглашение отправлено: 1 человек." in gym.coach.sees
    assert "Приглашаем вас" in olga.sees
    assert "Мария Орлов" in olga.sees
    assert olga.buttons == ["Приду"]
    assert "Приглашаем" not in vera.chat
    await olga.presses("Приду")
    assert "Ссылка на эту тренировку: https://zoom.us/j/7" in olga.sees
    assert "Приду" not in str(olga.messages[-2]), "the button is gone"


async def test_chosen_people_are_found_and_ticked(gym: Gym) -> None:
    gym.training()
    olga = await gym.member("Ольга")
    await walk(
        gym.coach, "/week", "[завтра · 1]", "[Йога]", "[Пригласить]", "[Выбранных людей]", "минее",
        "[➕ Ольга Минеева]", "[Готово (1)]", "[Отправить (1)]",
    )  # fmt: skip
    assert olga.buttons == ["Приду"]


async def test_called_off_with_a_reason_everybody_reads_it(gym: Gym) -> None:
    training = gym.training()
    olga = await gym.member()
    await olga.opens(f"t_{training}")
    await olga.presses("Записаться")
    await walk(gym.coach, "/week", "[завтра · 1]", "[Йога]", "[Отменить тренировку]", "Нет воды", "[Да, отменить]")
    assert "⛔ Отменена." in gym.coach.sees
    assert "⛔ Эта тренировка отменена.\nНет воды" in olga.sees


async def test_a_manager_makes_a_training_hands_it_over_and_puts_somebody_in(gym: Gym) -> None:
    boss, olga = await gym.telegram.person("Павел", Role.MANAGER), await gym.member()
    await walk(
        boss, "/week", "[➕ Тренировка]", "Растяжка", "[завтра]", "18:30", "[Места]", "12", "[Длительность]", "90 мин",
        "[Тренер]", "[Иван Орлов]", "[Создать тренировку]",
    )  # fmt: skip
    assert (
        "🏋️ Растяжка, вс, 22 нояб., 18:30\nДо 20:00, 1 ч 30 мин\nТренер: Иван Орлов\nМест занято: 0 из 12" in boss.sees
    )
    assert "Теперь её ведёте вы. Передано: Павел" in gym.coach.sees
    await walk(boss, "[➕ Записать]", "Ольга", "[Ольга Минеева]")
    assert "▫️ Ольга Минеева" in boss.buttons
    assert "✅ Вы записаны." in olga.sees
    await walk(boss, "[Ссылка]", "не ссылка")
    assert "Ссылка начинается с https://" in boss.sees
    await boss.says("https://zoom.us/j/5")
    assert "Ссылка: https://zoom.us/j/5" in boss.sees
    await walk(boss, "[Места]", "0")
    assert "число от 1 до 500" in boss.sees


async def test_a_coach_sees_no_training_of_another_coach(gym: Gym) -> None:
    training = gym.training(coach_id=None)
    await gym.coach.says("/week")
    assert "В эти дни тренировок нет." in gym.coach.sees
    await gym.coach.presses_data(gym.coach.last["message_id"], f"T9:{training}:0")
    assert "ведёте не вы" in gym.coach.alert
    await gym.coach.presses_data(gym.coach.last["message_id"], f"TL:{training}")
    assert "ведёте не вы" in gym.coach.alert


async def test_what_the_screens_ask_of_the_database(gym: Gym) -> None:
    """However many trainings and people: a list and a card are a few statements."""
    for at in range(6):
        gym.training(starts_at=TOMORROW + timedelta(hours=at))
    training = gym.training()
    olga = await gym.member()
    await olga.opens(f"t_{training}")
    await olga.presses("Записаться")
    for person, steps in (
        (olga, ("/schedule", "[завтра · 7]", "[12:00 Йога]")), (gym.coach, ("/week", "[завтра · 7]", "[12:00 Йога]"))
    ):  # fmt: skip
        for step in steps:
            with counted() as sent:
                await walk(person, step)
            asked = [one for one in sent if not one.startswith(("PRAGMA", "BEGIN"))]
            assert len([one for one in asked if "training" in one or "visits" in one]) <= 8, (step, asked)


# --- by itself ---


def laid_out(gym: Gym) -> list[str]:
    """The starts of every training, as the club's wall shows them."""
    zone = gym.telegram.settings.timezone

    def read(uow: Any) -> list[str]:
        rows = uow.session.query(Training).order_by(Training.starts_at)
        return [f"{row.starts_at.astimezone(zone):%a %d %H:%M}" for row in rows]

    return gym.telegram.desk.db.read_now(read)


@pytest.mark.req("S5.10")
async def test_the_tick_lays_two_weeks_out_and_follows_the_hours(gym: Gym) -> None:
    def add(uow: Any) -> None:
        group = make_group(uow, coach_id=gym.coach_id)
        uow.session.add(GroupHour(group_id=group.id, weekday=0, minute=18 * 60, length=3600))

    gym.telegram.desk.db.write_now(add)
    await gym.telegram.tick()
    assert laid_out(gym) == ["Mon 23 18:00", "Mon 30 18:00"]

    def move(uow: Any) -> None:
        uow.session.query(GroupHour).one().minute = 19 * 60

    gym.telegram.desk.db.write_now(move)
    await gym.telegram.tick()
    assert laid_out(gym) == ["Mon 23 19:00", "Mon 30 19:00"]
    await gym.telegram.after(days=7)
    assert laid_out(gym) == ["Mon 23 19:00", "Mon 30 19:00", "Mon 07 19:00"]


@pytest.mark.req("S5.46")
async def test_one_training_that_can_t_be_closed_stops_no_other(gym: Gym, monkeypatch: pytest.MonkeyPatch) -> None:
    broken, sound = gym.training(), gym.training()
    close = training_clock.close

    def failing(uow: Any, actor: Any, id_: int) -> None:
        if id_ == broken:
            raise RuntimeError("broken")
        close(uow, actor, id_)

    failing.__name__ = "close"
    with monkeypatch.context() as patched:
        patched.setattr(training_clock, "close", failing)
        await gym.telegram.after(days=1, hours=2)
    assert closed(gym) == [sound]
    await gym.telegram.tick()
    assert closed(gym) == [broken, sound], "it is tried again"


def closed(gym: Gym) -> list[int]:
    """Which trainings have been closed."""

    def read(uow: Any) -> list[int]:
        rows = uow.session.query(Training).filter(Training.closed_at.is_not(None)).order_by(Training.id)
        return [int(row.id) for row in rows]

    return gym.telegram.desk.db.read_now(read)
