# Two commands matter: `make run` and `make test`. Each sets up what it needs first.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PY_STAMP := $(VENV)/.installed
JS_STAMP := node_modules/.installed

.DEFAULT_GOAL := help
.PHONY: help setup run test check lint types imports unit browser format clean

help: ## List the commands
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(PY_STAMP) $(JS_STAMP) ## Install what running and testing need (done by the others)

$(PY_STAMP): requirements.txt requirements-dev.txt
	@echo "== Setting up Python in $(VENV) (once; about a minute)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Allclear needs Python 3.11 or later; set PYTHON=/path/to/python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

$(JS_STAMP): package.json package-lock.json
	@echo "== Fetching DynamoDB Local with npm (once)"
	@npm ci --no-audit --no-fund --silent
	@touch $@

run: setup ## Run everything on this machine: http://127.0.0.1:8000 (PORT, HOST, DATA_DIR)
	@exec $(BIN)/python -m chalicelib.local
