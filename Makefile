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

.PHONY: quick
quick: install  ## run what takes less than a minute: no test marked slow, few examples of each property
	$(PYTHON) -m pytest -n auto -m "not slow" --hypothesis-profile quick

.PHONY: coverage
coverage: install  ## run the whole suite, count the lines that it runs, child processes included
	$(PYTHON) -m coverage erase
	$(PYTHON) -m coverage run -m pytest -n auto
	$(PYTHON) -m coverage combine --quiet
	$(PYTHON) -m coverage report

.PHONY: hooks
hooks: install  ## have the checks run before each commit
	.venv/bin/pre-commit install

.PHONY: torture
torture: install  ## kill writers at random moments, 300 times, and look for what was lost (SEED=n)
	TORTURE_ROUNDS=100 TORTURE_SEED=$(or $(SEED),1) $(PYTHON) -m pytest tests/storage -n0 -k killed --timeout 1800

.PHONY: check
check: install  ## style, types and the direction of imports
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports

.PHONY: docs
docs: install  ## bring the lists of the manual, and the man page, after the program
	$(PYTHON) -m docs.generate

.PHONY: pictures
pictures: install  ## draw the manual's pictures anew: of the desk, and of a briefing where Chromium is there
	$(PYTHON) -m docs.pictures
	-$(PYTHON) -m docs.briefing

.PHONY: manual
manual: docs  ## build the manual as a site, into site/
	.venv/bin/pip install -q -e '.[docs]'
	NO_MKDOCS_2_WARNING=1 .venv/bin/mkdocs build --strict
	$(PYTHON) -m docs.outside site

.PHONY: bench
bench: install  ## measure refreshes, start, keys, analysis, commands; bring docs/figures.md after
	$(PYTHON) -m benchmarks --write

.PHONY: evaluate
evaluate: install  ## measure the suggestions against labelled data (DATA=folder)
	.venv/bin/pip install -q -e '.[training]'
	$(PYTHON) -m training.evaluate $(DATA)

.PHONY: ci
ci:  ## everything that has to pass before a change lands
	bash .ci/run
