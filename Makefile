# Everything here works on a machine that has Python 3.11 or newer, and make. `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SHELL := /bin/sh
SERVICES := directory mentoring metrics gateway
PACKAGES := libs/common $(addprefix services/,directory mentoring metrics gateway) deploy/local
PROJECTS := $(addsuffix /pyproject.toml,$(PACKAGES))
CODE := libs/common/common services/directory/directory services/gateway/gateway services/mentoring/mentoring services/metrics/metrics deploy/local/digisilta_local tests bench
BENCHES := $(filter-out serve_app,$(basename $(notdir $(shell grep -l __main__ bench/*.py))))
.DEFAULT_GOAL := help
.PHONY: help install up test check lint format bench bench-one chaos fuzz lock migrate revision contracts clean

help: ## Show what can be done
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

install: $(VENV)/.installed ## Install what is missing into .venv (the other targets do this by themselves)

$(VENV)/.installed: requirements.lock $(PROJECTS)
	@test -x $(BIN)/python || { echo "Making $(VENV) ..."; $(PYTHON) -m venv $(VENV); }
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@echo "Installing what requirements.lock names ..."
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip sync --quiet --require-hashes requirements.lock
	@VIRTUAL_ENV=$(VENV) $(BIN)/uv pip install --quiet --no-deps --no-build-isolation $(addprefix -e ./,$(PACKAGES))
	@touch $@

lock: $(VENV)/.installed ## Resolve the dependencies anew (versions and hashes, no addresses)
	@$(BIN)/uv lock --quiet --upgrade
	@$(BIN)/uv export --quiet --all-packages --all-groups --no-emit-workspace --no-header --no-annotate --format requirements-txt --output-file requirements.lock >/dev/null

up: $(VENV)/.installed ## Run everything on this machine (Ctrl-C stops it)
	@$(BIN)/digisilta up

test: $(VENV)/.installed ## Run every test (T="tests/directory -k hours" runs some)
	@$(BIN)/pytest $(T)

check: lint ## Format, lint, types, imports, contracts fresh, compose file valid
	@$(BIN)/pytest -q tests/contract tests/house tests/local/test_containers.py

lint: $(VENV)/.installed ## The part of check that is in no test: format, lint, types, imports
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@$(BIN)/mypy $(CODE)
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports

format: $(VENV)/.installed ## Put the code into its form
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

contracts: $(VENV)/.installed ## Write openapi.json and asyncapi.json of every service anew
	@for s in $(SERVICES); do \
	  $(BIN)/$$s openapi > services/$$s/openapi.json.new && mv services/$$s/openapi.json.new services/$$s/openapi.json && \
	  $(BIN)/$$s asyncapi > services/$$s/asyncapi.json.new && mv services/$$s/asyncapi.json.new services/$$s/asyncapi.json || exit 1; \
	done
	@$(BIN)/gateway openapi --from services > contract.new && mv contract.new services/gateway/gateway/contract/openapi.json

bench: $(VENV)/.installed ## Measure, each number as a ratio in one run (at most ten minutes)
	@for one in $(BENCHES); do $(BIN)/python -m bench.$$one || failed=1; done; exit $${failed:-0}

bench-one: $(VENV)/.installed ## Measure one thing: make bench-one NAME=hop
	@case " $(BENCHES) " in *" $(or $(NAME),nothing) "*) ;; *) echo "make bench-one NAME=..., one of: $(BENCHES)"; exit 2;; esac
	@$(BIN)/python -m bench.$(NAME)

fuzz: $(VENV)/.installed ## Ask what nobody asked before, along the contract, for some minutes
	@$(BIN)/python -m tests.e2e.fuzz

chaos: $(VENV)/.installed ## Kill servers and services for ten minutes while writing; nothing may be lost
	@$(BIN)/python -m tests.faults.chaos --seconds $${SECONDS_OF_CHAOS:-600}

migrate: $(VENV)/.installed ## Bring the databases of a running Digisilta to the newest form
	@for s in $(SERVICES); do $(BIN)/digisilta run $$s migrate && echo "$$s is at its newest form" || exit $$?; done

revision: $(VENV)/.installed ## Write a migration: make revision s=directory why="points know their colour"
	@test -n "$(s)" && test -n "$(why)" || { echo 'Say which service and why: make revision s=directory why="…"'; exit 2; }
	@$(BIN)/digisilta run $(s) revision "$(why)"

clean: ## Take away what was made: the environment and caches (data stays in .digisilta)
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .schemathesis bench/out build dist
	@find . -name __pycache__ -type d -not -path './.digisilta/*' -prune -exec rm -rf {} +
