"""Every sentence has its Russian, with the same placeholders; no Russian in code; nothing translated is unused."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from domain.orders import Polygon, Status
from domain.settings import SPECS
from ui.texts import LOCALES, Words, catalogue

ROOT = Path(__file__).parent.parent
SPOKEN = (
    "bot.py",
    "db.py",
    "domain",
    "repositories",
    "services",
    "ui",
    "handlers",
    "conversations",
    "delivery",
    "scheduler.py",
    "web",
)
ERRORS = {"CrmError", "Invalid", "NotFound", "Forbidden", "Conflict", "Outdated"}
MARKS = {"_", "t", "words", "Term", *ERRORS}
METHODS = {"plain", "count", "t"}
# what the clock, people's own typing and the sample say in Russian
MAY_SPEAK_RUSSIAN = {
    "db.py",
    "repositories/journal_sources.py",
    "repositories/search.py",
    "conversations/steps.py",
    "domain/accounts.py",
    "domain/canned.py",
    "domain/clients.py",
    "domain/datewords.py",
    "domain/fold.py",
    "domain/hours.py",
    "domain/imports.py",
    "domain/invitations.py",
    "domain/leaks.py",
    "domain/names.py",
    "domain/parse.py",
    "domain/weekly.py",
    "domain/products.py",
    "domain/phones.py",
    "domain/reminders.py",
    "domain/settings.py",
    "domain/specialdays.py",
}
CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
Msgid = str | tuple[str, str]


def sources() -> Iterator[Path]:
    for name in SPOKEN:
        path = ROOT / name
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


def msgids() -> dict[Msgid, str]:
    """Every sentence in the code, with a place where it stands."""
    found: dict[Msgid, str] = {}
    constants: dict[str, list[tuple[str, str]]] = defaultdict(list)
    said_by_name: set[str] = set()
    for path in sources():
        tree = ast.parse(path.read_text("utf-8"))
        for name, value, line in _constants(tree):
            constants[name].append((value, f"{path.relative_to(ROOT)}:{line}"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and (msgid := _msgid(node)) is not None:
                found[msgid] = f"{path.relative_to(ROOT)}:{node.lineno}"
            elif isinstance(node, ast.Call) and (name := _error_by_name(node)):
                said_by_name.add(name)
    found |= {value: place for name in said_by_name for value, place in constants[name]}
    found |= dict(templates())
    found |= {spec.title: "domain/settings.py" for spec in SPECS}
    for word in (*Status, *Polygon):
        found[word.value] = "domain/orders.py"
    return found


def _constants(tree: ast.Module) -> Iterator[tuple[str, str, int]]:
    """`CHANGED = "…"` of a module."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield from ((one.id, node.value.value, node.lineno) for one in node.targets if isinstance(one, ast.Name))


def _error_by_name(call: ast.Call) -> str:
    """The name of the constant that an error says: `Outdated(CHANGED)`, `Outdated(steps.CHANGED)`."""
    first = call.args[0] if isinstance(call.func, ast.Name) and call.func.id in ERRORS and call.args else None
    return first.id if isinstance(first, ast.Name) else first.attr if isinstance(first, ast.Attribute) else ""


def parsed_templates() -> Iterator[tuple[str, nodes.Template]]:
    """The pages of the web admin."""
    for path in sorted((ROOT / "web" / "templates").glob("*.html")):
        yield str(path.relative_to(ROOT)), Environment(autoescape=True).parse(path.read_text("utf-8"))


def templates() -> Iterator[tuple[Msgid, str]]:
    """Every sentence in a page: `t("…")`, `t.plain("…")`, `t.count("…", "…", n)`."""
    for place, tree in parsed_templates():
        for call in tree.find_all(nodes.Call):
            is_words = isinstance(call.node, nodes.Name) and call.node.name == "t"
            method = call.node.attr if isinstance(call.node, nodes.Getattr) else ""
            texts = [arg.value for arg in call.args[:2] if isinstance(arg, nodes.Const) and isinstance(arg.value, str)]
            if method == "count" and len(texts) == 2:
                yield (texts[0], texts[1]), f"{place}:{call.lineno}"
            elif texts and (is_words or method == "plain"):
                yield texts[0], f"{place}:{call.lineno}"


