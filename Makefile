# Two commands do all the set-up: `make run` opens the app, `make test` checks everything.
# Without make: python3 -m venv .venv, then .venv/bin/pip install -r requirements.txt, then the lines below.

SUPPORTED := import sys; sys.exit(not (3, 10) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python3.10; do \
	$$p -c '$(SUPPORTED)' 2> /dev/null && echo $$p && break; done)
VENV := .venv
RUN := $(VENV)/bin/python -m
NPM := $(RUN) tests.node npm --silent

.PHONY: run test check bench docs clean

run: $(VENV)/run.stamp
	$(RUN) streamlit run app.py

test: check
	$(NPM) test
	$(RUN) tests.browser
	$(RUN) pytest -m "not e2e and not alone" --numprocesses auto --maxprocesses 4 --dist worksteal
	@mkdir -p build
	nice $(RUN) pytest -m alone > build/alone.txt 2>&1 & alone=$$!; \
	$(RUN) pytest -m e2e; browser=$$?; wait $$alone; status=$$?; cat build/alone.txt; exit $$((browser + status))

check: $(VENV)/test.stamp node_modules/install.stamp
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) mypy
	$(VENV)/bin/lint-imports --no-logo
	$(NPM) run check

bench: $(VENV)/test.stamp
	$(RUN) tests.benchmarks

docs: $(VENV)/test.stamp
	$(RUN) docs.generate
	$(RUN) docs.screenshot

clean:
	rm -rf $(VENV) node_modules build .*_cache .hypothesis

# A stamp is as old as the last installation, so dependencies are installed again only when their file changes.

$(VENV)/run.stamp: requirements.txt
	@$(RUN) pip --version > /dev/null 2>&1 || $(MAKE) --no-print-directory venv
	$(RUN) pip install --disable-pip-version-check -r requirements.txt
	$(RUN) compileall -q app.py lossviz pages
	@touch $@

$(VENV)/test.stamp: tests/requirements.txt $(VENV)/run.stamp
	$(RUN) pip install --disable-pip-version-check -r tests/requirements.txt
	@touch $@

node_modules/install.stamp: package.json package-lock.json .npmrc $(VENV)/run.stamp
	$(RUN) tests.node npm ci
	@touch $@

.PHONY: venv
venv:
	@"$(PYTHON)" -c '$(SUPPORTED)' 2> /dev/null || { echo "lossviz needs Python 3.10 to 3.13; install one or name one: make PYTHON=/path/to/python3.12" >&2; exit 1; }
	"$(PYTHON)" -m venv --clear $(VENV)
