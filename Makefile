# Two commands matter: `make run` and `make test`. The rest is for the workshop.

VENV := .venv
PY := $(VENV)/bin/python
UV := 0.13.9
PORT ?= 8000
DEMO ?= yes
RUN_OPTIONS := --port $(PORT) $(if $(filter no,$(DEMO)),--no-demo)

# A key and a database that exist nowhere: for checks that connect to nothing.
NOWHERE := DATABASE_URL=sqlite://:memory: SECRET_KEY=only-for-checks
PRODUCTION := DATABASE_URL=postgres://log@database/log ALLOWED_HOSTS=desk.example.org \
	SECRET_KEY=a-key-of-the-length-which-production-asks-for-0123456789-abcdefghij

# What Python has compiled it keeps, also where the machine tells it not to: a house is ten processes, its tests start
# a hundred, and each would spend two seconds compiling Django anew.
export PYTHONDONTWRITEBYTECODE :=

LOCK := uv pip compile --universal --python-version 3.11 --generate-hashes --quiet \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate

.PHONY: help run test test-sqlite test-postgres check coverage bench rigs messages lock clean

help:  ## say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

run: $(VENV)/run.stamp  ## everything on this machine until Ctrl-C (DEMO=no: an empty house; PORT=8000)
	@exec $(PY) manage.py run $(RUN_OPTIONS)

test: test-sqlite test-postgres  ## every test, on SQLite and, where it is installed, on PostgreSQL

test-sqlite: $(VENV)/dev.stamp
	$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder -q

test-postgres: $(VENV)/dev.stamp
	$(PY) -m tests.postgres $(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder -q -m "not once and not browser"

check: $(VENV)/dev.stamp  ## what the machines check without running a test
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(NOWHERE) $(PY) -m mypy .
	$(VENV)/bin/lint-imports
	$(VENV)/bin/djade --check --target-version 5.2 $$(git ls-files '*.html')
	$(NOWHERE) $(PY) manage.py makemigrations --check --dry-run
	$(PRODUCTION) $(PY) manage.py check --deploy --fail-level WARNING

coverage: $(VENV)/dev.stamp  ## which branches no test takes
	$(PY) -m pytest -n 2 --dist loadfile --no-loadscope-reorder -q --cov --cov-report=term-missing:skip-covered

bench: $(VENV)/dev.stamp  ## how long the pages of the desk take
	$(PY) -m benchmarks.run

rigs: $(VENV)/dev.stamp  ## what must hold whatever breaks, in its long form: kills, dead brokers, failing receivers (an hour)
	$(PY) -m tests.rigs.table

messages: $(VENV)/dev.stamp  ## gather the words to translate, make 简体 from 繁體, compile
	$(NOWHERE) $(PY) manage.py messages --extract --compile

lock: $(VENV)/dev.stamp  ## pin again after a change in pyproject.toml
	$(VENV)/bin/$(LOCK) pyproject.toml -o requirements.lock
	$(VENV)/bin/$(LOCK) --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:  ## forget what was installed and collected; the log in var/ stays
	rm -rf $(VENV) var/staticfiles .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# The packages, with their hashes, only when the lock changed. uv where it can be had: it is quicker than pip.
$(VENV)/%.stamp: | $(PY)
	@echo "Installing what $< names …"
	@$(PY) -m pip --version >/dev/null
	@{ $(PY) -m pip install --quiet uv==$(UV) && $(VENV)/bin/uv pip install --python $(PY) --require-hashes -r $<; } \
		|| $(PY) -m pip install --require-hashes -r $<
	@touch $@

$(VENV)/run.stamp: requirements.lock
$(VENV)/dev.stamp: requirements-dev.lock

$(PY):
	@for python in python3.11 python3.13 python3.12 python3.14 python3; do \
		if $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			echo "Making $(VENV) with $$($$python --version) …"; \
			exec $$python -m venv $(VENV); \
		fi; \
	done; \
	echo "Python 3.11 or newer is needed, with its venv module (on Debian: apt install python3-venv)." >&2; exit 1
