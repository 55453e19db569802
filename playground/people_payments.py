"""Paying an invoice: the question before the payment, and the payment."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from playground.errors import Json, PersonError
from playground.people_base import PersonBase

if TYPE_CHECKING:
    from playground.botapi import BotApi


class PaymentActions(PersonBase):
    """A person pays."""

    def pay(self, uid: int, message_id: int) -> Json:
        """Presses «Pay» under an invoice: `pre_checkout_query`, to be answered within ten seconds."""
        with self.store.transaction():
            post = self.store.messages.alive(uid, message_id)
            if post is None or "invoice" not in post.message:
                raise PersonError(f"message {message_id} is no invoice")
            invoice, query_id = post.message["invoice"], self.api.new_id()
            payload = self.store.get(f"invoice:{uid}:{message_id}", "")
            query = {
                "id": query_id, "from": self.user(uid), "currency": invoice["currency"],
                "total_amount": invoice["total_amount"], "invoice_payload": payload,
            }  # fmt: skip
            kept = {"chat_id": uid, "user_id": uid, "message_id": message_id, "query": query}
            self.store.queries.add(query_id, "checkout", kept, self.api.monotonic())
            return self.api.push("pre_checkout_query", query)


def complete(api: BotApi, question: Json) -> Json:
    """The bot agreed: the money moves and `successful_payment` comes as the person's service message."""
    query = question["query"]
    payment = {
        "currency": query["currency"], "total_amount": query["total_amount"],
        "invoice_payload": query["invoice_payload"], "telegram_payment_charge_id": secrets.token_hex(12),
        "provider_payment_charge_id": secrets.token_hex(12),
    }  # fmt: skip
    return PersonBase(api).send(question["user_id"], {"successful_payment": payment})
