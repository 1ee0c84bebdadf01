# The commands of a contributor. `make` alone lists them.
#
# Everything is built into one folder, so that no step builds again what another has built: the
# lints and the documentation share their checked dependencies, the test runner and the
# documentation tests their compiled ones.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c

CARGO  ?= cargo
TARGET := $(or $(CARGO_TARGET_DIR),target)
GRIOT  := $(TARGET)/release/griot

# The record of the demo, and a page that is read with the examples where it is at hand.
DEMO := $(TARGET)/demo
SEED ?= ../shared/seed

# Documents coded by hand, which are not part of this repository.
GOLD ?= ../shared/eval
CORPUS ?= ../shared/data/ner-fr-winer
# Pages with what is known of them, which are not part of this repository either.
PAGES ?= ../shared/data

# Pages whose article is known, which are not part of this repository either.
WCXB ?= ../shared/data/html-wcxb-dev
TRAFILATURA ?= ../shared/data/html-trafilatura

# What the map of the browser is made of, out of npm packages.
ASSETS := crates/griot-web/assets

NEXTEST_VERSION := 0.9.143

.PHONY: help demo test lint docs fuzz-check doc-test unit-test nextest eval learn train pages learn-pages dates \
	unpack-pages bench cli-reference browser-test browser-walk assets shots chromium

help:
	@echo 'make demo    build griot, code the example pages, show the result and a brief of it'
	@echo 'make assets  get what the map of `griot serve` is made of (demo and test do as well)'
	@echo 'make test    everything that must pass: format, lints, documentation, tests'
	@echo 'make browser-test   the pages of `griot serve` in a real browser; SHOTS=DIR keeps screenshots'
	@echo 'make shots   make the pictures of docs/serve.md'
	@echo 'make eval    score griot on documents coded by hand, where they are at hand'
	@echo 'make learn   learn from documents coded by hand what rules leave open'
	@echo 'make train   train the models of syntax on treebanks; LISTS=DIR holds the word lists'
	@echo 'make pages   score the extraction of articles from pages, beside other libraries'
	@echo 'make learn-pages   learn which blocks of a page are its article'
	@echo 'make dates   score the days of publication of pages, where they are at hand'
	@echo 'make bench   measure the speed of each stage'
	@echo 'make cli-reference   write docs/cli.md and the output in README.md'

demo: assets
	$(CARGO) build --release --locked -p griot-cli
	@$(GRIOT) code examples/
	@rm -rf $(DEMO); mkdir -p $(DEMO)
	@$(GRIOT) init $(DEMO)/record >/dev/null
	@$(GRIOT) add --quiet $(DEMO)/record examples/ $(wildcard $(SEED)) >/dev/null
	@echo
	@$(GRIOT) brief $(DEMO)/record
	@$(GRIOT) brief $(DEMO)/record --output $(DEMO)/brief.html 2>/dev/null
	@echo
	@echo 'The same brief with its map: $(DEMO)/brief.html'
	@echo
	@echo 'These pages are invented; examples/README.md says what is awkward about each. Next:'
	@echo '  $(GRIOT) events $(DEMO)/record --explain             the record that the brief is made of'
	@echo '  $(GRIOT) explain examples/fr-attaque-convoi.html 1   why each value was coded'
	@echo '  $(GRIOT) code --json examples/fr-attaque-convoi.html the same for a program'
	@echo '  $(GRIOT) code --help'
	@echo
	@echo 'Open the record in the browser:'
	@echo '  $(GRIOT) serve $(DEMO)/record                        then http://127.0.0.1:8450/'

# The browser comes last: it asks the program that the tests have built.
test: assets lint docs fuzz-check doc-test unit-test browser-walk

# The map that moves is built of npm packages, which are held against their lock file and against the hashes
# of what is taken of them. Without npm the pages have the map that the server draws, which needs nothing.
assets:
	@if [ -d $(ASSETS)/dist ] && [ ! $(ASSETS)/SHA256SUMS -nt $(ASSETS)/dist ] && [ ! $(ASSETS)/build.mjs -nt $(ASSETS)/dist ]; then :; \
	elif ! command -v npm >/dev/null 2>&1; then echo 'assets: SKIPPED, no npm is on the PATH: the map of `griot serve` does not move'; \
	else \
	  set -x; cd $(ASSETS); \
	  { npm ci --ignore-scripts --no-audit --no-fund && node build.mjs; } \
	    || echo 'assets: npm could not get what the map is made of: the map of `griot serve` does not move'; fi

