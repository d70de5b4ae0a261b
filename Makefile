# Every target sets up what it needs itself: Python >= 3.11 and git are enough. Node builds the browser UI: the machine's (>= 20), else one from PyPI.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
export PYTHONPATH := $(CURDIR)
# Tests start hundreds of programs; without bytecode on disk each would compile the whole package anew, for a second of CPU.
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test run ui ui-test lint types trial pytest storm search-storm bench docs openapi-check openapi-fuzz swagger clean help

help:
	@echo "make demo   watch the main job on simulated programs (Ctrl-C ends it)"
	@echo "make run    run with your own configuration (in .config, or set QBITRR_OVERRIDES_DATA_PATH)"
	@echo "make test   lint, types and every test"
	@echo "make ui     build the browser UI into the package"
	@echo "make trial  the synchronous cases alone, under Twisted's own runner"
	@echo "make lint   style and format only"
	@echo "make storm  kill the supervisor 500 times on simulated programs (SEED=7 for the same storm again)"
	@echo "make search-storm  kill a search child 200 times while it writes (KILLS=20, SEED=7 for the same kills again)"
	@echo "make docs   write docs/configuration.md anew, after a change of the configuration's keys"
	@echo "make swagger  fetch Swagger UI for the page of the API, to be built into the package (needs npm)"
	@echo "make openapi-check  compare the routes there are with those the OpenAPI document describes"
	@echo "make openapi-fuzz  send 10,000 made-up requests to a running program (CASES=600; SEED=7 for the same again)"
	@echo "make bench  measure start, memory, idle load, stop, reaction, a large site, a large library and the browser UI on this machine"

$(STAMP): setup.cfg pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 ...")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	touch $@

UI := qbitrr/web/ui
UI_TYPES := $(UI)/src/api/openapi.d.ts

# Looks itself whether there is anything to do.
ui: $(STAMP)
	needed="$$($(BIN)/python packaging/ui.py --requirement)"; test -z "$$needed" || $(BIN)/python -m pip install --quiet "$$needed"
	$(BIN)/python packaging/ui.py

demo: $(STAMP) ui
	$(BIN)/qbitrr demo $(ARGS)

run: $(STAMP) ui
	$(BIN)/qbitrr run $(ARGS)

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)
	$(BIN)/mypy

trial: $(STAMP)
	$(BIN)/python -m twisted.trial -j2 tests

# Everything once: pytest runs trial's cases, too. Many tests wait for programs, so there are two processes per core.
WORKERS ?= $(shell expr 2 \* $$(nproc 2>/dev/null || echo 2))

pytest: $(STAMP) ui
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadscope --no-loadscope-reorder $(ARGS)

test: $(STAMP)
	$(MAKE) -j2 lint types ui-test pytest
	$(MAKE) openapi-fuzz CASES=600 SEED=$(or $(SEED),6969)

# Types of the answers come from the OpenAPI document of this very program; pages are tried in Chromium where that is installed.
ui-test: $(STAMP) ui
	$(BIN)/python packaging/ui.py --check


docs: $(STAMP)
	$(BIN)/python -m qbitrr.config.derived.reference > docs/configuration.md

swagger:
	.ci/swagger

openapi-check: $(STAMP)
	$(BIN)/python -m qbitrr.web.docs.check $(ARGS)

# In an environment of its own: it brings plug-ins for pytest along.
FUZZ := .cache/fuzz
FUZZ_STAMP := $(FUZZ)/.installed

$(FUZZ_STAMP): tests/fuzz/requirements.txt
	test -x $(FUZZ)/bin/python || $(PYTHON) -m venv $(FUZZ)
	$(FUZZ)/bin/python -m pip install --quiet --disable-pip-version-check --requirement tests/fuzz/requirements.txt
	touch $@

openapi-fuzz: $(STAMP) $(FUZZ_STAMP)
	SCHEMATHESIS=$(FUZZ)/bin/schemathesis $(BIN)/python -m tests.fuzz --cases $(or $(CASES),10000) $(if $(SEED),--seed $(SEED))

storm: $(STAMP)
	$(BIN)/python -m tests.storm --kills $(or $(KILLS),500) $(if $(SEED),--seed $(SEED)) $(ARGS)

search-storm: $(STAMP)
	$(BIN)/python -m tests.storm.searching --kills $(or $(KILLS),200) $(if $(SEED),--seed $(SEED)) $(ARGS)

bench: $(STAMP)
	$(BIN)/python -m bench $(ARGS)

clean:
	rm -rf $(VENV) qbitrr/web/static $(UI)/node_modules $(UI_TYPES) .cache .demo build dist *.egg-info _trial_temp* .mypy_cache .ruff_cache .pytest_cache .hypothesis
