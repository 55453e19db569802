"""A web studio's shop beside the club: what is sold, promo codes, purchases in every state, the channel before it all.

Everything is written at the moment it happened, as in sample/desk.py; nobody is told of the past.
"""

from dataclasses import dataclass
from datetime import timedelta

from domain.access import SYSTEM
from domain.payments import Kind
from domain.shop import State
from models import BegunPurchase, Payment, Product, PromoCode, Purchase, User
from repositories.uow import Uow
from sample.club import enrol
from sample.personas import PERSONAS, SELLER, STUDIO_OWNER, SUBSCRIBER

CHANNEL = "arsenal_pixel"
CHANNELS = [
    {
        "username": CHANNEL, "title": "Пиксель и Арсенал: новости и скидки",
        "members": [STUDIO_OWNER, SELLER, SUBSCRIBER],
    }
]  # fmt: skip
SITES, CARE, CLUB = "Сайты", "Поддержка и реклама", "Для клуба"
GOODS = (  # title, roubles, days, category, still offered, description
    (
        "Сайт-визитка", 25_000, 7, SITES, True,
        "Одна страница: услуги, цены, карта, форма заявки. Правки месяц бесплатно.",
    ),
    (
        "Интернет-магазин", 120_000, 30, SITES, True,
        "Каталог, корзина, оплата картой, обмен с 1С. Обучаем вашего менеджера.",
    ),
    (
        "Лендинг под рекламу", 40_000, 10, SITES, True,
        "Страница одного предложения: текст, дизайн, счётчики, проверка двух заголовков.",
    ),
    (
        "Логотип и фирменный стиль", 30_000, 14, SITES, True,
        "Три варианта логотипа, цвета и шрифты, визитка, шапка для соцсетей.",
    ),
    (
        "Аудит сайта", 9_000, 3, CARE, True,
        "Скорость, ошибки, удобство с телефона. Отчёт на 10 страниц с планом исправлений.",
    ),
    (
        "Бот для записи клиентов", 35_000, 10, CARE, True,
        "Запись и напоминания в Telegram, выгрузка в Excel. Настроим под ваши услуги.",
    ),
    (
        "Реклама: запуск", 18_000, 5, CARE, True,
        "Объявления, ключевые слова, цели и отчёт за первые две недели.",
    ),
    (
        "Час программиста", 2_500, 2, CARE, True,
        "Мелкие правки по списку: тексты, картинки, формы, письма с сайта.",
    ),
    (
        "Подарочный сертификат на игру", 7_000, 0, CLUB, True,
        "Лазертаг на арене, час, до 10 игроков. Действует полгода.",
    ),
    (
        "Фотограф на игру", 4_500, 1, CLUB, True,
        "Час съёмки, 50 обработанных снимков ссылкой на следующий день.",
    ),
    (
        "Печать фото на память", 600, 3, CLUB, True,
        "Десять снимков с игры 10×15, забрать можно на базе.",
    ),
    (
        "Новогодняя открытка с сайта", 1_500, 3, SITES, False,
        "Прошлогодняя акция: открытка с вашим логотипом.",
    ),
)  # fmt: skip
PROMOS = (  # code, kind, amount, days it goes on, uses at most, a person's uses at most, products it is for (none: all)
    ("SUMMER10", "percent", 10, None, None, None, ()),
    ("АУДИТ0", "free", 0, 30, 20, 1, (4,)),
    ("ДРУГ1000", "fixed", 100_000, 60, 50, 1, ()),
    ("ЗИМА25", "percent", 25, -200, 100, 1, (0, 3)),
)
BUYERS = {2006: ("Алексей", "Пономарёв"), 2007: ("Дарья", "Климова"), 2008: ("Максим", "Трофимов")}  # nobody plays them
BARE = (5, 7, 10)  # products without a picture
FOUNDED = 60  # days ago


@dataclass(frozen=True)
class Sold:
    """A purchase of the sample: who, which product, so many days ago, where it stands."""

    buyer: int
    product: int
    days: float
    state: State
    code: str = ""
    is_paid: bool = False
    reason: str = ""


SALES = (
    Sold(2006, 0, 52, State.DONE, "", True),
    Sold(2007, 4, 45, State.DONE, "SUMMER10", True),
    Sold(SUBSCRIBER, 3, 38, State.DONE, "SUMMER10", True),
    Sold(2008, 8, 30, State.DONE, "", True),
    Sold(2006, 6, 26, State.CANCELLED, "", False, "Перенесли запуск на весну"),
    Sold(2007, 9, 21, State.DONE, "ДРУГ1000", True),
    Sold(2008, 1, 12, State.IN_WORK, "SUMMER10", True),
    Sold(2006, 7, 6, State.IN_WORK),
    Sold(2007, 5, 2, State.IN_WORK, "ДРУГ1000"),
    Sold(2008, 10, 1.2, State.CANCELLED, "", False, "Ошибся, нужны снимки другой игры"),
    Sold(2006, 2, 0.4, State.CREATED, "SUMMER10"),
    Sold(2007, 7, 0.1, State.CREATED),
)


