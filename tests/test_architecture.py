"""The rules of the house that a parser can check: who may import whom, sizes, dialogues, buttons, notices."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from conversations import registry
from handlers import routes
from scheduler import JOBS
from ui.callbacks import PREFIXES
from ui.common import Cancelled, WentBack

ROOT = Path(__file__).parent.parent
FILE_LIMIT, CONVERSATION_LIMIT, FUNCTION_LIMIT, STATES = 300, 200, 30, 8
LONG_BY_NATURE = {"models.py"}
SKIPPED = (".venv", "tests", "migrations", "benchmarks", "node_modules")
# single modules are no packages, so import-linter can't hold what they import
MODULES = {
    "models": {"domain"},
    "db": {"domain", "models", "repositories"},
    "config": set(),
    "scheduler": {"delivery", "handlers", "repositories", "services", "domain", "ui", "conversations"},
    "playing": {"config", "db", "playground", "sample"},
}
TELEGRAM_IN = {"ui", "handlers", "conversations", "delivery", "scheduler", "bot", "playground"}
SQL_IN = {"models", "db", "repositories", "migrations", "backup"}
OURS = {p.name.removesuffix(".py") for p in ROOT.iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()}


def files() -> Iterator[Path]:
    for path in sorted(ROOT.rglob("*.py")):
        if not set(path.relative_to(ROOT).parts) & set(SKIPPED):
            yield path


def imports(path: Path) -> set[str]:
    """Top-level names a file imports when it runs (not those for type checking only)."""
    tree = ast.parse(path.read_text("utf-8"))
    names: set[str] = set()
    for node in _running(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


def _running(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        return
    for child in ast.iter_child_nodes(node):
        yield from _running(child)


@pytest.mark.req("S1.67")
def test_the_cards_top_level_and_packages_exist_and_are_used() -> None:
    for name in (
        "bot.py", "handlers", "conversations", "repositories", "models.py", "scheduler.py", "config.py",
        "requirements.txt", "tests", "README.md",
    ):  # fmt: skip
        assert (ROOT / name).exists(), name
    pinned = (ROOT / "requirements.txt").read_text("utf-8")
    for package in ("python-telegram-bot", "sqlalchemy", "psycopg2-binary", "apscheduler", "python-dotenv", "openpyxl"):
        assert re.search(rf"^{package}(\[[a-z-]+\])?==", pinned, re.MULTILINE), package
    used = set().union(*(imports(path) for path in files()))
    assert {"telegram", "sqlalchemy", "dotenv", "openpyxl"} <= used


@pytest.mark.parametrize("module", MODULES)
def test_single_modules_import_only_what_they_may(module: str) -> None:
    assert (imports(ROOT / f"{module}.py") & OURS) <= MODULES[module] | {module}


def test_telegram_and_sql_stay_where_they_belong() -> None:
    wrong = []
    for path in files():
        top = path.relative_to(ROOT).parts[0].removesuffix(".py")
        used = imports(path)
        wrong += [f"{path}: telegram"] if "telegram" in used and top not in TELEGRAM_IN else []
        wrong += [f"{path}: sqlalchemy"] if "sqlalchemy" in used and top not in SQL_IN else []
    assert not wrong


def test_only_bot_and_config_read_the_environment() -> None:
    allowed = {"config.py", "delivery/__init__.py"}
    readers = [
        str(path.relative_to(ROOT))
        for path in files()
        if "os.environ" in path.read_text("utf-8") and "playground" not in path.parts
    ]
    assert set(readers) <= allowed


def test_files_and_functions_stay_short() -> None:
    long = []
    for path in files():
        text = path.read_text("utf-8")
        name = str(path.relative_to(ROOT))
        limit = CONVERSATION_LIMIT if name.startswith("conversations/") and "flow" not in name else FILE_LIMIT
        count = text.count("\n")
        if count > limit and name not in LONG_BY_NATURE:
            long.append(f"{name}: {count} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or 0) - node.body[0].lineno + 1
                if length > FUNCTION_LIMIT:
                    long.append(f"{name}:{node.lineno} {node.name}: {length} lines")
    assert not long, "\n".join(long)


@pytest.mark.parametrize("flow", registry.ALL, ids=lambda flow: str(flow.name))
def test_a_dialogue_asks_in_each_of_its_states_and_opens_with_its_state_line(flow: object) -> None:
    states = set(flow.states)  # type: ignore[attr-defined]
    assert states == set(flow.ask)  # type: ignore[attr-defined]
    assert len(states) <= STATES
    step = flow.entry_steps[0].fn  # type: ignore[attr-defined]
    doc = ast.get_docstring(ast.parse(Path(step.__code__.co_filename).read_text("utf-8"))) or ""
    assert all(state in doc for state in states), f"{flow.name}: {states} not all in the module's first lines"  # type: ignore[attr-defined]


@pytest.mark.req("S1.68")
def test_search_orders_and_calendar_are_conversation_handlers() -> None:
    from telegram.ext import ConversationHandler

    names = {str(flow.name) for flow in registry.ALL}
    assert {"crm_client", "crm_order", "crm_calendar"} <= names
    assert all(isinstance(flow, ConversationHandler) for flow in registry.ALL)


@pytest.mark.req("S3.39", "S2.63")
@pytest.mark.parametrize("flow", registry.ALL, ids=lambda flow: str(flow.name))
def test_cancel_and_back_are_the_grammar_s_and_no_dialogue_s_own(flow: object) -> None:
    """Declared once in flow.py: every dialogue has them as fallbacks, none handles them in a step."""
    shared = {handler.callback.__name__ for handler in flow.fallbacks}  # type: ignore[attr-defined]
    assert {"_cancel", "_back", "_misunderstood"} <= shared
    steps = [handler for handlers in flow.states.values() for handler in handlers]  # type: ignore[attr-defined]
    own = {step.callback.button for step in (*flow.entry_points, *steps)}  # type: ignore[attr-defined]
    assert not own & {Cancelled, WentBack}


@pytest.mark.req("S3.40")
def test_every_line_of_the_requirements_is_proved_by_a_marked_test() -> None:
    """All of S1 to S5 but what is packaging (containers, services that start each other, the team)."""
    wanted = {f"S1.{n}" for n in range(1, 69) if n not in {5, 9}}
    wanted |= {f"S3.{n}" for n in range(1, 69) if n not in {*range(20, 27), 45}}
    wanted |= {f"S2.{n}" for n in range(1, 64) if n not in {22, 23, 24, 49}}  # 22–24 are the packaging, 49 is unused
    wanted |= {f"S4.{n}" for n in range(1, 38)}
    wanted |= {f"S5.{n}" for n in range(10, 53) if n != 40}
    marked: set[str] = set()
    for path in (ROOT / "tests").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.req":
                marked |= {argument.value for argument in node.args if isinstance(argument, ast.Constant)}
    assert sorted(wanted - marked) == []


def test_names_of_dialogues_jobs_and_buttons_are_unique() -> None:
    names = [str(flow.name) for flow in registry.ALL]
    assert len(names) == len(set(names))
    assert len({job.name for job in JOBS}) == len(JOBS)
    pressed = [kind for area in routes.AREAS for kind in area.PRESSES]
    assert len(pressed) == len(set(pressed))
    assert len(PREFIXES) == len(set(PREFIXES.values()))


def test_the_version_of_ptb_is_pinned_to_the_one_whose_insides_are_known() -> None:
    assert "python-telegram-bot[job-queue]==22.8" in (ROOT / "requirements.txt").read_text("utf-8")
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"] == ">=3.11"
