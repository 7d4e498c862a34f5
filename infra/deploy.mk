# AWS: package, prove, deploy. Tools that would quarrel with what we run on live in environments of their own.
STAGE ?= prod
DEPLOY_TOOLS := $(VENV)/deploy
CHECKOV := $(VENV)/checkov
DEPLOY_STAMP := $(DEPLOY_TOOLS)/.installed
CHECKOV_STAMP := $(CHECKOV)/.installed

deploy-tools: $(DEPLOY_STAMP) $(CHECKOV_STAMP) ## Fetch what test-deploy needs, which fetches it by itself, too

.PHONY: deploy-tools package deploy checker destroy republish test-deploy check-deploy emulator

$(DEPLOY_STAMP): requirements-deploy.txt $(PY_STAMP)
	@echo "== Fetching the AWS emulator and the template linter (once)"
	@test -x $(DEPLOY_TOOLS)/bin/python || $(BIN)/python -m venv $(DEPLOY_TOOLS)
	@$(DEPLOY_TOOLS)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-deploy.txt
	@touch $@

$(CHECKOV_STAMP): requirements-checkov.txt $(PY_STAMP)
	@echo "== Fetching checkov (once)"
	@test -x $(CHECKOV)/bin/python || $(BIN)/python -m venv $(CHECKOV)
	@$(CHECKOV)/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-checkov.txt
	@touch $@

package: $(PY_STAMP) ## Make the AWS bundle in out/STAGE (STAGE=prod)
	@$(BIN)/python -m infra.package $(STAGE)

deploy: $(PY_STAMP) ## Package and deploy a stage to AWS (STAGE=prod)
	@$(BIN)/python -m infra.deploy $(STAGE)

checker: $(PY_STAMP) ## Deploy the checker of a stage to another region (STAGE=prod REGION=eu-west-1)
	@$(BIN)/python -m infra.checkers $(STAGE) $(REGION)

destroy: $(PY_STAMP) ## Take a stage down; asks, and keeps the data (DATA=delete to lose it)
	@$(BIN)/python -m infra.destroy $(STAGE) --data $(or $(DATA),keep)

republish: $(PY_STAMP) ## Make lost or damaged documents again (STAGE=prod; SLUG= for one page)
	@$(BIN)/python -m infra.republish $(STAGE) $(if $(SLUG),--slug $(SLUG))

check-deploy: package $(DEPLOY_STAMP) $(CHECKOV_STAMP) ## Lint the template: cfn-lint and checkov
	@$(DEPLOY_TOOLS)/bin/cfn-lint out/$(STAGE)/template.json out/$(STAGE)/checker.json
	@$(BIN)/python -m infra.audit out/$(STAGE)/template.json $(CHECKOV)/bin/checkov

test-deploy: check-deploy emulator ## Prove the bundle: lint the template, deploy it to an emulator and drive it

emulator: $(DEPLOY_STAMP) $(JS_STAMP) ## The tests in tests/deploy: the bundle on an emulator, driven from outside
	@echo "== Deploying the bundle to an emulator, and driving it"
	@$(PYTEST) $(AGAIN) tests/deploy
