# Every verb of the project. `make help` lists them; CI calls `make ci` and nothing else.

SWIFT ?= swift
# The Swift runtime goes into the program, so that a box needs no toolchain.
RELEASE = -c release --static-swift-stdlib
DESTDIR ?=

# What a build needs (the reason for each stands in Tests/LayeringTests), and what tests need on top.
BUILD_PACKAGES = pkg-config g++ libc6-dev libsqlite3-dev libssl-dev libzbar-dev libzxing-dev libv4l-dev \
	libturbojpeg0-dev libpng-dev libwebp-dev libqrencode-dev libpq-dev
CENTRAL_PACKAGES = postgresql
CENTRAL_TEST_PACKAGES = postgresql python3 python3-venv zbar-tools poppler-utils
NETWORK_PACKAGES = postgresql python3 python3-venv iproute2
TEST_PACKAGES = nodejs sqlite3 zbar-tools python3 postgresql
BROWSER_PACKAGES = chromium chromium-driver fonts-inter fonts-noto-core python3-venv
SYSTEMD_PACKAGES = systemd systemd-container mmdebstrap
POWERCUT_PACKAGES = qemu-system-x86 mmdebstrap e2fsprogs kmod cpio gcc make libelf1 python3
VM_PACKAGES = qemu-system-x86 mmdebstrap e2fsprogs kmod cpio gcc make libelf1
FRAMES_PACKAGES = python3 python3-venv zbar-tools

PRODUCT = checkind
BINARY = .build/release/$(PRODUCT)
CENTRAL = checkin-central
CENTRAL_BINARY = .build/release/$(CENTRAL)

.DEFAULT_GOAL := help
.PHONY: help setup build test check demo bench bench-scanner bench-journal photos ghosts noise sim mutation fuzz e2e browser \
	systemd vm powercut central central-test network bench-central bench-agree golden install ci nightly clean format

help: ## List the verbs
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install the Debian packages a build needs
	@scripts/need-packages $(BUILD_PACKAGES)

build: setup ## Build the daemon and the central server (release)
	$(SWIFT) build $(RELEASE) --product $(PRODUCT)
	$(SWIFT) build $(RELEASE) --product $(CENTRAL)

# Suites that wait for real things (pages, devices, servers) run first and by themselves: beside
# those that keep every core busy for minutes they would wait in vain. A new suite is of the others.
WAITING = ^(KioskTests|KeyboardTests|ThreadsTests|SyncAgentTests|PostgresClientTests|CentralServerTests|CheckinDaemonTests)\.

test: setup ## Run the tests
	@scripts/need-packages $(TEST_PACKAGES)
	CHECKIND_REQUIRE_NODE=1 CHECKIND_REQUIRE_POSTGRESQL=1 $(SWIFT) test --filter '$(WAITING)'
	CHECKIND_REQUIRE_NODE=1 CHECKIND_REQUIRE_POSTGRESQL=1 $(SWIFT) test --skip-build --skip '$(WAITING)'

check: setup ## Format, tidiness, layers, unit files
	$(SWIFT) format lint --strict --recursive --parallel Package.swift Sources Tests
	$(SWIFT) test --filter 'LayeringTests|TidyTests'
	@scripts/need-packages $(SYSTEMD_PACKAGES)
	Tests/Systemd/verify.sh

format: ## Format the Swift sources in place
	$(SWIFT) format --in-place --recursive --parallel Package.swift Sources Tests

demo: build ## Run a whole door on drawn guests (CAMERA=/dev/video0, PORT=n), or two doors (WITH_CENTRAL=1)
ifdef WITH_CENTRAL
	@scripts/need-packages $(CENTRAL_TEST_PACKAGES)
	@DEMO_EXIT=$(DEMO_EXIT) Tests/Central/run.sh $(CENTRAL_BINARY) $(BINARY) demo
else
	@$(BINARY) demo --resources Resources $(if $(CAMERA),--camera $(CAMERA)) \
		$(if $(PORT),--port $(PORT)) $(if $(DEMO_EXIT),--exit)
endif

central: setup ## Run the central server, on a PostgreSQL of its own or DATABASE='host=…' (PORT=n)
	@[ -n "$(DATABASE)" ] || scripts/need-packages $(CENTRAL_PACKAGES)
	$(SWIFT) build $(RELEASE) --product $(CENTRAL)
	@scripts/try-central $(CENTRAL_BINARY) $(or $(PORT),8421) "$(DATABASE)"

central-test: build ## The central server on a real PostgreSQL, and real doors at it (WHAT="doors [part]")
	@scripts/need-packages $(CENTRAL_TEST_PACKAGES)
	Tests/Central/run.sh $(CENTRAL_BINARY) $(BINARY) $(WHAT)

network: build ## Doors and their server in bad networks, as root: one evening [SEED=n]
	@scripts/need-packages $(NETWORK_PACKAGES)
	Tests/Network/run.sh $(CENTRAL_BINARY) $(BINARY) $(or $(SEED),1)

bench-central: setup ## Attempts taken in beside a COPY of the same rows, and what a sale costs
	@scripts/need-packages $(CENTRAL_TEST_PACKAGES)
	Tests/Central/bench.sh

