# Two commands on a fresh machine: `make demo` and `make test`. Both set everything up first.

PY := .venv/bin/python
ENGINES := auditor/engines/vendor/versions.json
# One more than two cores: of a night in a test, half is waiting for a peer, a page or a time limit.
WORKERS ?= 3
# a browser that setup brought lies beside the Python that drives it
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: setup browser test demo bench lint types wheel lock clean

setup: .venv/.project $(ENGINES) browser

.venv/.made:
	@PYTHON="$(PYTHON)" .ci/setup-venv
	@touch $@

# Only what the lock names, only with the hash it gives, and only wheels: nothing is compiled and
# no package's own code runs while it is installed.
.venv/.packages: requirements.lock | .venv/.made
	@echo "make setup: packages from requirements.lock"
	@$(PY) -m pip install -q --require-hashes --only-binary :all: -r requirements.lock
	@touch $@

# Without isolation, because the lock pins the build requirements too.
.venv/.project: pyproject.toml hatch_build.py $(wildcard bundle/*/*) .venv/.packages
	@echo "make setup: the project and its engines"
	@$(PY) -m pip install -q --no-deps --no-build-isolation --editable .
	@touch $@

$(ENGINES): .venv/.project
	@$(PY) hatch_build.py
	@touch $@

browser: .venv/.packages
	@.ci/setup-browser

test: setup
	@.ci/setup-postgres
	@$(PY) -m pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(TESTS)

demo: setup
	@.venv/bin/auditor demo

# `PAGES=0 NAMES=0 ACT=DIR make bench`: each part can be asked for or left out, as tests/bench/__main__.py says.
bench: setup
	@$(PY) -m tests.bench

lint: .venv/.packages
	@$(PY) -m ruff check .

types: .venv/.project
	@$(PY) -m mypy

wheel: .venv/.project
	@$(PY) -m build --wheel --no-isolation --outdir dist .

# Every version that `make setup` installs, with hashes for all platforms. Names no index: whoever
# installs takes it from the one configured there. `make lock UPGRADE=1` moves to the newest.
lock: .venv/.made
	@rm -rf build/lock && $(PY) -m venv build/lock
	@build/lock/bin/python -m pip install -q uv==0.13.9
	@build/lock/bin/uv pip compile pyproject.toml --extra dev --extra cluster --extra postgres --quiet \
	  --no-config --universal --python-version 3.11 --fork-strategy fewest $(if $(UPGRADE),--upgrade) --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links -o requirements.lock
	@sed -i '1i # Made by "make lock" from pyproject.toml. Do not edit.' requirements.lock
	@rm -rf build/lock && rmdir --ignore-fail-on-non-empty build

clean:
	rm -rf .venv dist build auditor/engines/vendor .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find auditor spiders reports tests -name __pycache__ -type d -prune -exec rm -rf {} +
