"""What can be pressed around utility requests: under cards, lists and notices, and while one is filed."""

from dataclasses import dataclass
from enum import StrEnum

from ui.callbacks import Button, button


class Listed(StrEnum):
    """The dispatcher's lists."""

    NEW = "new"
    WORK = "work"
    DONE = "done"
    OVER = "over"


@button("Uo")
@dataclass(frozen=True)
class RequestOpened(Button):
    """Under a notice: the card comes below, the notice stays."""

    request_id: int


@button("Us")
@dataclass(frozen=True)
class RequestShown(Button):
    """In a list or on a screen of the request: the message becomes its card."""

    request_id: int


@button("Um")
@dataclass(frozen=True)
class OwnListed(Button):
    """A page of one's own requests."""

    page: int


@button("Uf")
@dataclass(frozen=True)
class FlatListed(Button):
    """What others have open in the flat."""


@button("Ul")
@dataclass(frozen=True)
class DeskListed(Button):
    """A page of one of the dispatcher's lists."""

    which: Listed
    page: int


@button("Uw")
@dataclass(frozen=True)
class WorksListed(Button):
    """A page of an executor's works: to be done, or done."""

    is_over: bool
    page: int


@button("Uh")
@dataclass(frozen=True)
class HistoryShown(Button):
    """[История]."""

    request_id: int


@button("Up")
@dataclass(frozen=True)
class FilesAsked(Button):
    """[📎 Файлы]: they come below."""

    request_id: int


# --- the resident ---


@button("Un")
@dataclass(frozen=True)
class RequestBegun(Button):
    """[➕ Создать заявку]."""


@button("Ux")
@dataclass(frozen=True)
class WithdrawBegun(Button):
    """[Отозвать]: why?"""

    request_id: int


@button("Uy")
@dataclass(frozen=True)
class DoneConfirmed(Button):
    """[Да, сделано]."""

    request_id: int


@button("Uz")
@dataclass(frozen=True)
class DoneRefused(Button):
    """[Нет]: what is not done?"""

    request_id: int


@button("Ut")
@dataclass(frozen=True)
class CommentBegun(Button):
    """[💬 Комментарий], of either side."""

    request_id: int


@button("U1")
@dataclass(frozen=True)
class RequestRated(Button):
    """One of the five."""

    request_id: int
    rating: int


@button("U2")
@dataclass(frozen=True)
class Followed(Button):
    """[🔔 Следить], [🔕 Не следить]."""

    request_id: int
    is_on: bool


# --- the staff ---


@button("Ua")
@dataclass(frozen=True)
class AssignAsked(Button):
    """[👷 Назначить]: whom? A page of executors."""

    request_id: int
    page: int


@button("Ue")
@dataclass(frozen=True)
class ExecutorPicked(Button):
    """This one; ``instead_of`` is who had it when the list was shown."""

    request_id: int
    executor_id: int
    instead_of: int | None


@button("Ub")
@dataclass(frozen=True)
class WorkStarted(Button):
    """[▶️ Начать]."""

    request_id: int


@button("Ud")
@dataclass(frozen=True)
class WorkFinished(Button):
    """[✅ Готово]."""

    request_id: int


@button("Ug")
@dataclass(frozen=True)
class GiveBackBegun(Button):
    """[↩️ Вернуть]: why?"""

    request_id: int


@button("Uc")
@dataclass(frozen=True)
class CloseBegun(Button):
    """[Закрыть]: why?"""

    request_id: int


@button("Ur")
@dataclass(frozen=True)
class RequestReopened(Button):
    """[↩️ Вернуть в работу]."""

    request_id: int


# --- while a request is filed, or words are asked for ---


@button("U5")
@dataclass(frozen=True)
class FlatPicked(Button):
    """One of one's flats."""

    account_id: int


@button("U6")
@dataclass(frozen=True)
class CategoryPicked(Button):
    """A category; 0: back to all of them."""

    category_id: int


@button("U7")
@dataclass(frozen=True)
class PartPicked(Button):
    """A subcategory."""

    subcategory_id: int


@button("U8")
@dataclass(frozen=True)
class FiledAnyway(Button):
    """[Всё равно создать]."""


@button("U9")
@dataclass(frozen=True)
class Described(Button):
    """[Готово] under the text and photos."""


@button("UA")
@dataclass(frozen=True)
class WishPicked(Button):
    """A usual time of the day, by its number; -1: any time will do."""

    number: int


@button("UB")
@dataclass(frozen=True)
class PhonePicked(Button):
    """[Да], or another of one's numbers, by its place."""

    number: int


@button("UC")
@dataclass(frozen=True)
class PhoneChanged(Button):
    """[Нет, другой номер], and back from there."""

    is_asked: bool


@button("UD")
@dataclass(frozen=True)
class OldPhoneDecided(Button):
    """[Удалить старый] or [Оставить оба]."""

    is_replaced: bool


@button("UE")
@dataclass(frozen=True)
class RequestFiled(Button):
    """[✅ Создать заявку] under the summary."""


@button("UF")
@dataclass(frozen=True)
class WordsSkipped(Button):
    """[Без причины]; or [Отправить] what was shown."""
