"""/privacy: what is stored, consents with their times, taking them back (T10)."""

from typing import Any

from domain.access import Role
from domain.people import ConsentKind
from services import people
from tests.builders import make_client, put_settings
from tests.chat import Person, Telegram
from tests.conversations.housing import add_account, add_pair


def agree(telegram: Telegram, person: Person) -> None:
    """The consent to personal data, as the first order asks for it."""
    db = telegram.desk.db
    acting = db.read_now(lambda uow: uow.people.actor_of(person.id, "test"))
    asked = db.read_now(lambda uow: people.consent_needed(uow, acting))
    db.write_now(lambda uow: people.give_consent(uow, acting, ConsentKind.PERSONAL, asked.version, "Слова"))


async def test_who_has_agreed_to_nothing(telegram: Telegram) -> None:
    olga = await telegram.person("Ольга <b>")
    await olga.says("/privacy")
    assert olga.sees == (
        f"Что о вас хранится\nTelegram: Ольга <b>, id {olga.id}\nСогласия на хранение данных вы не давали.\n"
        "Реклама: не присылаем, согласия нет\nЯ соглашаюсь получать новости и предложения."
    )
    assert olga.buttons == ["Согласен на рекламу"]


async def test_advertising_is_agreed_to_and_taken_back_in_one_press_each(telegram: Telegram) -> None:
    olga = await telegram.person("Ольга")
    await olga.says("/privacy")
    message, data = olga.live_data("Согласен на рекламу")
    await olga.presses("Согласен на рекламу")
    assert "Реклама: вы согласились, сб, 21 нояб., 12:00" in olga.sees
    await olga.presses_data(message, data)  # the same press once more
    await olga.presses("Отозвать рекламу")
    assert "Реклама: не присылаем" in olga.sees
    stored = telegram.desk.db.read_now(
        lambda uow: [(c.kind, c.text) for c in uow.people.list_consents(uow.people.find_by_telegram(olga.id).id)]
    )
    assert stored == [("adverts", "Я соглашаюсь получать новости и предложения.")]


async def test_the_consent_to_data_is_taken_back_after_an_explanation_and_managers_are_told(telegram: Telegram) -> None:
    manager, olga = await telegram.person("Анна", Role.MANAGER), await telegram.person("Ольга")
    db = telegram.desk.db

    def tie(uow: object) -> None:
        card = make_client(uow, surname="Минеева", name="Ольга", phone="+79996432387")  # type: ignore[arg-type]
        uow.people.tie(uow.people.find_by_telegram(olga.id).id, card.uid)  # type: ignore[attr-defined]

    db.write_now(tie)
    agree(telegram, olga)
    await olga.says("/privacy")
    assert "Карточка: Минеева Ольга" in olga.sees
    assert "+7 999 643-23-87" in olga.sees
    assert "Согласие на хранение: сб, 21 нояб., 12:00" in olga.sees
    await olga.presses("Отозвать согласие")
    assert "Менеджеры узнают об этом и удалят карточку" in olga.sees
    await olga.presses("« Назад")
    await olga.presses("Отозвать согласие")
    await olga.presses("Отозвать")
    assert "Согласия на хранение данных вы не давали." in olga.sees
    assert manager.sees.startswith("⚠️ Согласие на персональные данные отозвано: Минеева Ольга.")


async def test_an_old_press_does_not_agree_to_a_new_text(telegram: Telegram) -> None:
    olga = await telegram.person("Ольга")
    await olga.says("/privacy")
    telegram.desk.db.write_now(lambda uow: put_settings(uow, ADVERTS="Новый текст о рекламе"))
    await olga.presses("Согласен на рекламу")
    assert olga.alert == "Текст только что изменился. Прочтите его ещё раз, пожалуйста."
    await olga.says("/privacy")
    assert "Новый текст о рекламе" in olga.sees


async def test_staff_see_that_nothing_is_asked_of_them(telegram: Telegram) -> None:
    anna = await telegram.person("Анна", Role.MANAGER)
    await anna.says("/privacy")
    assert "вы не давали" not in anna.sees
    for forged in ("px:everything", "pa:", "pa:0", "px:"):
        await anna.presses_data(anna.last["message_id"], forged)
    assert "Реклама: не присылаем" in anna.sees


async def test_a_resident_sees_their_account_and_is_untied_with_the_consent(telegram: Telegram) -> None:
    olga = await telegram.person("Ольга")
    db = telegram.desk.db

    def move_in(uow: Any) -> int:
        account = add_account(uow)
        add_pair(uow, account.id, uow.people.find_by_telegram(olga.id).id, "+79996432387")
        return account.id

    account_id = db.write_now(move_in)
    agree(telegram, olga)
    await olga.says("/privacy")
    assert "Житель, лицевой счёт: 100200300. Номера: /flats" in olga.sees
    await olga.presses("Отозвать согласие")
    assert "Квартиры отвяжутся, заявки останутся в журнале." in olga.sees
    await olga.presses("Отозвать")
    await olga.says("/privacy")
    assert "Житель" not in olga.sees
    assert db.read_now(lambda uow: uow.residents.list_of_account(account_id)) == []
