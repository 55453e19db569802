"""Every dialogue of the program, in the order they are tried."""

from markupsafe import Markup

from conversations.campaign import CAMPAIGN
from conversations.canned import CANNED
from conversations.catalogue_find import CATALOGUE_FIND
from conversations.client_edit import CLIENT_EDIT
from conversations.client_find import CLIENT_FIND
from conversations.client_money import CLIENT_MONEY
from conversations.flow import Dialogue
from conversations.gym import GYM
from conversations.invite import invite
from conversations.joining import JOINING
from conversations.member_freeze import MEMBER_FREEZE
from conversations.member_join import MEMBER_JOIN
from conversations.member_profile import MEMBER_PROFILE
from conversations.member_sale import MEMBER_SALE
from conversations.order_create import ORDER_CREATE
from conversations.order_edit import CALENDAR
from conversations.order_request import ORDER_REQUEST
from conversations.payment import PAYMENT
from conversations.product import PRODUCT
from conversations.promo import PROMO
from conversations.purchase import PURCHASE
from conversations.purchase_cancel import PURCHASE_CANCEL
from conversations.purchase_talk import PURCHASE_TALK
from conversations.request_refusal import REQUEST_REFUSAL
from conversations.settings import FLOW as SETTING
from conversations.staff import FLOW as STAFF
from conversations.support import ACCESS, SUPPORT
from conversations.tariff import TARIFF
from conversations.ticket_find import FIND
from conversations.ticket_for import FLOW as TICKET_FOR
from conversations.ticket_work import NOTE, TAKE
from conversations.training_change import TRAINING_CHANGE
from conversations.training_invite import TRAINING_INVITE
from conversations.training_new import TRAINING_NEW
from conversations.utility_create import UTILITY_CREATE
from conversations.utility_identify import UTILITY_IDENTIFY
from conversations.utility_incident import UTILITY_INCIDENT
from conversations.utility_talk import UTILITY_TALK
from domain.errors import Outdated
from handlers.context import Context

ALL: tuple[Dialogue, ...] = (
    ORDER_CREATE, ORDER_REQUEST, CLIENT_FIND, CLIENT_EDIT, invite, STAFF, SETTING, CALENDAR, REQUEST_REFUSAL,
    CANNED, TARIFF, CLIENT_MONEY, JOINING, SUPPORT, ACCESS, TAKE, NOTE, FIND, TICKET_FOR,
    PRODUCT, PROMO,
    PAYMENT, PURCHASE, PURCHASE_CANCEL, PURCHASE_TALK, CATALOGUE_FIND,
    CAMPAIGN,
    UTILITY_IDENTIFY,
    UTILITY_CREATE, UTILITY_TALK, UTILITY_INCIDENT,
    MEMBER_JOIN, MEMBER_PROFILE, MEMBER_FREEZE, MEMBER_SALE,
    GYM,
    TRAINING_NEW, TRAINING_INVITE, TRAINING_CHANGE,
)  # fmt: skip
BY_NAME = {str(flow.name): flow for flow in ALL}


async def ask_again(ctx: Context, note: Markup | None = None, fresh: bool = False) -> None:
    """Show what the chat's dialogue is asking; raises ``Outdated`` where there is none any more."""
    if (flow := BY_NAME.get(ctx.live.name)) is None:
        ctx.live.end()
        raise Outdated("This was begun with an older version. Start anew, please.")
    ctx.turn.lapsed = False
    await flow.ask_again(ctx, note, fresh)
