# Signet. `make demo` shows what it does, `make test` proves it; `make help` lists the rest.
# What a target needs of Debian's packages it installs itself when it is missing (as root, or where sudo asks nothing).

SWIFT   ?= swift
# Deliberate: Debian's Python by its path. Its packages (pytest, pexpect, dbus) belong to it and to no other one.
PYTHON  := /usr/bin/python3
PREFIX  ?= /usr/local
DESTDIR ?=
JOBS    ?= $(shell nproc)
# Script tests wait for daemons and relays most of the time.
WORKERS ?= $(shell expr 2 \* $$(nproc))
# How many kills and write errors `make test` tries.
KILLS   ?= 60
FAULTS  ?= 24
# How many kills of a relay under load.
RELAYS  ?= 20
# How many rounds of kills while messages are on their way.
OUTBOXES ?= 8
# Seconds after which tests that take two minutes count as hanging.
HANG    ?= 1200
# Tests with clocks of their own on the other side of a socket: apart, since all tests of a run share its threads.
NETWORKED := ^(JasperTests|RelayTests)\.

# How long each fuzzer runs, and where they are built.
SECONDS ?= 30
FUZZ_BUILD ?= .build-fuzz

BUILD_PACKAGES   := libgnutls28-dev libargon2-dev zlib1g-dev libsqlite3-dev nettle-dev libsecp256k1-dev libhiredis-dev \
                    libqrencode-dev \
                    pkg-config
TEST_PACKAGES    := python3 strace python3-cryptography python3-pexpect python3-pytest python3-pytest-xdist \
                    openssl gnutls-bin softhsm2 gcc libc6-dev redis-server curl zbar-tools
LINT_PACKAGES    := python3 mandoc
BENCH_PACKAGES   := nginx redis-server gcc libc6-dev python3 python3-cryptography
INTEROP_PACKAGES := jami-daemon dhtnode dbus-daemon python3-dbus iproute2 util-linux

NEED := @Tests/Tools/need-packages
BIN  := .build/debug

.DEFAULT_GOAL := help
.PHONY: help deps build build-relay demo test test-swift test-scripts test-crash lint man interop interop-jami \
        interop-mesh vectors fuzz bench release install clean

help: ## This list.
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

deps: ## Install the Debian packages that building needs.
	$(NEED) $(BUILD_PACKAGES)

build: deps
	$(SWIFT) build --product signetd
	$(SWIFT) build --product signet

build-relay: build
	$(SWIFT) build --product signet-relay

demo: build-relay ## Create, back up, restore; two people and three relays; real Jami archives.
	$(BIN)/signet demo --archives Fixtures/jami

test: test-swift test-scripts test-crash ## Everything that needs no network and no root.

test-swift: deps
	$(NEED) $(TEST_PACKAGES)
	$(SWIFT) build --build-tests
	timeout --kill-after=10 $(HANG) $(SWIFT) test --skip-build --disable-xctest --skip '$(NETWORKED)'
	timeout --kill-after=10 $(HANG) $(SWIFT) test --skip-build --disable-xctest --filter '$(NETWORKED)'

test-scripts: build-relay
	$(NEED) $(TEST_PACKAGES)
	$(PYTHON) -m pytest -p no:cacheprovider -q -n $(WORKERS) Tests/Scripts

# A sample; both take --help, and run for as long as one likes.
test-crash: build-relay
	$(NEED) $(TEST_PACKAGES)
	$(PYTHON) Tests/Crash/kill.py --count $(KILLS)
	$(PYTHON) Tests/Crash/fault.py --sample $(FAULTS)
	$(PYTHON) Tests/Crash/relay.py --count $(RELAYS)
	$(PYTHON) Tests/Crash/outbox.py --count $(OUTBOXES)

lint: build-relay ## Format, house rules, man pages.
	$(NEED) $(LINT_PACKAGES)
	find Package.swift Sources Tests -name .build -prune -o -name '*.swift' -print0 \
	  | xargs -0 $(SWIFT) format lint --strict --parallel
	Tests/Tools/lint-house
	Tests/Tools/make-man --check $(BIN)/signet $(BIN)/signetd $(BIN)/signet-relay
	mandoc -T lint -W warning Man/*.[1-8]

man: build-relay ## Write the man pages of the commands anew, from the commands.
	Tests/Tools/make-man $(BIN)/signet $(BIN)/signetd $(BIN)/signet-relay

interop: build-relay ## Against a real Jami daemon, and a mesh of relays, in network namespaces; needs root.
	$(NEED) $(TEST_PACKAGES) $(INTEROP_PACKAGES)
	$(MAKE) -j2 --output-sync=target interop-jami interop-mesh

# Beside each other: both wait for others most of the time.
interop-jami:
	$(PYTHON) Tests/Interop/run.py
interop-mesh:
	$(PYTHON) Tests/Interop/mesh.py

vectors: ## Wycheproof and joserfc from PyPI into .vectors, for tests that are skipped without them.
	$(NEED) python3 python3-venv
	PYTHON=$(PYTHON) Tests/Tools/get-vectors

fuzz: deps ## The parsers under libFuzzer, half a minute each (SECONDS=).
	FUZZ_BUILD=$(FUZZ_BUILD) Tests/Fuzz/run $(SECONDS)

bench: deps ## Figures, each a ratio within one run. Builds for release: takes a while.
	$(NEED) $(BENCH_PACKAGES)
	Tests/Benchmarks/run

release: deps
	$(SWIFT) build -c release --static-swift-stdlib --product signetd
	$(SWIFT) build -c release --static-swift-stdlib --product signet
	$(SWIFT) build -c release --static-swift-stdlib --product signet-relay

install: release ## Install into DESTDIR/PREFIX: programs, man pages, completions, systemd user units, OpenAPI.
	SIGNET_BUILD=.build/release Tests/Tools/install-files "$(DESTDIR)" "$(PREFIX)"

clean: ## Remove what was built.
	rm -rf .build .build-*
