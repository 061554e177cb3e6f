# Negotiation Rounds: each target sets up what it needs.
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
# The first Python of at least 3.11 on this machine; PYTHON=... chooses another.
PYTHON ?= $(shell for p in python3.12 python3.13 python3.11 python3.14 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
ARGS ?=

.PHONY: help setup course app teach demo test test-quick test-setup bench lint front-end lock clean
help: ## show this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/:[^#]*## /\t/' | awk -F'\t' '{printf "make %-10s %s\n", $$1, $$2}'

course: setup ## study: open the course in JupyterLab
	@$(BIN)/python -m rounds.launch $(ARGS)

app: setup ## study without JupyterLab: the same course as plain pages
	@$(BIN)/python -m rounds.launch --app $(ARGS)

teach: setup ## instruct: open JupyterLab with Formgrader on this course
	@$(BIN)/python -m rounds.launch --teach $(ARGS)

demo: setup ## see a class of twelve go through every nbgrader step
	@$(BIN)/python -m grader demo $(ARGS)

test: test-setup ## run every test
	@# What some set to keep folders tidy would make each of the many processes compile everything again.
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest $(if $(ARGS),$(ARGS),-n 3)

QUICK := tests/unit tests/pipeline/returning/test_return_feedback.py
test-quick: $(VENV)/test-ready ## run the unit tests and one class through nbgrader
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest $(if $(ARGS),$(ARGS),-n 2 $(QUICK))

bench: test-setup ## measure speed and memory, as ratios of one run
	@$(BIN)/python -m tests.bench $(ARGS)

setup: $(VENV)/ready ## the environment in .venv
$(VENV)/ready: requirements.txt pyproject.toml rounds/labextension/static/* rounds/settings/* rounds/app/voila.py rounds/app/template/* rounds/app/template/static/*
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found. Install it, or say where: make $(MAKECMDGOALS) PYTHON=/path/to/python3.12"; exit 1; }
	@test -x $(BIN)/python || { echo "Making the environment in $(VENV) with $(PYTHON) ..."; $(PYTHON) -m venv $(VENV); } || \
		{ echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }
	@echo "Installing what the course needs (a few minutes the first time) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall -e .
	@touch $@

test-setup: $(VENV)/test-ready
	@$(BIN)/python -m tests.chromium && $(BIN)/python -m tests.hub.proxy && $(BIN)/python -m tests.node && $(BIN)/python -m tests.browser.other_browsers.programs
$(VENV)/test-ready: $(VENV)/ready tests/requirements.txt
	@echo "Installing what the tests need ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt
	@touch $@

lint: test-setup ## format, lint, and check types and layers
	@$(BIN)/ruff format . && $(BIN)/ruff check . && $(BIN)/mypy && $(BIN)/lint-imports --no-cache && npm run --silent lint

front-end: test-setup ## bundle the scripts and styles of rounds/ui and the kinds, for those who change them
	@npm run --silent build

UV := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-annotate --no-header --no-emit-index-url --no-emit-find-links
LOCK := $(VENV)/requirements.lock
lock: test-setup ## renew the pinned versions from pyproject.toml
	@$(UV) --upgrade --extra teach pyproject.toml -o $(LOCK)
	@{ echo "# Pinned with 'make lock' from pyproject.toml; the same for make, Binder, the Hub and CI."; cat $(LOCK); echo "-e ."; } > requirements.txt
	@$(UV) --upgrade --extra teach --extra hub --extra postgres --extra test -c $(LOCK) pyproject.toml -o tests/requirements.txt
	@# A visitor of Binder needs none of the instructor's tables and statistics: the same versions, fewer packages.
	@$(UV) --upgrade --extra check -c $(LOCK) pyproject.toml -o binder/requirements.txt

clean: ## remove the environment and caches; answers and grades stay
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist
