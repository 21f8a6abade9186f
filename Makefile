PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
DEMO ?= evals/gold/renal-nephralis-two-primaries/article.txt

export PIP_DISABLE_PIP_VERSION_CHECK = 1

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint hooks clean

help:  ## list the targets
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/'

$(VENV)/.ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name it with: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Setting up $(VENV); this takes a minute the first time." >&2
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --editable '.[evals,parquet,ray]' --group dev
	@touch $@

setup: $(VENV)/.ready  ## make the virtual environment

demo: setup  ## summarise an article that ships with the project, offline
	@$(BIN)/summarizer article $(DEMO)

test: setup  ## run the tests
	$(BIN)/python -m pytest

lint: setup  ## lint, format, types and import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

hooks: setup  ## check every commit with the tools of lint
	$(BIN)/pre-commit install

clean:  ## remove what the targets made
	rm -rf $(VENV) build dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