# Benches are among the targets: they must compile.
lint:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings

docs:
	RUSTDOCFLAGS='-D warnings' $(CARGO) doc --workspace --no-deps --document-private-items --locked

# Fuzz targets are a workspace of their own. They must compile; running them takes cargo-fuzz.
fuzz-check:
	@if [ -f fuzz/Cargo.toml ]; then \
	  set -x; $(CARGO) check --manifest-path fuzz/Cargo.toml --target-dir $(TARGET) --locked; \
	else echo 'fuzz-check: no fuzz targets'; fi

doc-test:
	$(CARGO) test --workspace --doc --locked

unit-test: nextest
	@if $(CARGO) nextest --version >/dev/null 2>&1; then \
	  set -x; $(CARGO) nextest run --workspace --locked; \
	else \
	  set -x; $(CARGO) test --workspace --locked --lib --bins --tests; \
	fi

# The pages in a real browser. What it needs of npm is got once; without npm or without Chromium it says
# that it was skipped.
browser-test: assets
	$(CARGO) build --workspace --locked
	@$(MAKE) --no-print-directory browser-walk

browser-walk: chromium
	@if ! command -v npm >/dev/null 2>&1; then echo 'browser tests: SKIPPED, no npm is on the PATH'; \
	else \
	  set -x; cd crates/griot-web/browser; \
	  [ -d node_modules ] && [ ! package-lock.json -nt node_modules ] \
	    || npm ci --no-audit --no-fund || echo 'browser tests: npm could not get what they need'; \
	  GRIOT=$(abspath $(TARGET))/debug/griot node walk.mjs $(if $(SHOTS),$(abspath $(SHOTS))); fi

# Debian's Chromium, where it can be installed; else what to do is said, and the tests that need it say that
# they were skipped.
chromium:
	@for name in chromium chromium-browser google-chrome google-chrome-stable; do \
	  command -v $$name >/dev/null 2>&1 && exit 0; done; \
	if command -v apt-get >/dev/null 2>&1 && [ "$$(id -u)" = 0 ]; then \
	  set -x; apt-get update -q && apt-get install -q -y --no-install-recommends chromium \
	    || echo 'browser tests: apt-get could not install Chromium'; \
	else echo 'browser tests: no Chromium is on the PATH; `sudo apt-get install chromium` (Debian, Ubuntu) gets it'; fi

# The pictures of docs/serve.md, of a record of the examples.
shots: assets
	$(CARGO) build --workspace --locked
	@if ! command -v npm >/dev/null 2>&1; then echo 'shots: SKIPPED, no npm is on the PATH'; \
	else \
	  set -x; cd crates/griot-web/browser; \
	  [ -d node_modules ] && [ ! package-lock.json -nt node_modules ] || npm ci --no-audit --no-fund; \
	  GRIOT=$(abspath $(TARGET))/debug/griot node shots.mjs $(abspath docs/images); fi

# Without it, and without a way to get it, cargo's own runner does the same more slowly.
nextest:
	@$(CARGO) nextest --version >/dev/null 2>&1 \
	  || $(CARGO) install --locked cargo-nextest --version $(NEXTEST_VERSION) \
	  || echo 'cargo-nextest could not be installed: the tests run with cargo test'

# The floors are those figures that a change may not lower; raise them when they have risen.
eval:
	@if [ -d $(GOLD)/dev ]; then \
	  set -x; \
	  $(CARGO) build --release --locked -p griot-cli -p griot-dev; \
	  unseen=; if [ -f $(CORPUS)/winer-fr-2016.jsonl ]; then \
	    $(TARGET)/release/griot-dev codings --codings testdata/gold/unseen.jsonl \
	      --corpus $(CORPUS)/winer-fr-2016.jsonl --corpus $(CORPUS)/winer-fr-2017.jsonl \
	      --out $(TARGET)/gold/unseen; \
	    unseen="--gold $(TARGET)/gold/unseen"; fi; \
	  $(TARGET)/release/griot-dev eval --gold $(GOLD)/dev --gold $(GOLD)/dev-wikinews $$unseen \
	    --out testdata/gold/results.csv --floors testdata/gold/floors.txt; \
	  $(TARGET)/release/griot-dev fuse-eval --gold $(GOLD)/dev --gold $(GOLD)/dev-wikinews \
	    > testdata/gold/fusion.txt; \
	else echo 'eval: skipped, no documents coded by hand in $(GOLD)'; fi