def _msgid(call: ast.Call) -> Msgid | None:
    name = call.func.id if isinstance(call.func, ast.Name) else None
    method = call.func.attr if isinstance(call.func, ast.Attribute) else None
    if name not in MARKS and method not in METHODS:
        return None
    texts = [arg.value for arg in call.args[:2] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    if method == "count":
        return (texts[0], texts[1]) if len(texts) == 2 else None
    first = call.args[0] if call.args else None
    return str(first.value) if isinstance(first, ast.Constant) and isinstance(first.value, str) else None


def russian() -> dict[Msgid, tuple[str, ...]]:
    """Every translation there is; raises where two files disagree."""
    known: dict[Msgid, tuple[str, ...]] = {}
    for path in sorted((LOCALES / "ru").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                if not message.id:
                    continue
                msgid: Msgid = (message.id[0], message.id[1]) if isinstance(message.id, tuple) else str(message.id)
                strings = tuple(message.string) if isinstance(message.string, tuple) else (str(message.string),)
                assert known.get(msgid, strings) == strings, f"{path.name} says {msgid!r} otherwise than another file"
                known[msgid] = strings
    return known


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_every_sentence_has_its_russian() -> None:
    known = russian()
    missing = {msgid: place for msgid, place in msgids().items() if not all(known.get(msgid, ("",)))}
    assert not missing, "\n".join(f"{place}: {msgid!r}" for msgid, place in missing.items())


def test_nothing_translated_is_unused() -> None:
    used = {
        node.value
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    used |= {const.value for _, tree in parsed_templates() for const in tree.find_all(nodes.Const)}
    firsts = [msgid if isinstance(msgid, str) else msgid[0] for msgid in russian()]
    assert not [msgid for msgid in firsts if msgid not in used]


def test_the_placeholders_are_the_same() -> None:
    differing = [
        (msgid, text)
        for msgid, texts in russian().items()
        for text in texts
        if placeholders(text) != placeholders(msgid if isinstance(msgid, str) else msgid[1])
    ]
    assert not differing


def test_russian_counts_in_three_forms() -> None:
    assert not [msgid for msgid, texts in russian().items() if isinstance(msgid, tuple) and len(texts) != 3]


def test_a_number_stands_right_behind_its_sign() -> None:
    """«Заявка №15» on every screen, page and letter."""
    said = [text for texts in russian().values() for text in texts]
    said += [path.read_text("utf-8") for path in (ROOT / "web" / "templates").glob("*.html")]
    assert not [text for text in said if re.search(r"№\s[\d{]", text)]


def test_no_russian_hides_in_code() -> None:
    hidden = []
    for path in sources():
        if str(path.relative_to(ROOT)) in MAY_SPEAK_RUSSIAN:
            continue
        tree = ast.parse(path.read_text("utf-8"))
        docs = {id(doc) for doc in _docstrings(tree)}
        hidden += [
            f"{path.relative_to(ROOT)}:{node.lineno}: {node.value!r}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in docs
            and CYRILLIC.search(node.value)
            and node.value != "Русский"
        ]
    assert not hidden, "\n".join(hidden)


def test_no_russian_hides_in_pages() -> None:
    pages = [*(ROOT / "web" / "templates").glob("*.html"), *(ROOT / "web" / "static").glob("*.*")]
    assert not [
        path.name for path in pages if CYRILLIC.search(path.read_text("utf-8").replace("Русский", ""))
    ]  # fmt: skip


def _docstrings(tree: ast.AST) -> Iterator[ast.Constant]:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        first = body[0] if isinstance(body, list) and body else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
            yield first.value


@pytest.mark.parametrize(("n", "said"), [(1, "1 строка"), (3, "3 строки"), (11, "11 строк"), (21, "21 строка")])
def test_russian_counts_as_people_do(n: int, said: str) -> None:
    assert Words("ru").count("{n} row", "{n} rows", n) == said


def test_arguments_are_escaped_and_markup_is_not() -> None:
    t = Words("ru")
    assert "&lt;b&gt;" in t("Good day. This is {business}.", business="<b>")
    assert "<b>" in t("Good day. This is {business}.", business=t("<b>"))
    assert catalogue("en").gettext("Excel") == "Excel"