bench-agree: build ## A long list, a change and a long outage, until box and server agree [TICKETS=n]
	@scripts/need-packages $(CENTRAL_TEST_PACKAGES)
	Tests/Central/bench.sh agree $(CENTRAL_BINARY) $(BINARY) $(TICKETS)

bench: setup ## Measure against peers in the same run
	@scripts/need-packages sqlite3 time
	$(SWIFT) build $(RELEASE) --product BenchDoor
	.build/release/BenchDoor .build/bench-door

photos: setup ## Read real photographs: make photos PHOTOS=folder
	@scripts/need-packages zbar-tools
	@if [ -z "$(PHOTOS)" ]; then echo "photos: no folder given, nothing read (PHOTOS=folder)"; else \
		$(SWIFT) build $(RELEASE) --product BenchScanner && \
		.build/release/BenchScanner photos "$(PHOTOS)" --each; fi

bench-scanner: setup ## Measure the eyes beside their peers: [PHOTOS=folder] [FRAMES=60] [FRAMES_DIR=folder]
	@scripts/need-packages $(FRAMES_PACKAGES)
	FRAMES_DIR="$(FRAMES_DIR)" Tests/Frames/bench.sh "$(PHOTOS)" $(or $(FRAMES),60)

ghosts: setup ## Look for texts that are not there: [FRAMES=500] [NOISE=60, in seconds]
	@scripts/need-packages $(FRAMES_PACKAGES)
	PHOTOS="$(PHOTOS)" Tests/Frames/ghosts.sh $(or $(FRAMES),500) $(or $(NOISE),60)

noise: setup ## An hour of a camera that sees noise: [NOISE=3600, in seconds] [SEED=1000]
	NOISE="$(or $(NOISE),3600)" SEED="$(SEED)" Tests/Frames/noise.sh

sim: setup ## Simulate lone doors, and venues with a central server: make sim [SEED=n] [SEEDS=n]
	$(SWIFT) build $(RELEASE) --product SimulateVenue
	.build/release/SimulateVenue $(if $(SEED),seed $(SEED),seeds $(or $(SEEDS),10000))
	$(if $(SEED),CHECKIND_SEED=$(SEED)) CHECKIND_SEEDS=$(or $(SEEDS),10000) \
		$(SWIFT) test --filter '^SimulationTests'

mutation: setup ## Change every rule, one at a time, and see a test fail: [EVERY=n]
	@scripts/need-packages python3
	Tests/Mutation/mutate.py --every $(or $(EVERY),1)

fuzz: setup ## Fuzz the readers of codes and frames: make fuzz [SECONDS=60]
	Tests/Fuzz/run.sh $(or $(SECONDS),60)
	Tests/Fuzz/frames.sh $(or $(SECONDS),60)

bench-journal: setup ## A long journal beside a short one: [ROWS=10000000]
	@scripts/need-packages $(TEST_PACKAGES)
	$(SWIFT) build $(RELEASE) --product BenchDoor
	.build/release/BenchDoor journal .build/bench-journal $(or $(ROWS),10000000)

e2e: build ## The built daemon: faults of its disk, then killed 200 times (KILLS=n EACH=all)
	@scripts/need-packages $(TEST_PACKAGES)
	Tests/EndToEnd/run.sh $(BINARY) $(or $(KILLS),200) $(EACH)

browser: build ## The pages in Chromium
	@scripts/need-packages $(BROWSER_PACKAGES)
	Tests/Browser/run.sh $(BINARY)

systemd: build ## The unit in a booted container
	@scripts/need-packages $(SYSTEMD_PACKAGES)
	Tests/Systemd/nspawn.sh $(BINARY) $(CENTRAL_BINARY)

vm: build ## The daemon on a real kernel: cameras and hand scanners (WHAT=group[.case])
	@scripts/need-packages $(VM_PACKAGES)
	Tests/VM/run.sh $(BINARY) $(WHAT)

powercut: build ## The power of a scanning machine is cut 3 times (CYCLES=n SEED=n)
	@scripts/need-packages $(POWERCUT_PACKAGES)
	Tests/PowerCut/run.sh $(BINARY) $(or $(CYCLES),3) $(SEED)

golden: setup ## Rewrite the golden files; look at the difference before you commit it
	CHECKIND_GOLDEN=rewrite $(SWIFT) test

install: ## Install what was built below DESTDIR
	scripts/install-files "$(BINARY)" "$(DESTDIR)" "$(CENTRAL_BINARY)"

ci: check test e2e central-test network browser systemd vm powercut photos ## Everything CI runs
	$(MAKE) demo DEMO_EXIT=1
	$(MAKE) demo DEMO_EXIT=1 WITH_CENTRAL=1
	$(MAKE) sim
	$(MAKE) ghosts FRAMES=250
	$(MAKE) fuzz SECONDS=45

nightly: ci ## Everything, at full size
	$(MAKE) e2e KILLS=2000 EACH=all
	$(MAKE) powercut CYCLES=20
	for evening in $$(seq 10); do $(MAKE) network SEED=$$(date +%s) || exit 1; done
	$(MAKE) bench-journal
	$(MAKE) mutation
	$(MAKE) sim SEEDS=1000000
	$(MAKE) ghosts FRAMES=10000
	$(MAKE) noise
	$(MAKE) fuzz SECONDS=600

clean: ## Remove what was built
	rm -rf .build
