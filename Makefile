# Every step of building, testing and serving undercut. `make help` lists the targets.
# Needs: Rust by rustup, Node 20.19 or later with npm, make. The rest is installed when a target needs it.

SHELL := bash
.DEFAULT_GOAL := help

# The address that `make serve` and `make dev` listen on is 127.0.0.1 with this port.
PORT ?= 5173

# What `make fuzz` runs, and how many inputs `make test` runs under seed 1: half a minute on two cores.
INPUTS ?= 1000000
SEED ?= $(shell date +%Y%m%d)
ONLY ?=
FEW ?= 50000

target := $(or $(CARGO_TARGET_DIR),target)
logs := $(target)/tests
locked := $(if $(CI),--locked)
wasm := --lib --no-default-features --target wasm32-unknown-unknown
bin := www/node_modules/.bin

bare := $(target)/wasm32-unknown-unknown
# Two modules of one crate: the core, and the lab, which only some views load.
core := www/src/core/undercut_bg.wasm
lab := www/src/lab/undercut_bg.wasm
pace := $(target)/pace/module/undercut_bg.wasm
packages := www/node_modules/.package-lock.json
page := www/dist/index.html
tools := $(target)/tools/tools
fuzzer := $(target)/fuzz/fuzz
# The catalogue as the page fetches it.
facts := www/src/catalog/index.json
page_sources = $(wildcard www/*.html www/*.ts www/*.json scenarios/*.toml) $(shell find www/src www/public -type f -not -path 'www/src/core/*' -not -path 'www/src/lab/*' -not -path 'www/src/catalog/*' 2>/dev/null)

say = @echo "==> $(1)"
# $(call logged,COMMAND,LOG): the command's output on the screen and in the log; its exit status.
logged = @mkdir -p $(logs); set -o pipefail; $(1) 2>&1 | tee $(logs)/$(2)
# $(call beside,RUST,PAGE): the targets RUST on what the targets PAGE leave idle: a core while a module is linked, two while a page
# waits. PAGE take longer, and have limits of time. Each goes on after a failure. What RUST say comes when they are done. Leaves `status`.
beside = mkdir -p $(logs); nice $(lane) $(1) >$(logs)/beside.out 2>&1 & rust=$$!; trap 'kill $$rust 2>/dev/null' EXIT; status=0; \
  $(lane) $(2) || status=1; echo "==> $(2): done after $$SECONDS s"; \
  wait $$rust || status=1; trap - EXIT; cat $(logs)/beside.out; echo "==> $(1): done after $$SECONDS s"
lane = $(MAKE) --no-print-directory --keep-going

.SECONDARY:
.PHONY: help serve dev wasm facts page test test-rust test-fuzz test-wasm test-page test-browser test-speed check check-format \
        check-page check-rust check-docs check-types ci fuzz replay fuzzer fmt golden drawings bench size clean rust-target FORCE

help: ## list the targets
	@echo "undercut: targets of make (PORT=$(PORT) for serve and dev)"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

## Build and serve

serve: page ## build the core and the page, and serve the page on 127.0.0.1
	$(call say,serve: the page at http://127.0.0.1:$(PORT)/ (Ctrl-C stops it))
	@cd www && PORT=$(PORT) exec node_modules/.bin/vite preview

dev: wasm facts ## serve the page's sources, reloading as they change
	$(call say,dev: the page's sources at http://127.0.0.1:$(PORT)/ (Ctrl-C stops it))
	@cd www && PORT=$(PORT) exec node_modules/.bin/vite

wasm: $(core) $(lab) ## build the core and the lab to WebAssembly, with their TypeScript types, into www/src

facts: $(facts) ## write the catalogue as the page fetches it, into www/src/catalog

page: $(page) ## build the page for any static host, into www/dist

rust-target: ## Rust's WebAssembly target, if it is missing
	@command -v cargo >/dev/null || { echo "cargo is missing: install Rust from https://rustup.rs" >&2; exit 1; }
	@[ -d "$$(rustc --print target-libdir --target wasm32-unknown-unknown)" ] || \
	  { echo "==> rust: add the target wasm32-unknown-unknown"; rustup target add wasm32-unknown-unknown; }

# Cargo knows whether a module changed; the steps after it run only when its file did. As a `cdylib` and nothing else: with a
# library of Rust beside it cargo would leave link-time optimisation out.
$(bare)/lab/undercut.wasm: features := --features lab
$(bare)/pace/undercut.wasm: features := --features pace
$(bare)/%/undercut.wasm: FORCE | rust-target
	$(call say,$*: Rust to WebAssembly)
	@cargo rustc $(locked) --profile $* $(wasm) $(features) --crate-type cdylib

# Cargo knows whether the tools changed, which hold the catalogue too.
$(tools): FORCE
	$(call say,tools: build the bindgen and the catalogue step)
	@cargo build $(locked) --profile tools -p tools

$(facts): $(tools)
	$(call say,facts: write the catalogue as the page fetches it)
	@$(tools) catalog $(@D)

# A new catalogue is no reason to bind again.
$(target)/bound/%/undercut_bg.wasm: $(bare)/%/undercut.wasm Cargo.lock $(wildcard tools/src/*.rs) | $(tools)
	$(call say,$*: write its JavaScript and TypeScript types)
	@rm -rf $(@D)
	@$(tools) wasm-bindgen $< $(@D)

# For size: speed is the compiler's. What is called once stays a function of its own unless it is tiny, which packs better. Rust's stack begins at
# address 0 and grows towards it, so nothing lives in the lowest memory. The bench's module stays out of the page.
optimise = $(bin)/wasm-opt --one-caller-inline-max-function-size=17 --always-inline-max-function-size=4 -Oz --gufa-optimizing --merge-similar-functions -Oz --strip-producers --low-memory-unused --enable-simd --enable-bulk-memory \
  --enable-sign-ext --enable-mutable-globals --enable-nontrapping-float-to-int --enable-reference-types --enable-multivalue

$(pace): $(target)/bound/pace/undercut_bg.wasm $(packages)
	$(call say,pace: optimise with wasm-opt)
	@rm -rf $(@D) && mkdir -p $(@D)
	@cp $(<D)/*.js $(@D)
	@$(optimise) $< -o $@

# The features that rustc turns on for this target, and SIMD (.cargo/config.toml).
www/src/%/undercut_bg.wasm: $(target)/bound/%/undercut_bg.wasm $(packages)
	$(call say,$*: optimise with wasm-opt)
	@rm -rf $(@D) && mkdir -p $(@D)
	@cp $(<D)/*.js $(<D)/*.d.ts $(@D)
	@$(optimise) $< -o $@

$(packages): www/package.json www/package-lock.json www/.npmrc
	@node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' || \
	  { echo "Node 20.19 or later is missing: install it from https://nodejs.org" >&2; exit 1; }
	$(call say,page: install the npm packages of the lock file)
	@cd www && npm ci --no-progress
	@touch $@

$(page): $(core) $(lab) $(facts) $(packages) $(page_sources)
	$(call say,page: build)
	@cd www && node_modules/.bin/vite build
	@touch $@

## Test

rust_tests := test-rust test-fuzz
page_tests := test-wasm test-page test-browser
# By itself at the end: it says what a person waits for.
count = $(lane) test-speed || status=1; node tools/counts.mjs $(logs) || status=1; exit $$status

test: | rust-target ## run every test, and print how many of each kind there are
	@rm -rf $(logs); $(call beside,$(rust_tests),$(page_tests)); $(count)

# No test may rewrite what it expects: only `make golden` and `make drawings` do.
test-rust: | rust-target ## test the Rust crate: unit, documentation and integration tests
	$(call say,test: the crate)
	$(call logged,env -u UPDATE_GOLDEN cargo test $(locked) --no-fail-fast,crate.log)
	$(call say,test: the build tools)
	$(call logged,cargo test $(locked) --profile tools -p tools,tools.log)

test-fuzz: fuzzer ## test the fuzzer, and fuzz every reader for half a minute
	$(call say,test: the fuzzer)
	$(call logged,cargo test $(locked) -p fuzz,fuzz.log)
	@$(fuzzer) run --inputs $(FEW)

test-wasm: $(core) $(lab) $(facts) ## test the core's WebAssembly in Node
	$(call say,test: the core in Node)
	$(call logged,node --test --test-reporter=spec tests/wasm/*.test.mjs,wasm.log)

test-page: $(core) $(lab) $(facts) $(packages) ## test the page's code in Node
	$(call say,test: the page in Node)
	@cd www && node_modules/.bin/vitest run --project unit $(call report,page)

test-browser: $(page) ## test the built page in a real Chromium
	$(call say,test: the terminal front that the page is held against)
	@cargo test $(locked) --quiet --no-run --test cli
	$(call in_chromium,browser)

test-speed: $(page) ## how soon the built page answers in a real Chromium
	$(call in_chromium,speed)

# The terminal front is the one that the tests of the crate have built.
in_chromium = @chromium=$$(bash tools/chromium.sh) || exit 1; \
	echo "==> test: the page in $$chromium ($(1))"; \
	cd www && env -u UPDATE_GOLDEN CHROMIUM="$$chromium" UNDERCUT="$(abspath $(target))/debug/undercut" \
	  node_modules/.bin/vitest run --project $(1) $(call report,$(1))
report = --reporter=default --reporter=json --outputFile.json=$(abspath $(logs))/$(1).json

# With the assertions and checks of a test and the speed of a release.
fuzzer: | rust-target
	$(call say,fuzz: build)
	@cargo build $(locked) --profile fuzz -p fuzz

fuzz: fuzzer ## run a million hostile inputs through every reader (INPUTS=, SEED=, ONLY="route links")
	@$(fuzzer) run --inputs $(INPUTS) --seed $(SEED) $(ONLY)

replay: fuzzer ## run an input of the fuzzer again (ON=route FILE=...)
	@$(fuzzer) replay $(ON) $(FILE)

golden: ## rewrite the recorded results of the scenarios and the worked examples; the diff is the review
	$(call say,golden: run every scenario and record its results)
	@UPDATE_GOLDEN=1 cargo test --test golden --test cli_serving --test hardware
	@git diff --stat -- tests docs README.md

drawings: $(packages) ## rewrite the recorded drawings of the charts; the diff is the review
	@chromium=$$(bash tools/chromium.sh) || exit 1; \
	echo "==> drawings: draw every chart in $$chromium and record it"; \
	cd www && UPDATE_GOLDEN=1 CHROMIUM="$$chromium" node_modules/.bin/vitest run --project browser drawings
	@git diff --stat -- www/test/browser/drawings

## Check

rust_checks := check-format check-rust check-docs
page_checks := check-page check-types size

check: | rust-target ## formatting, lints, documentation, types and sizes
	@$(call beside,$(rust_checks),$(page_checks)); exit $$status

# Tests of the crate before its lints: they build the terminal front that the page's tests wait for.
ci: | rust-target ## every check and every test
	@rm -rf $(logs); $(call beside,$(rust_tests) $(rust_checks),$(page_checks) $(page_tests)); $(count)

check-format: | rust-target ## the format of the Rust code
	$(call say,check: the format of the Rust code)
	@cargo fmt --all --check

check-page: $(packages) ## the format and lints of the page's code
	$(call say,check: the format and lints of the page's code)
	@cd www && node_modules/.bin/biome check --error-on-warnings .

check-rust: | rust-target ## clippy on the crate, its tests, the WebAssembly core and the build tools
	$(call say,check: Rust lints of the crate and its tests)
	@cargo clippy $(locked) --all-targets -- -D warnings
	$(call say,check: Rust lints of the WebAssembly core)
	@cargo clippy $(locked) $(wasm) -- -D warnings
	$(call say,check: Rust lints of the lab)
	@cargo clippy $(locked) $(wasm) --features lab -- -D warnings
	$(call say,check: Rust lints of the bench's module)
	@cargo clippy $(locked) $(wasm) --features pace -- -D warnings
	$(call say,check: Rust lints of the build tools)
	@cargo clippy $(locked) --profile tools -p tools --all-targets -- -D warnings
	$(call say,check: Rust lints of the fuzzer)
	@cargo clippy $(locked) -p fuzz --all-targets -- -D warnings

check-docs: | rust-target ## the documentation builds without warnings
	$(call say,check: the documentation has no warnings)
	@RUSTDOCFLAGS="-D warnings" cargo doc $(locked) --no-deps --lib

check-types: $(core) $(lab) $(facts) $(packages) ## TypeScript types, strict
	$(call say,check: TypeScript types)
	@cd www && node_modules/.bin/tsc --noEmit

fmt: $(packages) ## format the Rust code and the page's code
	$(call say,fmt: Rust and page)
	@cargo fmt --all
	@cd www && node_modules/.bin/biome check --write .

## Measure

bench: $(core) $(pace) ## draws per second and nanoseconds per deployment, natively and in WebAssembly
	$(call say,bench: native)
	@cargo bench $(locked) --bench '*'
	$(if $(wildcard benches/draws.mjs),$(call say,bench: WebAssembly in Node))
	$(if $(wildcard benches/draws.mjs),@node benches/draws.mjs)
	@node benches/pace.mjs $(pace)

size: $(page) ## gzip sizes of what the page requests before its first band, against budgets
	$(call say,check: the size of the first view)
	@node tools/size.mjs www/dist

clean: ## remove everything that was built or installed here
	@cargo clean
	@rm -rf www/node_modules www/dist www/src/core www/src/lab www/src/catalog
