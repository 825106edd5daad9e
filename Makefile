# Python 3.11 or newer, make and a package index are all it takes.

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
# The first of these that is new enough; `make PYTHON=…` takes another.
FOUND = $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c '$(NEW_ENOUGH)' 2>/dev/null && echo $$p && break; done)
PYTHON ?= $(or $(FOUND),python3)
# One more than there are cores: tests that wait for a browser or a process leave theirs to others.
CORES := $(or $(shell getconf _NPROCESSORS_ONLN 2>/dev/null),2)
WORKERS ?= $(shell expr $(CORES) + 1)
# Each worker takes a whole run of files, so that what tests of a file share is made once; who has
# nothing left takes from the others.
PARALLEL = -n $(WORKERS) --dist worksteal
MEILAN := scenarios/meilan-2023

MAKEFLAGS += --no-print-directory
# Tests start hundreds of processes. Where the environment forbids Python to keep what it compiled,
# each of them compiles the package anew.
unexport PYTHONDONTWRITEBYTECODE
.PHONY: demo test many quick coverage drawn counted textbook papers sheets proofs audits versions lint bench site bundle bundle-check clean
CASES ?= 10000

# Solve the plan the product starts from, then set its readings side by side.
demo: $(VENV)/.installed
	$(BIN)/optalloc solve $(MEILAN)/published.yaml
	@echo
	$(BIN)/optalloc compare $(MEILAN)/published.yaml $(MEILAN)/two-towns.yaml $(MEILAN)/four-towns.yaml

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest $(PARALLEL) --benchmark-disable

# A night's work: each property with all its examples, every block of drawn scenarios
# (tests/quick.py); `make test` has a third of them.
many: export OPTALLOC_MANY := 1
many: $(VENV)/.installed-dev
	$(BIN)/python -m pytest $(PARALLEL) --benchmark-disable $(TESTS)

# The inner loop: what is not marked slow, each property with a few examples (tests/quick.py).
quick: export OPTALLOC_QUICK := 1
quick: $(VENV)/.installed-dev
	$(BIN)/python -m pytest $(PARALLEL) --benchmark-disable -m "not slow" $(TESTS)

# All tests under coverage.py, processes that they start too, held to the bars; about twice the time.
coverage: export COVERAGE_FILE := $(CURDIR)/.coverage
coverage: export OPTALLOC_MANY := 1
coverage: $(VENV)/.installed-dev
	$(BIN)/python -m coverage erase
	$(BIN)/python -m coverage run -m pytest $(PARALLEL) --benchmark-disable $(TESTS)
	$(BIN)/python -m coverage combine --quiet
	$(BIN)/python tests/coverage_gate.py

# A night's work: drawn scenarios against an independent model; FIRST=20001 draws others.
drawn: $(VENV)/.installed-dev
	$(BIN)/python tests/oracle/run.py $(CASES) --first $(or $(FIRST),1) --workers $(WORKERS)

# Small drawn scenarios of which every plan is written down: what solve, explain and explore say of them.
counted: $(VENV)/.installed-dev
	$(BIN)/python tests/oracle/counted_out.py $(or $(ONLY),600) $(if $(FIRST),--first $(FIRST))
	$(BIN)/python tests/oracle/counted_answers.py $(or $(ONLY),200) $(if $(FIRST),--first $(FIRST))
	$(BIN)/python tests/oracle/counted_states.py $(or $(ONLY),120) $(if $(FIRST),--first $(FIRST))

# A night's work too: the PuLP models of drawn scenarios against what is proven of them.
textbook: $(VENV)/.installed-dev
	$(BIN)/python tests/oracle/textbook_models.py $(or $(ONLY),300) --first $(or $(FIRST),1)

# Every paper of every scenario, in both languages, goes back through `check` without a finding.
papers: $(VENV)/.installed-dev
	$(BIN)/python tests/checking/own_papers.py $(ONLY)

