.DEFAULT_GOAL := help
PYTHON ?= .venv/bin/python

.PHONY: help
help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

.venv/bin/python:
	python3 -m venv .venv
	.venv/bin/pip install -q -e '.[test,dev]'

.PHONY: install
install: .venv/bin/python  ## make .venv with all that developing needs

.PHONY: run
run: install  ## open the desk
	.venv/bin/civicdesk

.PHONY: test
test: install  ## run the whole suite on all cores
	$(PYTHON) -m pytest -n auto

.PHONY: torture
torture: install  ## kill writers at random moments, 300 times, and look for what was lost (SEED=n)
	TORTURE_ROUNDS=100 TORTURE_SEED=$(or $(SEED),1) $(PYTHON) -m pytest tests/storage -n0 -k killed --timeout 1800

.PHONY: check
check: install  ## style, types and the direction of imports
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports

.PHONY: readme
readme: install  ## bring README's key tables, and its and the guide's pictures, after the program
	$(PYTHON) -m docs.readme
	$(PYTHON) -m docs.pictures

.PHONY: bench
bench: install  ## measure start-up, keys, filters and refreshes
	$(PYTHON) -m benchmarks

.PHONY: evaluate
evaluate: install  ## measure the suggestions against labelled data (DATA=folder)
	.venv/bin/pip install -q -e '.[training]'
	$(PYTHON) -m training.evaluate $(DATA)

.PHONY: ci
ci:  ## everything that has to pass before a change lands
	bash .ci/run
