# Two commands matter: `make run` and `make test`. Everything is set up in .venv/ the first time.
# The first Python that is new enough; another one: make PYTHON=/somewhere/python3 run
PYTHON ?= $(or $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done),python3)
VENV := .venv
BIN := $(VENV)/bin
LOCK := requirements-dev.lock
STAMP := $(VENV)/.ready-$(shell cksum $(LOCK) | cut -d' ' -f1)
WORKERS ?= 2

.PHONY: setup run test check bench chaos soak catalogue locales lock clean

setup: $(STAMP)

# An environment whose Python is gone (after an update of the system) is made anew.
$(shell test ! -d $(VENV) || $(BIN)/python -m pip --version >/dev/null 2>&1 || rm -f $(VENV)/.ready-*)

# The mark is set last; an environment without any mark is cleared: half of one never stays.
$(STAMP): $(LOCK)
	@command -v $(PYTHON) >/dev/null || { echo "Lotse needs Python 3.11 or newer, and $(PYTHON) was not found."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Lotse needs Python 3.11 or newer. Install one, or name it: make PYTHON=python3.12 run")'
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "$(PYTHON) cannot make environments: install its venv module (Debian, Ubuntu: apt install python3-venv)."; exit 1; }
	@echo "Setting up in $(VENV)/ (only now) ..."
	@$(PYTHON) -m venv $$(ls $(VENV)/.ready-* >/dev/null 2>&1 || echo --clear) $(VENV)
	@rm -f $(VENV)/.ready-*
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $(LOCK)
	@touch $@

# With job control Ctrl-C reaches only the bot, which ends in order, and make ends with 0.
run: setup
	@if [ -t 0 ]; then set -m 2>/dev/null; fi; $(BIN)/python -m bot start

test: setup
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal tests

check: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m bot faq check
	LOTSE_QUICK=1 $(BIN)/python -m pytest -q -n $(WORKERS) --dist worksteal -m "not slow and not browser" tests

bench: setup
	$(BIN)/python -m tests.bench

chaos: setup
	LOTSE_PROFILE=N $(BIN)/python -m pytest -q -s tests/chaos tests/mutants

soak: setup
	$(BIN)/python -m tests.bench.soak

# Extract all texts and bring every catalogue in line with them.
catalogue: setup
	$(BIN)/pybabel -q extract -F babel.cfg -k say -k label -k count:1,2 -k press:1 --no-default-keywords --no-location --sort-output -o locales/bot.pot .
	@for po in locales/*/LC_MESSAGES/bot.po; do \
		$(BIN)/pybabel -q update -i locales/bot.pot -l $$(echo $$po | cut -d/ -f2) -o $$po --no-fuzzy-matching --ignore-obsolete --no-wrap --ignore-pot-creation-date; done

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -q --extra dev pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