# Every scenario of the library becomes a workbook, and that YAML again: all read as the same.
sheets: $(VENV)/.installed-dev
	$(BIN)/python tests/sheets_of_library.py $(if $(ONLY),--only $(ONLY))

# every proof of the library in four ways, and a hundred changes of each kind; VIPRCHK=… asks the
# format's own checker too.
proofs: $(VENV)/.installed-dev
	$(BIN)/python tests/four_ways.py

# The page's audit against ours, on 1,000 plans of which half are damaged; PLANS=6000, FIRST=501.
audits: $(VENV)/.installed-dev
	$(BIN)/python tests/two_audits.py $(or $(PLANS),1000) --first $(or $(FIRST),1)

# A night's work: the quick tests on the lowest versions that pyproject.toml declares, and on the
# newest there are on each Python; `ONLY=lowest`, `ONLY=newest-3.13` for some.
versions: $(VENV)/.installed-dev
	$(BIN)/python tests/versions.py $(if $(ONLY),--only $(ONLY)) -- -n $(WORKERS) $(TESTS)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

# The documentation as a site in out/site, Chinese and English, built without a network;
# every page is then opened in Chromium, where there is one.
site: $(VENV)/.installed-dev
	$(BIN)/python docs/site/build.py
	$(BIN)/python tests/site_opened.py out/site

# Folders from which an office installs without a network, in dist/: Windows x64, Linux x86-64 and
# ARM64, and one for this kind of machine that needs no Python. Ten minutes, half an hour where
# the machine is busy; `ONLY=windows-x64`.
bundle: $(VENV)-bundle/.installed
	$(VENV)-bundle/bin/python shipping/bundle.py $(if $(ONLY),--only $(ONLY),--frozen)

# A night's work: installs what `make bundle` wrote, and by pipx and uv, and uses it without a network.
bundle-check:
	$(MAKE) bundle ONLY=
	$(VENV)-bundle/bin/python shipping/check_bundles.py dist

# Writes benchmarks/RESULTS.md and pictures; a peer that cannot be installed is a row that says so.
bench: $(VENV)/.installed-peers
	$(BIN)/python benchmarks/run.py

clean:
	rm -rf $(VENV) .versions $(VENV)-bundle dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks .coverage .coverage.*
	find src tests -type d -name __pycache__ -prune -exec rm -rf {} +

# The stamps below are touched when a step is done, so that each is done once.
$(VENV)/.made:
	@$(PYTHON) -c '$(NEW_ENOUGH)' 2>/dev/null || { \
	  echo "optalloc needs Python 3.11 or newer; $(PYTHON) is: $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Name another one: make PYTHON=python3.11" >&2; \
	  exit 1; }
	$(PYTHON) -m venv $(VENV)
	@touch $@

$(VENV)/.installed: pyproject.toml | $(VENV)/.made
	@echo "Installing optalloc into $(VENV), once."
	$(PIP) install --quiet --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(VENV)/.made
	@echo "Installing optalloc and what its tests need into $(VENV), once."
	$(PIP) install --quiet --editable '.[dev]'
	@touch $(VENV)/.installed $@

$(VENV)-bundle/.installed: pyproject.toml $(shell find src -name '*.py') | $(VENV)/.made
	@echo "Installing what makes bundles into $(VENV)-bundle."
	$(PYTHON) -m venv --clear $(VENV)-bundle
	$(VENV)-bundle/bin/python -m pip --disable-pip-version-check install --quiet '.[bundle]'
	@touch $@

# One by one, so that one that is not to be had leaves the others.
PEERS = import tomllib; extras = tomllib.load(open("pyproject.toml", "rb"))["project"]; \
	print(*extras["optional-dependencies"]["peers"])
$(VENV)/.installed-peers: pyproject.toml | $(VENV)/.installed-dev
	@echo "Installing what the product is compared with into $(VENV), once."
	@for peer in $$($(BIN)/python -c '$(PEERS)'); do \
	  $(PIP) install --quiet "$$peer" || echo "Left out: $$peer" >&2; done
	@touch $@
