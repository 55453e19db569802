# Frontdesk. `make` alone lists what it can do.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST ?= $(BIN)/python -m pytest
unexport PYTHONDONTWRITEBYTECODE # whoever starts often shall not compile each time

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test check fix migrate backup restore bench soak clean

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(VENV)/.ready: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.ready-dev: requirements-dev.txt $(VENV)/.ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

setup: $(VENV)/.ready ## Make .venv with what the program needs

setup-dev: $(VENV)/.ready-dev ## The same with what the tests need

run: setup ## Start: with BOT_TOKEN in .env on Telegram, without it the playground (FRESH=1: from nothing)
	$(BIN)/python bot.py $(if $(FRESH),--fresh)

test: setup-dev ## Every test, on SQLite and on PostgreSQL
	$(PYTEST) -n 2 --dist worksteal $(ARGS)

check: setup-dev ## Format, lint, types, import rules, translations, migrations = models
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy .
	$(BIN)/lint-imports
	$(PYTEST) tests/test_texts.py tests/test_migrations.py

fix: setup-dev ## Let the linter mend what it can
	$(BIN)/ruff check --fix . || true
	$(BIN)/ruff format .

migrate: setup ## Bring the database of .env to the newest schema (the start does it too)
	$(BIN)/python -m migrations

backup: setup ## Copy the database, also while the bot runs: make backup [TO=file]
	$(BIN)/python -m backup make $(TO)

restore: setup ## Put a copy back: make restore FROM=file (FORCE=1: over what is there, which is copied first)
	$(BIN)/python -m backup restore $(FROM) $(if $(FORCE),--force)

bench: setup-dev ## Side-by-side measurements, as ratios
	$(BIN)/python -m benchmarks $(ARGS)

soak: setup-dev ## The long runs: make soak [ONLY=K1]
	$(BIN)/python -m tests.soak $(ONLY)

clean: ## Remove .venv and caches; data stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .hypothesis
