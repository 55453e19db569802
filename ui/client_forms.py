"""What is asked while a client is added or changed: one thing at a time, with an example."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from domain.clients import PHONES, REQUIRED, TITLES, Field, NewClient
from domain.phones import show_phone
from domain.views import ClientCard, ClientView
from ui.callbacks import Button, button
from ui.clients import FieldsShown, card_text, hit_buttons, to_card
from ui.common import back_row, cancel_row
from ui.screen import MAIN, Row, Screen, bold, cut, keyboard, lines, press
from ui.texts import Words


def _(msgid: str) -> str:
    """Mark a word for translation; it is translated where it is shown."""
    return msgid


EXAMPLES: Mapping[Field, str] = {
    Field.SURNAME: _("Mineeva"), Field.NAME: _("Olga"), Field.MIDNAME: _("Sergeevna"), Field.PHONE: "8 999 643-23-87",
    Field.SECONDPHONE: "8 999 643-23-87", Field.DESCRIPTION: _("comes with twins, likes the forest"),
    Field.SOURCE: _("from friends"),
}  # fmt: skip


FIELD_ROWS = (
    (Field.SURNAME, Field.NAME, Field.MIDNAME), (Field.PHONE, Field.SECONDPHONE), (Field.DESCRIPTION, Field.SOURCE),
)  # fmt: skip


@button("kn")
@dataclass(frozen=True)
class NewFieldPicked(Button):
    """A line of the summary of a new card, to be changed."""

    field: Field


@button("ks")
@dataclass(frozen=True)
class NewSaved(Button):
    """[✅ Добавить]."""


@button("kv")
@dataclass(frozen=True)
class FieldPicked(Button):
    """A field of a card, to be changed."""

    client_uid: int
    field: Field


@button("kz")
@dataclass(frozen=True)
class ValueCleared(Button):
    """[Очистить]."""


@button("kk")
@dataclass(frozen=True)
class KeptAnyway(Button):
    """[Всё равно добавить], [Всё равно записать]."""


@button("kq")
@dataclass(frozen=True)
class ValueDropped(Button):
    """[Оставить как есть]."""


# --- a new card ---


def name_question(t: Words) -> Screen:
    """Who is it? Both at once will do."""
    example = t("For example: {example}", example=t("Olga Mineeva 8 999 643-23-87"))
    asked = t("Send the name; surname, patronymic and phone may follow in the same line.")
    return Screen(lines(bold(t("👤 A new client: who is it?")), asked, example), keyboard(cancel_row(t)))


def phone_question(t: Words, new: NewClient) -> Screen:
    """The phone of whom we know the name."""
    title = bold(t("👤 {name}: which phone?", name=new.full_name))
    return Screen(
        lines(title, t("For example: {example}", example=EXAMPLES[Field.PHONE])), keyboard(back_row(t, "NAME"))
    )


def summary(t: Words, new: NewClient) -> Screen:
    """Everything that will be on the card, each line changeable."""
    told = [_value_line(t, field, getattr(new, field.value)) for field in Field]
    return Screen(
        lines(bold(t("👤 A new client: is this right?")), *told),
        keyboard([press(t.plain("✅ Add"), NewSaved(), MAIN)], *_field_rows(t, NewFieldPicked), cancel_row(t)),
    )


def new_field_question(t: Words, new: NewClient, field: Field) -> Screen:
    """Another value for a line of the summary."""
    now = getattr(new, field.value)
    rows: list[Row] = [_clear_row(t)] if now and field not in REQUIRED else []
    return Screen(_asked(t, t(TITLES[field]), field, now), keyboard(*rows, back_row(t, "SUMMARY")))


def same_phone(t: Words, phone: str, known: Sequence[ClientView], *, adding: bool) -> Screen:
    """Somebody has this phone already: look at the card, or go on anyway."""
    anyway = t.plain("Add anyway") if adding else t.plain("Save anyway")
    listed = (Markup("{}: {}").format(client.uid, client.full_name) for client in known)
    title = bold(t("⚠️ The phone {phone} is on a card already", phone=show_phone(phone)))
    text = lines(title, *listed, t("Open it, or go on: two people may share a phone."))
    return Screen(text, keyboard(*hit_buttons(known), [press(anyway, KeptAnyway())], cancel_row(t)))


# --- a card that is there ---


def fields(t: Words, client: ClientView) -> Screen:
    """Which field of a card is to be changed? (S1.17)"""
    told = [_value_line(t, field, getattr(client, field.value)) for field in Field]
    rows = _field_rows(t, lambda field: FieldPicked(client.uid, field))
    title = bold(t("✏️ {name}: what is to be changed?", name=client.full_name))
    return Screen(lines(title, *told), keyboard(*rows, to_card(t, client.uid)))


def value_question(t: Words, client: ClientView, field: Field) -> Screen:
    """A new value for one field."""
    title = Markup("✏️ {}: {}").format(client.full_name, t(TITLES[field]))
    now = getattr(client, field.value)
    rows: list[Row] = [_clear_row(t)] if now and field not in REQUIRED else []
    back: Row = [press("« " + t.plain("Back"), FieldsShown(client.uid))]
    return Screen(_asked(t, title, field, now), keyboard(*rows, back))


def clash(t: Words, fresh: ClientCard, field: Field, typed: str) -> Screen:
    """Somebody was faster: the card as it is now, and what was typed, which is not lost."""
    note = t("⚠️ Somebody has just changed this card. Here is how it stands now.")
    typed_line = t("You typed: {title}: {value}", title=t(TITLES[field]), value=_shown(field, typed) or "—")
    row = [press(t.plain("Save mine"), KeptAnyway(), MAIN), press(t.plain("Leave as it is"), ValueDropped())]
    return Screen(Markup("\n\n").join([note, card_text(t, fresh), typed_line]), keyboard(row))


def saved(t: Words, field: Field) -> Markup:
    """News above the card."""
    return t("✅ Saved: {title}", title=t(TITLES[field]))


def added(t: Words) -> Markup:
    """News above the card."""
    return t("✅ Added")


def _field_rows(t: Words, button_of: Callable[[Field], Button]) -> list[Row]:
    return [[press(t.plain(TITLES[field]), button_of(field)) for field in row] for row in FIELD_ROWS]


def _asked(t: Words, title: Markup, field: Field, now: str) -> Markup:
    return lines(
        bold(title),
        t("Now: {value}", value=_shown(field, now)) if now else None,
        t("Send the new value. For example: {example}", example=t(EXAMPLES[field])),
    )


def _value_line(t: Words, field: Field, value: str) -> Markup | None:
    return Markup("{}: {}").format(t(TITLES[field]), _shown(field, value)) if value else None


def _shown(field: Field, value: str) -> str:
    return show_phone(value) if field in PHONES else cut(value, 200)


def _clear_row(t: Words) -> Row:
    return [press(t.plain("Clear"), ValueCleared())]
