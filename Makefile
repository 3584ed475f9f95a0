# One command for people and CI: `make check`.
PYTHON ?= python3

.PHONY: check install lint types test tables docs

check: install lint types test

install:
	$(PYTHON) -m pip install --quiet --disable-pip-version-check --editable '.[dev]'

lint:
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .

types:
	$(PYTHON) -m mypy

test:
	$(PYTHON) -m pytest -n auto

# Make the frozen tables and the generated pages afresh.
tables docs:
	$(PYTHON) -m jobspec._dev $@
