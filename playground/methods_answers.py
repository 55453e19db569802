"""Answers to what people asked: button presses, inline queries, payments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playground import attachments, keyboards, limits, outgoing
from playground.arguments import Args
from playground.errors import Json, bad_request
from playground.people_payments import complete
from playground.store_messages import Post

if TYPE_CHECKING:
    from playground.botapi import BotApi

PAYMENT_SECONDS = 10.0


def _take(api: BotApi, query_id: str, kind: str, seconds: float) -> Json:
    question = api.store.queries.take(query_id, kind, api.monotonic() - seconds)
    if question is None:
        raise bad_request(limits.QUERY_TOO_OLD)
    return question


def answer_callback_query(api: BotApi, args: Args) -> bool:
    """Stops the button's spinner; once, and soon enough."""
    query_id, text = args.text("callback_query_id"), args.text("text")
    if len(text) > limits.CALLBACK_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    question = _take(api, query_id, "callback", api.query_seconds)
    answer = {"text": text, "show_alert": args.flag("show_alert"), "url": args.text("url")}
    api.store.queries.save(query_id, {**question, "answer": answer})
    api.events.publish("answer", question["chat_id"], callback_query_id=query_id, **answer)
    return True


def answer_inline_query(api: BotApi, args: Args) -> bool:
    """Up to 50 results with ids of 1–64 bytes, all different."""
    results = args.items("results")
    if results is None:
        raise bad_request("results are not specified")
    if len(results) > limits.INLINE_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    ids = [str(result.get("id", "")) for result in results]
    if any(not 1 <= len(result_id.encode()) <= 64 for result_id in ids):
        raise bad_request("RESULT_ID_INVALID")
    if len(set(ids)) != len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    ready = [_checked_result(api, result) for result in results]
    button = args.mapping("button")
    _check_inline_button(button)
    query_id = args.text("inline_query_id")
    question = _take(api, query_id, "inline", api.query_seconds)
    answer = {"results": ready, "button": button, "next_offset": args.text("next_offset")}
    api.store.queries.save(query_id, {**question, **answer})
    api.events.publish("inline", question["user_id"], inline_query_id=query_id, **answer)
    return True


def _check_inline_button(button: Json | None) -> None:
    if button is None:
        return
    if not button.get("text"):
        raise bad_request("BUTTON_TEXT_INVALID")
    start = button.get("start_parameter")
    if start is not None and not (start and limits.START_PAYLOAD.match(start)):
        raise bad_request("START_PARAM_INVALID")


def _checked_result(api: BotApi, result: Any) -> Json:
    """A result with `message`: the fields of the message it becomes when chosen."""
    if not isinstance(result, dict) or not result.get("type"):
        raise bad_request("can't parse inline query result: type is not specified")
    if result["type"] == "article" and not result.get("title"):
        raise bad_request('can\'t parse inline query result: Field "title" must be of type String')
    markup = result.get("reply_markup")
    inline = keyboards.inline(markup) if isinstance(markup, dict) and "inline_keyboard" in markup else None
    message = _inline_content(api, result)
    if inline:
        message["reply_markup"] = inline
    return {**result, "message": message}


def _inline_content(api: BotApi, result: Json) -> Json:
    content = result.get("input_message_content")
    if content is None:
        return _default_content(api, result)
    if "message_text" in content:
        text, entities = api.parse(content["message_text"], content.get("parse_mode") or "", content.get("entities"))
        limits.check_text(text)
        return {"text": text, **({"entities": entities} if entities else {})}
    if "phone_number" in content:
        keys = ("phone_number", "first_name", "last_name", "vcard")
        return {"contact": {key: content[key] for key in keys if content.get(key)}}
    if "latitude" in content:
        point = {"latitude": content["latitude"], "longitude": content["longitude"]}
        if "title" in content:
            return {
                "venue": {"location": point, "title": content["title"], "address": content["address"]},
                "location": point,
            }
        return {"location": point}
    raise bad_request("can't parse inline query result: Input message content is not specified")


def _default_content(api: BotApi, result: Json) -> Json:
    kind = result["type"]
    if kind == "article":
        raise bad_request("can't parse inline query result: Input message content is not specified")
    if kind == "contact":
        return {"contact": {k: result[k] for k in ("phone_number", "first_name", "last_name") if result.get(k)}}
    file_id = result.get(f"{kind}_file_id")
    if file_id:
        return attachments.message_fields(api, Args({}), kind, file_id, {})
    caption = api.parse(result.get("caption") or "", result.get("parse_mode") or "").text
    return {"text": caption or str(result.get("title") or kind)}


def send_invoice(api: BotApi, args: Args) -> Json:
    """An invoice with a «Pay» button."""
    prices = args.items("prices") or []
    title, description, payload = args.text("title"), args.text("description"), args.text("payload")
    currency = args.text("currency")
    if not title or not description or not payload:
        raise bad_request("title, description and payload must be non-empty")
    if len(payload.encode()) > limits.INVOICE_PAYLOAD:
        raise bad_request("INVOICE_PAYLOAD_INVALID")
    if len(currency) != 3 or not prices:
        raise bad_request("CURRENCY_INVALID" if prices else "there must be at least one price")
    total = sum(int(price["amount"]) for price in prices)
    invoice = {
        "title": title, "description": description, "start_parameter": args.text("start_parameter"),
        "currency": currency, "total_amount": total,
    }  # fmt: skip
    message = outgoing.post(api, args, {"invoice": invoice})
    if "reply_markup" not in message:
        message = _with_pay_button(api, message, f"Pay {total / 100:.2f} {currency}")
    api.store.put(f"invoice:{message['chat']['id']}:{message['message_id']}", payload)
    return message


def _with_pay_button(api: BotApi, message: Json, label: str) -> Json:
    message = {**message, "reply_markup": {"inline_keyboard": [[{"text": label, "pay": True}]]}}
    api.store.messages.save(Post(message))
    api.events.publish("edit", message["chat"]["id"], message=message)  # the page has drawn it without its button
    return message


def answer_pre_checkout_query(api: BotApi, args: Args) -> bool:
    """Agrees to a payment, which then comes as `successful_payment`, or says why not."""
    ok, reason = args.flag("ok"), args.text("error_message")
    if not ok and not reason:
        raise bad_request("error_message is not specified")
    query_id = args.text("pre_checkout_query_id")
    question = _take(api, query_id, "checkout", PAYMENT_SECONDS)
    if ok:
        complete(api, question)
    text = "" if ok else reason
    api.events.publish("answer", question["chat_id"], callback_query_id=query_id, text=text, show_alert=True, url="")
    return True


def answer_shipping_query(api: BotApi, args: Args) -> bool:
    """No person here asks for shipping."""
    raise bad_request(limits.QUERY_TOO_OLD)


METHODS: dict[str, Any] = {
    "answerCallbackQuery": answer_callback_query, "answerInlineQuery": answer_inline_query,
    "sendInvoice": send_invoice, "answerPreCheckoutQuery": answer_pre_checkout_query,
    "answerShippingQuery": answer_shipping_query,
}  # fmt: skip
