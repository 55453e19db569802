"""What people type: nonsense of every kind, and what a sensible person would say.

Nothing here looks like what the rules hunt for in the bot's own words (English sentences, ``{name}``, ``None``).
"""

from collections.abc import Callable
from random import Random

from tests.fuzz.desk import SURNAME
from tests.fuzz.phone import Phone

NASTY = (
    "?", ".", "-", "…", "0", "-1", "1" * 40, "9" * 19, "1e9", "½", "٣٤", "１２", "💥", "👨‍👩‍👧‍👦", "🏳️‍🌈" * 50,
    "\u200b", "\u200d\u2060\ufeff", "\u202e\u0442\u0441\u0435\u0442", "שלום", "مرحبا بالعالم", "\u0301" * 200,
    "Z\u0351\u036b\u0343a\u0321\u034el\u0327\u0353g\u0310o", "\x07\x1b[31m", "а\x00б",
    "строка\nвторая\n\n\nтретья", "\t\t\t.", "<b>жирно</b>", "<a href='tg://user?id=1'>",
    "</code></pre><script>", "&lt;&amp;&#0;", "**_`[(", "\\", "_*[]()~`>#+-=|{}.!", "{7*7}", "{0.__class__}",
    "%s%n%d", "${jndi:x}", "=1+1", "@SUM(A1)", "'; DROP TABLE crm_clients; --", "%", "_", "%_%",
    "../../etc/passwd", "\r\nSet-Cookie: a=b", "30.02", "32.13.2026", "00.00.0000", "29.02.2027", "31.11",
    "99:99", "24:01", "вчера в 25:61", "1.1.1", "01.01.0001", "31.12.9999", "через 99999999 дней",
    "в среду" * 30, "10000 игроков", "0 игроков", "+", "+7", "+7 999",
    "8 800 555-35-35 доб. 12345678901234567890", "+999999999999999999999", "тел. 112", "1000000000000000 ₽",
    "-500", "5,5,5", "1 000,555", "https://t.me/frontdesk_bot?start=s_", "t.me/x?start=" + "a" * 26, "a" * 26,
    "🅰️" * 26, "ОТМЕНА!", "отмена пожалуйста", " ок ", "да", "нет", "/", "//", "/ order", "／order", "/заказ",
    "@frontdesk_bot", "#тег", "\u00a0", "ﷺ" * 100, "𝕬𝖓𝖓𝖆", "Ⅷ", "ǅ", "İ", "ß", "\U0001f468\u200d", "\ufffd",
    "\U000e0001",
)  # fmt: skip
ALPHABET = "абвгдеёжзийклмнопрстуфхцчшщъыьэюяABCXYZ0123456789 .,-:/()+\n\u00a0\u200b\u202e😀👩‍🚀\u0301<>&\"'{}"


def nasty(rng: Random) -> str:
    """A text that is hardly a sensible answer anywhere."""
    if rng.random() < 0.7:
        return rng.choice(NASTY)
    text = "".join(rng.choices(ALPHABET, k=rng.choice((1, 3, 10, 60, 300))))
    return text if text.strip() else "?"


def longest(rng: Random) -> str:
    """The most that Telegram lets through at once: 4096 characters."""
    return (rng.choice(("я", "🎯", "<b>", "слово ", "1", "\u202e", "&", "9:")) * 4096)[:4095] + "."


def phone_number(phone: Phone) -> str:
    """A number nobody has yet, as people write it."""
    digits = f"9{phone.rng.randrange(10**9):09d}"
    return phone.rng.choice(("+7{0}", "8{0}", "8 ({0:.3}) {0:.3}-55-66", "{0}")).format(digits)


def _full(phone: Phone) -> str:
    return f"{phone.rng.choice(('Ольга', 'Пётр Иванов', 'Минеев Михаил Юрьевич'))} {phone_number(phone)}"


def _other_id(phone: Phone) -> str:
    return str(phone.rng.choice(phone.club.phones).id)


SENSIBLE: dict[str, Callable[[Phone], str]] = {
    "name": lambda p: p.rng.choice(("Ольга", "Пётр", "Минеев Михаил", "Анна-Мария", "О'Коннор")),
    "new name": lambda p: "".join(p.rng.choices("бвгдж", k=6)).title(),
    "phone": phone_number,
    "known phone": lambda p: p.rng.choice(p.club.numbers),
    "name and phone": _full,
    "number": lambda p: p.rng.choice(("1", "8", "12", "20", "500", "60", "90")),
    "day": lambda p: p.rng.choice(("завтра", "28.11", "в субботу", "5 декабря", "30.11.2026", "через неделю")),
    "time": lambda p: p.rng.choice(("12:00", "15.30", "в 18", "10-00")),
    "day and time": lambda p: p.rng.choice(("завтра в 15", "28.11 12:00", "в воскресенье в 11:30")),
    "id": _other_id,
    "words": lambda p: p.rng.choice(("Торт после игры", "с аллергией на орехи", "у главного входа, ул. Лесная, 5")),
    "cancel": lambda _p: "отмена",
    "money": lambda p: p.rng.choice(("5000", "12 500", "100,50", "3 тыс", "0")),
    "hours": lambda _p: "10:00-22:00",
    "customer": lambda _p: SURNAME,
    "email": lambda p: p.rng.choice(("olga@mail.ru", "Minee.V+1@почта.рф", "anna@example.com")),
    "trouble": lambda p: p.rng.choice(("Сайт не открывается", "пароль: qwerty1", "пишите @petrov_iv, +79051112233")),
}


def said(phone: Phone, kind: str) -> str:
    """A sensible answer of one kind."""
    return SENSIBLE[kind](phone)
