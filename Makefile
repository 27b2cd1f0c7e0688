# One machine, from a clone to a running room: `make run`. Everything that is tested: `make test`. Everything that is
# checked without running it: `make lint`. What a target installs goes into .venv and web/node_modules; a second call
# does only what has changed since.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := $(VENV)/stamps
NPM := npm --prefix web
CARGO_MANIFEST := media/relay/Cargo.toml

# Node from a wheel, where the machine's own would not do, is found here first.
export PATH := $(CURDIR)/$(BIN):$(PATH)
export VIRTUAL_ENV := $(CURDIR)/$(VENV)
export PYTHON
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes

RUST_SOURCES := $(shell find media/relay -path media/relay/target -prune -o \( -name '*.rs' -o -name 'Cargo.*' \) -print)
WEB_SOURCES := $(shell find web -path web/node_modules -prune -o -type f -print | grep -v ' ')

.PHONY: run test test-rust test-python test-web test-stories test-evening mutate lint lint-python lint-rust lint-web format build \
	lock licences toolchain test-toolchain clean

## Set-up
toolchain:
	@deploy/toolchain.sh run

test-toolchain:
	@deploy/toolchain.sh test

$(STAMPS)/venv: | toolchain
	$(PYTHON) -m venv $(VENV)
	mkdir -p $(STAMPS)
	touch $@

$(STAMPS)/python: requirements.lock $(STAMPS)/venv
	$(PIP_INSTALL) -r requirements.lock
	touch $@

$(STAMPS)/python-dev: requirements-dev.lock $(STAMPS)/python
	$(PIP_INSTALL) -r requirements-dev.lock
	touch $@

$(STAMPS)/node: deploy/node.sh requirements-node.lock $(STAMPS)/venv
	deploy/node.sh $(BIN)/python
	touch $@

$(STAMPS)/web-modules: web/package.json web/package-lock.json $(STAMPS)/node
	$(NPM) ci --no-audit --no-fund --loglevel=error
	touch $@

$(STAMPS)/web: $(STAMPS)/web-modules $(WEB_SOURCES)
	$(NPM) run --silent build
	touch $@

# Installs the project editable: Python is read from the tree, the relay is built beside it.
$(STAMPS)/project: pyproject.toml $(STAMPS)/python $(RUST_SOURCES)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-index --no-build-isolation --editable .
	touch $@

## Running
run: toolchain
	@# The relay compiles while the client's packages are fetched.
	@$(MAKE) -j2 $(STAMPS)/project $(STAMPS)/web
	$(BIN)/goround serve --demo $(ARGS)

## Tests
test: test-toolchain
	$(MAKE) test-rust
	$(MAKE) test-web
	$(MAKE) test-python

test-rust: toolchain
	cargo test --quiet --locked --manifest-path $(CARGO_MANIFEST) --workspace

test-web: $(STAMPS)/web-modules
	$(NPM) run test

test-python: $(STAMPS)/python-dev $(STAMPS)/project $(STAMPS)/web
	$(BIN)/python -m pytest $(ARGS)

# How many small mistakes in the room core its tests find; `make mutate ARGS='--sample 300'` tries some by lot.
mutate: $(STAMPS)/python-dev
	$(BIN)/python -m tests.mutation.run $(ARGS)

# A million steps of random stories through the room core, some twenty minutes.
test-stories: $(STAMPS)/python-dev
	GOROUND_STORIES=long $(BIN)/python -m pytest tests/signaling/room/test_invariants.py $(ARGS)

# Every mode of the floor and all of care with four browsers in one room, some ten minutes on a machine that does nothing
# else: these measure milliseconds in pages.
test-evening: $(STAMPS)/python-dev $(STAMPS)/project $(STAMPS)/web
	$(BIN)/python -m pytest -m evening tests/e2e/evening $(ARGS)

## Checks
lint: toolchain
	$(MAKE) lint-python
	$(MAKE) lint-rust
	$(MAKE) lint-web

lint-python: $(STAMPS)/python-dev $(STAMPS)/project
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m mypy.stubtest media._relay

lint-rust: toolchain
	@cargo clippy --version >/dev/null && cargo fmt --version >/dev/null \
		|| { echo 'make lint needs clippy and rustfmt: rustup component add clippy rustfmt' >&2; exit 1; }
	cargo fmt --manifest-path $(CARGO_MANIFEST) --all --check
	cargo clippy --quiet --locked --manifest-path $(CARGO_MANIFEST) --workspace --all-targets -- -D warnings

lint-web: $(STAMPS)/web-modules
	$(NPM) run --silent check
	$(NPM) run --silent lint

format: $(STAMPS)/python-dev $(STAMPS)/web-modules
	$(BIN)/ruff check --fix-only --quiet
	$(BIN)/ruff format
	cargo fmt --manifest-path $(CARGO_MANIFEST) --all
	$(NPM) run --silent format

## Releasing
build: $(STAMPS)/python $(STAMPS)/web
	$(BIN)/maturin build --release --locked --out dist

# New versions of what we depend on, within the ranges of pyproject.toml. `make lock UPGRADE=--upgrade` moves them.
LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
	--custom-compile-command 'make lock' $(UPGRADE)
lock: $(STAMPS)/python-dev
	$(LOCK) pyproject.toml --group build -o requirements.lock
	$(LOCK) pyproject.toml --group dev -c requirements.lock -o requirements-dev.lock
	$(LOCK) --group pyproject.toml:node -o requirements-node.lock

licences: toolchain $(STAMPS)/python $(STAMPS)/web-modules
	$(BIN)/python deploy/licences.py > docs/licences.md

clean:
	rm -rf $(VENV) web/node_modules server/static media/relay/target dist media/_relay*.so
