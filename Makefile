# Everything a newcomer needs: `make lab` to label, `make test` to see that it works.

PYTHON ?= python3
OLDEST ?= python3.11
BIN := .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
FRONTEND := $(shell find loopwidgets/frontend -path '*/node_modules' -prune -o -type f -print 2>/dev/null)
NPM := npm --prefix loopwidgets/frontend
PYTEST := $(BIN)/python -m pytest --numprocesses=auto --dist=worksteal
LAB := jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) notebooks/quickstart.ipynb

.PHONY: lab test test-slow test-oldest unit browser check bench dev shots format clean

lab: .venv/.lab
	$(LAB)

test: .venv/.dev
	$(NPM) test
	$(PYTEST)

test-slow: .venv/.dev
	$(PYTEST) -m slow -rP

# With the lowest versions that pyproject.toml allows; those of `make test` are the newest.
test-oldest: .venv-oldest/.test
	$(subst $(BIN),.venv-oldest/bin,$(PYTEST)) tests/unit tests/browser/test_labeling.py

unit: .venv/.dev
	$(PYTEST) tests/unit

browser: .venv/.dev
	$(PYTEST) tests/browser

check: .venv/.dev
	ruff check .
	ruff format --check .
	mypy
	lint-imports
	$(BIN)/python -m tests.prose
	$(NPM) run check
	$(BIN)/python -m tests.wheel
	@touch .venv/.lab .venv/.dev  # building the wheel touches the lock file

bench: .venv/.dev
	$(BIN)/python -m tests.benchmarks.bench

# The watcher reads from a pipe that JupyterLab's shell holds, and so ends with it.
dev: .venv/.dev
	{ ANYWIDGET_HMR=1 $(LAB) >&3; true; } 3>&1 | $(NPM) run watch

shots: .venv/.dev
	$(BIN)/python -m tests.browser.shots
	$(BIN)/python -m tests.browser.shots_of_views
	$(BIN)/python -m tests.browser.shots_of_tasks
	$(BIN)/python -m tests.browser.shots_of_plots

format: .venv/.dev
	ruff check --fix .
	ruff format .
	$(NPM) run format

clean:
	rm -rf .venv .venv-oldest build dist loopwidgets/static loopwidgets/frontend/node_modules

# A stamp is newer than what it was made from: a second run installs nothing.

.venv/bin/pip:
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --upgrade pip

.venv/.lab: .venv/bin/pip pyproject.toml $(FRONTEND)
	$(BIN)/python -m pip install --quiet --editable ".[lab]"
	touch $@

.venv/.dev: .venv/bin/pip pyproject.toml $(FRONTEND)
	$(BIN)/python -m pip install --quiet --editable ".[dev]"
	touch $@ .venv/.lab

.venv-oldest/.test: pyproject.toml $(FRONTEND)
	$(OLDEST) -m venv .venv-oldest
	.venv-oldest/bin/python -m pip install --quiet uv
	.venv-oldest/bin/uv pip install --quiet --python .venv-oldest/bin/python --resolution lowest-direct \
	  --editable ".[all,test]"
	touch $@
