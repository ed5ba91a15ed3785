# make run: try it · make test: everything that must hold · make PY=python3.12 run: with another Python
PY ?= python3
PORT ?= 8000
ARGS ?=
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

.PHONY: run test format lock bench soak sheet

run: .venv/.run
	@$(BIN)/hearing run --port $(PORT) $(ARGS)

test: .venv/.dev
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/pytest --numprocesses=auto --maxprocesses=4 --dist=worksteal $(ARGS)

format: .venv/.dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# What the web serves is measured against bare Starlette, in the same run.
bench: .venv/.dev
	@$(BIN)/pytest tests/bench --bench -s $(ARGS)

# The long tests: every combination, many rounds.
soak: .venv/.dev
	@$(BIN)/pytest --soak $(ARGS)

# Pictures of every page, and the two of the README: docs/*.png.
sheet: .venv/.dev
	@$(BIN)/python -m tests.journeys.sheet

# Pin requirements/*.in anew: names, versions and hashes for every platform, no addresses.
lock: .venv/.dev
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	@for name in run dev; do $(BIN)/uv pip compile --quiet --universal --upgrade --generate-hashes --no-header \
	  --no-annotate --python-version 3.11 requirements/$$name.in --output-file requirements/$$name.txt || exit 1; done

.venv/.run: requirements/run.txt Makefile
	@command -v $(PY) >/dev/null || { echo "There is no $(PY) here. Python 3.11 or newer is needed; another one: make PY=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PY) is $$($(PY) -V). Python 3.11 or newer is needed; another one: make PY=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python && $(BIN)/python -m pip --version >/dev/null 2>&1 || $(PY) -m venv --clear .venv || { rm -rf .venv; echo "No environment could be made. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@echo "Installing what Hearing needs into .venv …"
	@$(PIP) -r requirements/run.txt
	@$(BIN)/python -m pip uninstall --quiet --yes --disable-pip-version-check setuptools 2>/dev/null
	@find .venv -path '*/babel/locale-data/*' ! -name 'sv*' ! -name 'en*' ! -name 'root.*' -delete  # 30 MB
	@$(PY) -c 'import sys; open(sys.argv[1], "w").write(sys.argv[2] + "\n")' "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/hearing.pth" "$(CURDIR)"
	@printf '#!/bin/sh\nexec "$$(dirname "$$0")/python" -m hearing "$$@"\n' > $(BIN)/hearing && chmod 755 $(BIN)/hearing
	@$(BIN)/python -m compileall -q hearing
	@touch $@

.venv/.dev: requirements/dev.txt .venv/.run
	@echo "Installing what the tests need into .venv …"
	@$(PIP) -r requirements/dev.txt
	@touch $@