def fill(uow: Uow) -> None:
    """Put the shop in; does nothing where it is."""
    if uow.products.find_by_origin(_origin("product", 0)) is not None:
        return
    enrol(uow)
    then = _ago(uow, FOUNDED)
    seller = uow.people.find_by_telegram(SELLER)
    products = [_product(then, number, seller) for number in range(len(GOODS))]
    promos = {code: _promo(then, number, products) for number, (code, *_rest) in enumerate(PROMOS)}
    people = {id_: _buyer(then, id_) for id_ in (*BUYERS, SUBSCRIBER)}
    for number, sold in enumerate(SALES):
        _sell(uow, number, sold, people[sold.buyer], products[sold.product], promos.get(sold.code), seller)
    _leave_begun(uow, people[2008], products[1])
    uow.settings.put("GATE_CHANNELS", [f"@{CHANNEL}"], 0)
    uow.touched.add("settings")


def _origin(what: str, number: int) -> str:
    return f"sample:{what}:{number}"


def picture_of(number: int) -> str:
    """The id of a product's picture in the playground; some have none."""
    return "" if number in BARE else f"sample-product-{number}"


def _ago(uow: Uow, days: float) -> Uow:
    """The same transaction, as if it were then."""
    return Uow(uow.session, uow.now - timedelta(days=days), place=uow.place)


def _product(then: Uow, number: int, seller: User | None) -> Product:
    title, roubles, days, category, is_offered, description = GOODS[number]
    row = then.products.make(
        title=title, description=description, image=picture_of(number), price=roubles * 100, diedline=days,
        category=category, is_active=is_offered, created_by=seller.id if seller else None,
        origin=_origin("product", number),
    )  # fmt: skip
    then.audit.record(SYSTEM, "created", "product", row.id)
    return row


def _promo(then: Uow, number: int, products: list[Product]) -> PromoCode:
    code, kind, amount, days, most, user_most, scope = PROMOS[number]
    ends_on = then.today + timedelta(days=FOUNDED + days) if days is not None else None
    row = then.promos.make(
        code=code, kind=kind, amount=amount, starts_on=min(then.today, ends_on) if ends_on else None, ends_on=ends_on,
        uses_most=most, user_uses_most=user_most, origin=_origin("promo", number),
    )  # fmt: skip
    then.promos.put_products(row.id, [products[one].id for one in scope])
    return row


def _buyer(then: Uow, telegram_id: int) -> User:
    known = {one["user_id"]: (one["first_name"], one["last_name"]) for one in PERSONAS}
    first, last = BUYERS.get(telegram_id) or known[telegram_id]
    user, _ = then.people.meet(telegram_id, first, last, None, "ru")
    user.email = user.email or f"buyer{telegram_id}@example.com"
    if telegram_id in BUYERS:
        user.is_reachable = False  # nothing can be sent to who is nobody's
    return user


def _sell(
    uow: Uow, number: int, sold: Sold, buyer: User, product: Product, promo: PromoCode | None, seller: User | None
) -> None:
    then = _ago(uow, sold.days)
    over = _ago(uow, sold.days / 2)
    is_new = sold.state is State.CREATED
    discount = _discount(promo, product.price)
    row = Purchase(
        product_id=product.id, user_id=buyer.id, client_uid=buyer.client_uid, state=int(sold.state),
        title=product.title, price=product.price, discount=discount, diedline=product.diedline,
        paid=product.price - discount if sold.is_paid else 0, email=buyer.email or "", promo_code=sold.code,
        agent_id=seller.id if seller and not is_new else None, reason=sold.reason, created_on=then.now,
        updated_on=then.now if is_new else over.now, origin=_origin("purchase", number),
    )  # fmt: skip
    uow.session.add(row)
    uow.session.flush()
    then.audit.record(SYSTEM, "created", "purchase", row.id)
    if not is_new:
        over.audit.record(SYSTEM, "moved", "purchase", row.id, {"state": State.CREATED}, {"state": sold.state})
    if promo is not None and then.promos.take(promo.id, then.today):
        then.promos.note_use(promo.id, buyer.id, row.id, discount)
    if sold.is_paid:
        _pay(over, row, seller)


def _discount(promo: PromoCode | None, price: int) -> int:
    if promo is None:
        return 0
    return {"percent": price * promo.amount // 100, "fixed": min(price, promo.amount), "free": price}[promo.kind]


def _pay(then: Uow, row: Purchase, seller: User | None) -> None:
    then.session.add(
        Payment(
            kind=Kind.PURCHASE.value, subject_id=row.id, client_uid=row.client_uid, user_id=row.user_id,
            amount=row.paid, note="по счёту", noted_by=seller.id if seller else None, at=then.now,
            origin=f"{row.origin}:paid",
        )
    )  # fmt: skip
    then.session.flush()


def _leave_begun(uow: Uow, buyer: User, product: Product) -> None:
    """Somebody began to buy and has not finished."""
    uow.session.add(BegunPurchase(user_id=buyer.id, product_id=product.id, begun_at=_ago(uow, 3).now))
    uow.session.flush()