learn:
	@if [ -d $(GOLD)/dev ]; then \
	  set -x; \
	  learn="$(CARGO) run --release --locked -p griot-dev -- learn --gold $(GOLD)/dev \
	    --gold $(GOLD)/dev-wikinews --like $(GOLD)/dev-wikinews --out crates/griot/models/coding.tsv"; \
	  $$learn --only initiator --only target --only place && \
	  $$learn --only source --with testdata/gold/asked.gz; \
	else echo 'learn: skipped, no documents coded by hand in $(GOLD)'; fi

# The models of syntax. LISTS is a folder with the files of spacy-lookups-data 1.0.5, unpacked.
train:
	$(CARGO) run --release --locked -p griot-dev -- train --lang fr --data $(PAGES) --lists $(LISTS) \
	  --out crates/griot/models/fr.bin
	$(CARGO) run --release --locked -p griot-dev -- train --lang en --data $(PAGES) --lists $(LISTS) \
	  --practice crates/griot-dev/practice --epochs 26 --tag-rows 40000 --parser-epochs 14 \
	  --out crates/griot/models/en.bin

pages: unpack-pages
	@if [ -d $(TARGET)/pages/wcxb ]; then \
	  set -x; $(CARGO) run --release --locked -p griot-dev -- pages \
	    --wcxb $(TARGET)/pages/wcxb --trafilatura $(TARGET)/pages/trafilatura; \
	else echo 'pages: skipped, no pages with known articles in $(WCXB) and $(TRAFILATURA)'; fi

# The figures that it prints are those of trees that have not seen the site of a page.
learn-pages: unpack-pages
	@if [ -d $(TARGET)/pages/wcxb ]; then \
	  set -x; $(CARGO) run --release --locked -p griot-dev -- learn-pages \
	    --wcxb $(TARGET)/pages/wcxb --trafilatura $(TARGET)/pages/trafilatura \
	    --out crates/griot/models/pages.txt; \
	else echo 'learn-pages: skipped, no pages with known articles in $(WCXB) and $(TRAFILATURA)'; fi

unpack-pages:
	@if [ -d $(WCXB) ] && [ -d $(TRAFILATURA) ] && [ ! -d $(TARGET)/pages/wcxb ]; then \
	  set -x; rm -rf $(TARGET)/pages.part; \
	  mkdir -p $(TARGET)/pages.part/wcxb $(TARGET)/pages.part/trafilatura; \
	  tar -xJf $(WCXB)/articles-html.tar.xz -C $(TARGET)/pages.part/wcxb; \
	  gzip -dc $(WCXB)/articles-ground-truth.json.gz > $(TARGET)/pages.part/wcxb/ground-truth.json; \
	  tar -xJf $(TRAFILATURA)/html.tar.xz -C $(TARGET)/pages.part/trafilatura; \
	  cp $(TRAFILATURA)/evaldata-nonfrench.json $(TARGET)/pages.part/trafilatura/evaldata.json; \
	  mv $(TARGET)/pages.part $(TARGET)/pages; fi

dates:
	@if [ -d $(PAGES)/html-htmldate ]; then \
	  set -x; \
	  mkdir -p $(TARGET)/pages-htmldate; \
	  [ -d $(TARGET)/pages-htmldate/html ] \
	    || tar -C $(TARGET)/pages-htmldate -xf $(PAGES)/html-htmldate/html.tar.xz; \
	  $(CARGO) run --release --locked -p griot-dev -- dates --pages $(TARGET)/pages-htmldate/html \
	    --gold $(PAGES)/html-htmldate/dates-nonfrench.json; \
	else echo 'dates: skipped, no pages with known days in $(PAGES)'; fi

bench:
	$(CARGO) bench --locked -p griot

cli-reference:
	UPDATE=1 $(CARGO) test --locked -p griot-cli --test main reference
