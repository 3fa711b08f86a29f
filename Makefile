# Two commands: `make serve` and `make test`. Everything lives in .venv; nothing else is touched.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
BIN := .venv/bin

.PHONY: serve test fast build vocab docs bench conformance clean

serve: .venv/installed
	@$(BIN)/clustergraph build >/dev/null  # serve tells what is there
	@$(BIN)/clustergraph serve --host $(HOST) --port $(PORT)

build: .venv/installed
	$(BIN)/clustergraph build

test: .venv/developed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy docs/*.py bench/*.py ontology/write_vocab.py
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto --dist loadfile  # a worker a core; a file stays with one

fast: .venv/developed
	$(BIN)/pytest -q -n auto --dist loadfile -m "not slow"

vocab: .venv/installed
	$(BIN)/python ontology/write_vocab.py

bench: .venv/installed
	$(BIN)/python bench/run.py  # half an hour; writes docs/benchmarks.md

conformance: .venv/developed
	$(BIN)/python tests/conformance/outside.py  # the W3C suites, one line each

docs: vocab
	$(BIN)/clustergraph build
	$(BIN)/python docs/write_reference.py

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "clustergraph needs Python 3.11 or newer; run: make PYTHON=python3.x")'
	$(PYTHON) -m venv .venv

.venv/installed: .venv/bin/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	@touch $@

.venv/developed: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

clean:
	rm -rf .venv var
