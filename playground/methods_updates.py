"""getUpdates and webhooks: how updates leave the queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playground import limits
from playground.arguments import Args
from playground.errors import ApiError, Json, bad_request, conflict

if TYPE_CHECKING:
    from playground.botapi import BotApi

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def get_updates(api: BotApi, args: Args) -> list[Json]:
    """What waits right now (waiting is the transport's work); a higher offset confirms what is below it."""
    if api.store.get("webhook"):
        raise conflict(limits.WEBHOOK_CONFLICT)
    _remember_allowed(api, args)
    updates = api.store.updates
    offset = args.integer("offset")
    if offset is not None and offset < 0:
        updates.keep_last(-offset)
    elif offset:
        updates.confirm_below(offset)
    updates.expire(api.clock())
    limit = args.integer("limit") or 100
    return updates.pending(min(max(limit, 1), 100))


def _remember_allowed(api: BotApi, args: Args) -> None:
    allowed = args.items("allowed_updates")
    if allowed is not None and allowed != api.store.get("allowed_updates"):
        api.store.put("allowed_updates", [str(kind) for kind in allowed])


def set_webhook(api: BotApi, args: Args) -> bool:
    """From now on updates are posted to `url`; an empty url removes the webhook."""
    url = args.text("url")
    if not url:
        return delete_webhook(api, args)
    _check_url(url)
    if secret := args.text("secret_token"):
        limits.check_secret(secret)
    _remember_allowed(api, args)
    if args.flag("drop_pending_updates"):
        api.store.updates.keep_last(0)
    api.store.put(
        "webhook",
        {"url": url, "secret_token": secret, "max_connections": args.integer("max_connections") or 40},
    )
    api.begin_poll()
    return True


def _check_url(url: str) -> None:
    parts = urlsplit(url)
    loopback = parts.hostname in LOOPBACK
    if parts.scheme != "https" and not (parts.scheme == "http" and loopback):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if not loopback and parts.port not in (None, 80, 88, 443, 8443):
        raise bad_request("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")


def delete_webhook(api: BotApi, args: Args) -> bool:
    """Back to getUpdates."""
    if args.flag("drop_pending_updates"):
        api.store.updates.keep_last(0)
    api.store.put("webhook", None)
    api.updates_bell.ring()
    return True


def get_webhook_info(api: BotApi, args: Args) -> Json:
    """WebhookInfo."""
    webhook = api.store.get("webhook") or {}
    info: Json = {
        "url": webhook.get("url", ""), "has_custom_certificate": False,
        "pending_update_count": api.store.updates.count(),
    }  # fmt: skip
    for key in ("max_connections", "last_error_date", "last_error_message"):
        if webhook.get(key):
            info[key] = webhook[key]
    if allowed := api.store.get("allowed_updates"):
        info["allowed_updates"] = allowed
    return info


def get_me(api: BotApi, args: Args) -> Json:
    """The bot itself."""
    return {
        **api.me, "can_join_groups": True, "can_read_all_group_messages": not api.privacy,
        "supports_inline_queries": True, "can_connect_to_business": False, "has_main_web_app": False,
        "has_topics_enabled": False, "allows_users_to_create_topics": False, "can_manage_bots": False,
        "supports_guest_queries": False, "supports_join_request_queries": False,
    }  # fmt: skip


def log_out(api: BotApi, args: Args) -> bool:
    """Accepted; the playground has no other server to move to."""
    return True


def close(api: BotApi, args: Args) -> bool:
    """Accepted when there is no webhook, as in Telegram."""
    if api.store.get("webhook"):
        raise ApiError(400, "Bad Request: webhook must be removed before the instance is closed")
    return True


METHODS: dict[str, Any] = {
    "getUpdates": get_updates, "setWebhook": set_webhook, "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info, "getMe": get_me, "logOut": log_out, "close": close,
}  # fmt: skip
