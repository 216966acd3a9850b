# make demo       sets up, builds and runs the main job on a realistic repository
# make test       sets up, builds and runs the tests, lint included; with FILTER=RuleTests only those
# make test-full  the same with all variants of rule examples and all mutations: before a release
SHELL := /bin/bash
.DEFAULT_GOAL := build
PACKAGES := libgit2-dev libyaml-dev libssl-dev zlib1g-dev libcurl4-openssl-dev pkg-config git openssh-client
# Products that check the examples of rules, see Tests/ValidatorTests.
VALIDATORS := nginx haproxy openssh-server sudo redis-server mosquitto nats-server

# One set for everything that is built for debugging, so that build, test and demo share their work in one folder: without debug
# information, which nothing of these reads. With other flags SwiftPM builds all anew. The index has to stay: tests are found by it.
DEBUG := -Xswiftc -gnone

.PHONY: setup validators build release test test-full lint demo bench generate

# System packages come through apt; where they are there already, nothing is asked of the network.
setup:
	@command -v swift >/dev/null || { echo "Swift 6.2 or newer is needed: https://swift.org/install" >&2; exit 1; }
	@missing=""; for package in $(PACKAGES); do dpkg -s $$package >/dev/null 2>&1 || missing="$$missing $$package"; done; \
	if [ -n "$$missing" ]; then \
	  sudo=""; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	  echo "installing$$missing"; \
	  $$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi

build: setup
	swift build $(DEBUG)

release: setup
	swift build -c release --product larboard
	swift build -c release --product larboard-dev

# What apt does not offer is left out, and its examples are not checked. Where an init system runs, nothing is installed,
# since apt would start the servers.
validators:
	@[ ! -d /run/systemd/system ] || exit 0; \
	missing=""; for package in $(VALIDATORS); do dpkg -s $$package >/dev/null 2>&1 || missing="$$missing $$package"; done; \
	[ -n "$$missing" ] || exit 0; \
	sudo=""; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	$$sudo apt-get update -qq || true; \
	for package in $$missing; do \
	  $$sudo env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $$package >/dev/null 2>&1 \
	    || echo "$$package is not installed: its examples are not checked"; \
	done

test: setup validators lint
	swift build $(DEBUG) --build-tests
	swift test $(DEBUG) --skip-build --parallel $(if $(FILTER),--filter '$(FILTER)')

test-full: export LARBOARD_TESTS := full
test-full: test

lint:
	swift format lint --strict --recursive --configuration .swift-format Package.swift Sources Tests

# A debug build, since an optimised one takes longer to make than the demo saves by it.
demo: setup
	swift build $(DEBUG) --product larboard
	./fixtures/demo.sh .build/debug/larboard

bench: release
	.build/release/larboard-dev bench

# Writes the files that are made from others; a test compares them.
generate: build
	.build/debug/larboard-dev generate
