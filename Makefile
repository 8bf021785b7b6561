# Two commands matter: `make run` and `make test`. Each does all of its own set-up.
PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(shell command -v $(name))))
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv

.PHONY: run browser test coverage test-long test-postgresql check bench requirements visit-states screenshots clean

PORT ?= 8000

run: $(VENV)/run browser  ## serve the application on http://localhost:8000 with a made-up round in progress
	$(BIN)/commonground serve --demo --port $(PORT)

test: check $(VENV)/dev browser $(VENV)/browser  ## everything but the few long tests, in under ten minutes
	$(BIN)/pytest -n 2 -m "not long"

# Apart from the tests: tracing every branch doubles their time.
coverage: $(VENV)/dev browser $(VENV)/browser  ## which lines and branches the tests reach; CI reports it too
	$(BIN)/pytest -n 2 -m "not long" --cov --cov-report=term:skip-covered

# Always made anew: it holds the rulebook, by which the page must count as the server does.
browser: node_modules/.package-lock.json build/wheels/ready  ## what the counting page loads, into build/browser
	$(BIN)/python -m commonground.browser.bundle build/wheels node_modules build/browser
	node_modules/.bin/esbuild commonground/browser/script/worker.js commonground/browser/script/page.js --bundle --minify --format=esm --platform=browser --external:node:* --alias:duckdb-blocking=./node_modules/@duckdb/duckdb-wasm/dist/duckdb-browser-blocking.mjs --outdir=build/browser --log-level=warning

# Two parts whose bounds are together under an hour; what is stopped has failed.
LONG_MINUTES := 35
DUCKDB_1_MINUTES := 20
stopped = { code=$$?; test $$code -ne 124 || echo "Stopped after $(1) minutes: make test-long has to end within an hour. See which tests are slow with pytest --durations=25." >&2; exit $$code; }

test-long: $(VENV)/dev browser $(VENV)/browser $(VENV)-duckdb-1/ready  ## the long tests, and the counting tests again on DuckDB 1.5, in under an hour
	timeout --kill-after=30s $(LONG_MINUTES)m $(BIN)/pytest -n 2 -m long || $(call stopped,$(LONG_MINUTES))
	timeout --kill-after=30s $(DUCKDB_1_MINUTES)m $(VENV)-duckdb-1/bin/pytest -n 2 -m "not long" tests/generative tests/rulebook tests/engine/counting || $(call stopped,$(DUCKDB_1_MINUTES))

test-postgresql: $(VENV)/dev  ## the tests of models, services and queries on a PostgreSQL server that is thrown away
	$(BIN)/python -m tests.postgresql

check: $(VENV)/dev  ## style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy commonground tests bench docs
	$(BIN)/lint-imports --no-cache

bench: $(VENV)/dev browser  ## the tables of bench/
	$(BIN)/python -m bench.counting
	$(BIN)/python -m bench.application
	$(BIN)/python -m bench.timetable

visit-states: $(VENV)/dev  ## the page on the states of a visit, from the table in the code
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python -c "import django; django.setup(); from commonground.visits.states_page import page; print(page(), end='')" > docs/reference/visit-states.md

screenshots: $(VENV)/dev browser $(VENV)/browser  ## the pictures of the documents, from the demo
	$(BIN)/python -m docs.screenshots

requirements: $(UV)  ## compile the pinned, hashed requirements anew from pyproject.toml
	$(UV) pip compile --quiet --upgrade --generate-hashes --no-header --universal --python-version 3.11 pyproject.toml --group build -o requirements/run.txt
	$(UV) pip compile --quiet --upgrade --generate-hashes --no-header --universal --python-version 3.11 pyproject.toml --group build --group dev -o requirements/dev.txt
	$(UV) pip compile --quiet --upgrade --generate-hashes --no-header --universal --python-version 3.11 pyproject.toml --group build --group dev --override requirements/duckdb-1.in -o requirements/duckdb-1.txt
	$(UV) pip compile --quiet --upgrade --generate-hashes --no-header --no-deps --no-annotate --python-version 3.11 -c requirements/run.txt requirements/browser.in -o requirements/browser.txt

$(UV): requirements/uv.txt
	$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Common Ground needs Python 3.11 or later; set PYTHON=…')"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	touch $(UV)

$(VENV)/run: $(UV) requirements/run.txt pyproject.toml
	test -f $(VENV)/dev || VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --compile-bytecode --require-hashes -r requirements/run.txt
	VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --compile-bytecode --no-deps --no-build-isolation --editable .
	touch $@

$(VENV)/dev: $(UV) requirements/dev.txt pyproject.toml
	VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --compile-bytecode --require-hashes -r requirements/dev.txt
	VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --compile-bytecode --no-deps --no-build-isolation --editable .
	touch $@

# For Pyodide, whose Python and platform these are; pip checks each against its hash.
build/wheels/ready: $(UV) requirements/browser.txt
	rm -rf build/wheels
	$(BIN)/pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --require-hashes --python-version 3.14 --implementation cp --abi cp314 --platform pyemscripten_2026_0_wasm32 -d build/wheels -r requirements/browser.txt
	touch $@

$(VENV)-duckdb-1/ready: $(UV) requirements/duckdb-1.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)-duckdb-1
	VIRTUAL_ENV=$(VENV)-duckdb-1 $(UV) pip install --quiet --compile-bytecode --require-hashes -r requirements/duckdb-1.txt
	VIRTUAL_ENV=$(VENV)-duckdb-1 $(UV) pip install --quiet --compile-bytecode --no-deps --no-build-isolation --editable .
	touch $@

node_modules/.package-lock.json: package.json package-lock.json
	npm ci --silent
	touch $@

$(VENV)/browser: $(VENV)/dev
	$(BIN)/python -m tests.browser
	touch $@

clean:  ## remove what the set-up made
	rm -rf $(VENV) $(VENV)-duckdb-1 node_modules build demo
