"""Requests of residents as rows, with what they hang on."""

from typing import Any

from models import Executor, RequestCategory, RequestSubcategory, UtilityRequest
from repositories.uow import Uow


def make_category(uow: Uow, name: str = "Сантехника") -> RequestCategory:
    """A category of requests."""
    row = RequestCategory(name=name, name_n=name.lower(), created_at=uow.now, updated_at=uow.now)
    uow.session.add(row)
    uow.session.flush()
    return row


def make_subcategory(uow: Uow, category_id: int, name: str = "Течь") -> RequestSubcategory:
    """A part of a category."""
    row = RequestSubcategory(category_id=category_id, name=name, name_n=name.lower(),
                             created_at=uow.now, updated_at=uow.now)  # fmt: skip
    uow.session.add(row)
    uow.session.flush()
    return row


def make_executor(uow: Uow, full_name: str = "Пётр Слесарев", **values: Any) -> Executor:
    """Somebody who carries requests out, without Telegram unless ``user_id`` is given."""
    row = Executor(full_name=full_name, created_at=uow.now, updated_at=uow.now, **values)
    uow.session.add(row)
    uow.session.flush()
    return row


def make_utility_request(uow: Uow, category_id: int, **values: Any) -> UtilityRequest:
    """A new request from улица Лесная, 5."""
    defaults = {
        "account": "0012345", "full_name": "Минеева Ольга", "city": "Ангарск", "street": "Лесная", "house": "5",
        "flat": "12", "phone": "+79996432387", "text": "Течёт кран", "created_at": uow.now, "updated_at": uow.now,
    }  # fmt: skip
    row = UtilityRequest(**(defaults | values), category_id=category_id)
    uow.session.add(row)
    uow.session.flush()
    return row
