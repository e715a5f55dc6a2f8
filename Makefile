# Ninefold. `make demo` shows it, `make test` proves it; `make help` lists the rest.
SHELL       := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

GO       ?= go
GOFLAGS_ := -tags nomsgpack
VERSION  := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
LDFLAGS  := -s -w -X github.com/prometheus/common/version.Version=$(VERSION)
WEB      := ui/web
LINT     := .tools/golangci-lint

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sort | awk -F':.*## ' '{printf "  make %-18s %s\n", $$1, $$2}'

demo: build ## build everything, load the bundled bank case, serve it on http://127.0.0.1:8080
	./bin/ninefold demo

FONTS := ui/report/fonts/SourceSans3_400Regular.ttf ui/report/fonts/SourceSans3_600SemiBold.ttf

build: web $(FONTS) ## the binary with dashboard and typeface in it: bin/ninefold
	$(GO) build $(GOFLAGS_) -trimpath -ldflags '$(LDFLAGS)' -o bin/ninefold ./cmd/ninefold

web: $(WEB)/dist/index.html ## the dashboard bundle

$(WEB)/node_modules/.package-lock.json: $(WEB)/package-lock.json
	cd $(WEB) && npm ci --no-audit --no-fund
	@touch $@

ui/report/fonts/%.ttf: $(WEB)/node_modules/.package-lock.json
	cp $(WEB)/node_modules/@expo-google-fonts/source-sans-3/*/$*.ttf $@
	@touch $@

$(WEB)/dist/index.html: $(WEB)/node_modules/.package-lock.json $(WEB)/index.html ui/tokens.json $(shell find $(WEB)/src $(WEB)/public -type f 2>/dev/null)
	cd $(WEB) && npm run build

setup: ## install what the tests need from Debian's packages, where that is allowed
	./testdata/setup.sh

test: setup build test-go test-web test-browser ## everything: Go with the race detector, PostgreSQL, web units, browser, CLI scripts

test-go: ## Go tests with the race detector, on SQLite and PostgreSQL
	$(GO) vet $(GOFLAGS_) ./... ./testdata/cases
	$(GO) test $(GOFLAGS_) -race -timeout 15m ./... ./testdata/cases
	$(GO) test $(GOFLAGS_) -short -run TestAralia ./analysis/faulttree # too slow with the race detector
	$(GO) test $(GOFLAGS_) -run TestScripts ./cmd/ninefold # the same

test-web: $(WEB)/node_modules/.package-lock.json ## type check, lint and unit tests of the dashboard
	cd $(WEB) && npm run lint && npm test

test-browser: build ## the real binary in a real browser, with axe-core
	cd $(WEB) && npm run test:browser

lint: $(LINT) ## golangci-lint with .golangci.yml
	$(LINT) run --build-tags nomsgpack ./...
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); exit 1; }

$(LINT): tools/go.mod
	cd tools && $(GO) build -o ../$(LINT) github.com/golangci/golangci-lint/v2/cmd/golangci-lint

generate: $(WEB)/node_modules/.package-lock.json ## what is derived from Go types: OpenAPI document, TypeScript types, model schema
	$(GO) test $(GOFLAGS_) ./api -run TestOpenAPIUpToDate -update
	$(GO) test $(GOFLAGS_) ./models/modelfile -update >/dev/null
	cd $(WEB) && npm run generate

fuzz: ## each fuzz target for 30 seconds
	@for target in $$(grep -rlE '^func Fuzz' --include='*_test.go' . | grep -v node_modules); do \
	  for name in $$(sed -nE 's/^func (Fuzz[A-Za-z0-9]+)\(.*/\1/p' $$target); do \
	    $(GO) test $(GOFLAGS_) ./$$(dirname $$target) -run '^$$' -fuzz "^$$name$$" -fuzztime 30s; \
	  done; \
	done

bench: ## benchmarks, which print ratios
	$(GO) test $(GOFLAGS_) ./analysis/... -run '^$$' -bench . -benchtime 3x

bench-faulttree: ## fault trees beside SCRAM's recorded figures; fails when a goal is missed
	BENCH_FAULTTREE=1 $(GO) test $(GOFLAGS_) ./analysis/faulttree ./analysis/faulttree/uncertainty -run 'TestBench' -p 1 -count 1 -v -timeout 30m

bench-statistics: ## fits and survival of a million lives beside R, where there is one; fails when a goal is missed
	BENCH_STATISTICS=1 $(GO) test $(GOFLAGS_) ./analysis/lifedata -run 'TestBench' -count 1 -v -timeout 30m

bench-network: ## networks beside TdZDD's recorded figures, fat trees, large chains, dynamic trees, rare failures, allocation; fails when a goal is missed
	BENCH_NETWORK=1 $(GO) test $(GOFLAGS_) ./analysis/network ./analysis/equations ./analysis/markov ./analysis/dynamic ./analysis/simulate ./analysis/optimize -run 'TestBench' -p 1 -count 1 -v -timeout 30m

clean: ## remove what was built
	rm -rf bin .tools $(WEB)/node_modules
	find $(WEB)/dist -mindepth 1 ! -name .gitkeep -delete

.PHONY: help demo build web setup test test-go test-web test-browser lint generate fuzz bench bench-faulttree bench-statistics bench-network clean
