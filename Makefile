# make site   build the map and its downloads into site/   (needs Python 3.11+, nothing else)
# make test   set everything up, then format, lint, types, data, tests, notebooks
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV_VERSION := 0.13.8
export PYTHONHASHSEED ?= 0

.PHONY: help site test check lint types tests qgis gis notebooks bench bundle basemap paths datapackage guide pictures browser node gdal icu package clean

help: ## List the targets
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

site: $(VENV)/run ## Build site/ (index.html, fr.html, claims, downloads/, manifest.json)
	$(BIN)/tumen site -o site --force

test: $(VENV)/dev browser node gdal lint types check tests notebooks ## Everything CI runs
	@echo "make test: format, lint, types, data, tests and notebooks all passed"

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Tumen needs Python 3.11 or newer; '$(PYTHON)' is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)

$(VENV)/run: $(VENV)/bin/python pyproject.toml uv.lock
	VIRTUAL_ENV= $(BIN)/uv sync --quiet --locked --inexact --no-default-groups --extra excel --extra parquet
	@touch $@

$(VENV)/dev: $(VENV)/bin/python pyproject.toml uv.lock | icu
	VIRTUAL_ENV= $(BIN)/uv sync --quiet --locked --inexact --group dev --extra excel --extra parquet
	@touch $@ $(VENV)/run

lint: $(VENV)/dev ## Format, lint, import rules
	$(BIN)/ruff format --check geo tests layers notebooks docs
	$(BIN)/ruff check geo tests layers notebooks docs
	$(BIN)/lint-imports
	$(BIN)/nbstripout --verify notebooks/*.ipynb

types: $(VENV)/dev ## mypy --strict
	$(BIN)/mypy

check: $(VENV)/dev ## The data: tumen check, and the Frictionless validator
	$(BIN)/tumen check
	$(BIN)/frictionless validate data/datapackage.json

tests: $(VENV)/dev browser node gdal ## pytest, with a real Chromium
	$(BIN)/python -m pytest -n auto --dist worksteal

qgis: $(VENV)/dev gis ## Open the GeoPackage and its project in GDAL and QGIS, headless
	$(BIN)/python -m tests.qgis.prove

notebooks: $(VENV)/dev ## Run every notebook from a clean kernel
	$(BIN)/python -m pytest --nbmake --nbmake-timeout=300 -n auto -p no:cacheprovider notebooks

bench: $(VENV)/dev ## Ratios, not timings; see tests/benchmarks/README.md
	@for f in tests/benchmarks/bench_*.py; do $(BIN)/python -m tests.benchmarks.$$(basename $$f .py) || exit 1; done

bundle: node ## Rebuild the page's JavaScript and CSS from the pinned npm packages
	cd geo/web && npm ci --ignore-scripts --no-fund --no-audit && npm run check && npm run build

basemap: $(VENV)/dev node ## Rebuild layers/basemap from pinned packages
	$(BIN)/python layers/basemap/build.py

paths: $(VENV)/dev ## Rebuild layers/paths.geojson (rail along mapped railways, sea around the land)
	$(BIN)/python layers/build_paths.py

guide: $(VENV)/dev ## Build the guide into docs/_build/html/ (opens from the file, works offline)
	$(BIN)/python -m sphinx -q -W --keep-going -b html -d docs/_build/trees docs docs/_build/html
	@echo "open docs/_build/html/index.html"

datapackage: $(VENV)/dev ## Write data/datapackage.json from geo/tables.py
	$(BIN)/python -m geo.datapackage

pictures: $(VENV)/dev browser ## Take the README's pictures from the real page
	$(BIN)/python -m tests.take_pictures

package: $(VENV)/dev ## Build sdist and wheel into dist/
	$(BIN)/python -m build --quiet

browser: $(VENV)/dev # Chromium for the tests: the system's, else Debian's, else Playwright's own
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium fonts-noto-core >/dev/null; } || \
	  $(BIN)/python -m playwright install chromium || \
	  { echo "The tests need Chromium: install it and put it on PATH as 'chromium'."; exit 1; }

gis: # GDAL's tools and PyQGIS, in the system's Python
	@{ command -v ogrinfo && /usr/bin/python3 -c 'import qgis.core, osgeo'; } >/dev/null 2>&1 || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && \
	    apt-get install -y -qq --no-install-recommends gdal-bin python3-gdal python3-qgis >/dev/null; } || \
	  { echo "make qgis needs GDAL's tools and PyQGIS: apt-get install gdal-bin python3-gdal python3-qgis"; exit 1; }

node: # Node and npm, to prove that the committed bundle is what its sources give
	@command -v npm >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq nodejs npm >/dev/null; } || \
	  { echo "The tests rebuild the page's bundle and need Node 18+ with npm."; exit 1; }

gdal: # ogrinfo, a reader of exports that we did not write
	@command -v ogrinfo >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq gdal-bin >/dev/null; } || \
	  { echo "The tests read exports with GDAL's ogrinfo: install gdal-bin."; exit 1; }

icu: # What followthemoney's pyicu is built from, where no wheel fits
	@pkg-config --exists icu-i18n 2>/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq libicu-dev pkg-config g++ >/dev/null; } || \
	  echo "If the next step cannot build pyicu (the tests check FollowTheMoney entities with it): install libicu-dev, pkg-config and g++, or ICU and a C++ compiler."

clean: ## Remove what make made
	rm -rf $(VENV) site dist docs/_build geo/web/node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis
