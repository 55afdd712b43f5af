# Three Ways to Wait. `make help` lists the targets.

.DEFAULT_GOAL = all

VERSION = 0.1.0
PREFIX  = /usr/local
BUILD   = build
CC      = cc
CFLAGS  = -O2 -g
WARN    = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
          -Wmissing-prototypes -Wvla -Wwrite-strings
COMPILE = $(CC) -std=c11 -D_GNU_SOURCE -pthread $(WARN) $(CFLAGS)
LINK    = $(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $(filter %.o,$^)

# Asked when a recipe runs, not when make starts: by then `deps` has run.
libs    = $$(pkg-config --libs $(1)) -lm
cflags  = $$(pkg-config --cflags libcurl jansson libevent openssl)

help:  ## this list
	@echo "make TARGET, where TARGET is"
	@sed -n 's/^\([a-z-]*\):.*  ## /  \1:/p' Makefile | \
	    awk -F: '{printf "  %-15s %s\n", $$1, $$2}' | sort

# --- what is built from what -------------------------------------------------

objects  = $(patsubst %.c,$(BUILD)/%.o,$(wildcard $(1)/*.c))
MAIN     = $(BUILD)/common/main.o
COMMON   = $(filter-out $(MAIN),$(call objects,common))
SYNC     = $(call objects,sync)
THREADED = $(call objects,threaded)
ASYNC    = $(call objects,async)
SERVER   = $(call objects,tests/server)
COMPARE  = $(call objects,plots)
CHECKS   = $(call objects,tests)
PROGRAMS = $(BUILD)/fetch-sync $(BUILD)/fetch-threaded $(BUILD)/fetch-async
TRAPS    = $(patsubst %.c,$(BUILD)/%,$(wildcard */traps/*.c))
PRELOADS = $(patsubst tests/preload/%.c,$(BUILD)/tests/%.so, \
             $(wildcard tests/preload/*.c))

# What is tested from inside: every module that has no main and no fetch_all.
MODULES  = $(COMMON) $(filter-out %/async.o,$(ASYNC)) \
           $(filter-out %/compare.o,$(COMPARE))

all: $(PROGRAMS) $(TRAPS) $(BUILD)/testserver $(BUILD)/compare  ## the programs, the traps, the server, the harness

$(BUILD)/fetch-sync:     $(MAIN) $(COMMON) $(SYNC)
$(BUILD)/fetch-threaded: $(MAIN) $(COMMON) $(THREADED)
$(BUILD)/fetch-async:    $(MAIN) $(COMMON) $(ASYNC)
$(PROGRAMS):
	$(LINK) $(call libs,libcurl jansson)

# A trap stands in for the one file that the right program has of its own.
$(BUILD)/threaded/traps/%: $(BUILD)/threaded/traps/%.o $(MAIN) $(COMMON)
	$(LINK) $(call libs,libcurl jansson)

$(BUILD)/async/traps/%: $(BUILD)/async/traps/%.o $(MAIN) $(COMMON) \
                        $(filter-out %/async.o,$(ASYNC))
	$(LINK) $(call libs,libcurl jansson)

$(BUILD)/testserver: $(SERVER)
	$(LINK) $(call libs,libevent libevent_openssl openssl zlib)

$(BUILD)/compare: $(COMPARE)
	$(LINK) $(call libs,libcurl jansson libcrypto zlib)

$(BUILD)/check: $(CHECKS) $(MODULES)
	$(LINK) $(call libs,check libcurl jansson libcrypto zlib)

$(BUILD)/bench: $(call objects,plots/bench) $(filter-out %/compare.o,$(COMPARE))
	$(LINK) $(call libs,libcurl jansson libcrypto zlib)

$(BUILD)/bare-%: $(BUILD)/plots/bare/bare_%.o
	$(LINK) $(call libs,libcurl)

# Only where there is a Go: without it, the benchmark leaves this out.
$(BUILD)/bare-nethttp: plots/bare/nethttp.go
	@mkdir -p $(@D)
	@if command -v go >/dev/null; then go build -o $@ $<; fi

# Put between a program and the system by LD_PRELOAD, to make calls fail.
$(BUILD)/tests/%.so: tests/preload/%.c $(BUILD)/setup
	@mkdir -p $(@D)
	$(COMPILE) -fPIC -shared -o $@ $<

$(BUILD)/%.o: %.c $(BUILD)/setup
	@mkdir -p $(@D)
	$(COMPILE) -DVERSION='"$(VERSION)"' -Icommon -iquote async -MMD -MP -c -o $@ $< $(cflags)

# Of known size, to be measured.
$(BUILD)/tests/known: tests/known/known.c $(BUILD)/setup
	@mkdir -p $(@D)
	$(COMPILE) $(LDFLAGS) -o $@ $<

# Changes when the compiler or its flags do, and then everything is built anew.
$(BUILD)/setup: always | $(filter deps deps-others deps-develop,$(MAKECMDGOALS))
	@bash tests/setup/deps.sh check
	@mkdir -p $(@D)
	@echo '$(COMPILE) $(LDFLAGS) $(VERSION)' | cmp -s - $@ || \
	    echo '$(COMPILE) $(LDFLAGS) $(VERSION)' > $@

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

# --- this machine ------------------------------------------------------------

deps:  ## install what is missing (apt), or name it (dnf, pacman)
	@bash tests/setup/deps.sh

deps-others:  ## the same, and other people's tools to compare with
	@bash tests/setup/deps.sh others

deps-develop:  ## the same, and what is needed to change the kit
	@bash tests/setup/deps.sh develop

doctor:  ## is this machine ready for a workshop? if not, what to do
	@BUILD=$(BUILD) bash tests/setup/doctor.sh

install: $(PROGRAMS)  ## copy the programs to PREFIX/bin (/usr/local/bin)
	install -d $(DESTDIR)$(PREFIX)/bin
	install $(PROGRAMS) $(DESTDIR)$(PREFIX)/bin

# --- comparing ---------------------------------------------------------------

SCENARIO = default

compare: all  ## measure the three programs and draw charts (SCENARIO=name)
	$(BUILD)/compare $(COMPARE_OPTIONS) $(SCENARIO)

predict: all  ## guess first, then run, and see how far off you were (SCENARIO)
	$(BUILD)/compare --predict $(COMPARE_OPTIONS) $(SCENARIO)

compare-all: all  ## the same for every scenario
	for scenario in plots/scenarios/*.scenario; do \
	    $(BUILD)/compare $(COMPARE_OPTIONS) $$scenario || exit; done

compare-others: all  ## the same beside curl -Z, xargs and Python clients (SCENARIO=name)
	$(BUILD)/compare $(COMPARE_OPTIONS) --others \
	    $(if $(filter default,$(SCENARIO)),others,$(SCENARIO))

BARE = $(BUILD)/bare-multi $(BUILD)/bare-epoll $(BUILD)/bare-nethttp

bench: all $(BUILD)/bench $(BARE)  ## the kit's own speed and memory, beside their targets (BENCH=part)
	$(BUILD)/bench $(BENCH)

# --- testing -----------------------------------------------------------------

TESTS = $(BUILD)/check $(PRELOADS) $(PROGRAMS) $(TRAPS) $(BUILD)/testserver \
        $(BUILD)/compare $(BUILD)/tests/known

check: $(TESTS)  ## run the Check suites (SUITE=name for one or a group)
	BUILD=$(BUILD) $(BUILD)/check $(SUITE)

browsercheck: all  ## the report in a real browser, a headless Chromium
	BUILD=$(BUILD) bash tests/browser/check.sh

memcheck:  ## the suites under valgrind
	$(MAKE) BUILD=build/memcheck CFLAGS='-O1 -g' run-memcheck

asan:  ## the suites with AddressSanitizer and UBSan
	$(MAKE) BUILD=build/asan run-asan \
	    CFLAGS='-O1 -g -fsanitize=address,undefined -fno-sanitize-recover'

racecheck:  ## the threaded program under ThreadSanitizer
	$(MAKE) BUILD=build/tsan CFLAGS='-O1 -g -fsanitize=thread' run-racecheck

FUZZ_SECONDS = 20
FUZZERS = $(patsubst tests/fuzz/%.c,$(BUILD)/%,$(wildcard tests/fuzz/*.c))

$(FUZZERS): $(BUILD)/%: $(BUILD)/tests/fuzz/%.o $(BUILD)/tests/csv.o $(MODULES)
	$(LINK) -fsanitize=fuzzer $(call libs,libcurl jansson libcrypto zlib)

fuzz:  ## bytes that nobody thought of, FUZZ_SECONDS (20) for each fuzzer
	$(MAKE) BUILD=build/fuzz CC=clang run-fuzz CFLAGS='-O1 -g \
	    -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover'

run-fuzz: $(FUZZERS)
	for fuzzer in $(FUZZERS); do \
	    mkdir -p $$fuzzer.corpus && echo "$$fuzzer, $(FUZZ_SECONDS) s" && \
	    $$fuzzer -max_total_time=$(FUZZ_SECONDS) -timeout=10 \
	        -close_fd_mask=3 -artifact_prefix=$$fuzzer- $$fuzzer.corpus \
	        tests/fuzz/seeds plots/scenarios > $$fuzzer.log 2>&1 || \
	    { tail -n 40 $$fuzzer.log; exit 1; }; done

VALGRIND = valgrind -q --error-exitcode=99
MEMCHECKED = programs

run-memcheck: $(TESTS)
	BUILD=$(BUILD) CK_FORK=no $(VALGRIND) $(BUILD)/check modules
	BUILD=$(BUILD) WRAP='$(VALGRIND)' $(BUILD)/check $(MEMCHECKED)

ASANCHECKED = modules harness programs

run-asan: $(TESTS)
	for group in $(ASANCHECKED); do \
	    BUILD=$(BUILD) CK_FORK=no $(BUILD)/check $$group || exit; done

RACECHECKED = programs

run-racecheck: $(TESTS)
	for group in $(RACECHECKED); do \
	    TSAN_OPTIONS=suppressions=$(CURDIR)/tests/setup/tsan.suppressions \
	        BUILD=$(BUILD) $(BUILD)/check $$group || exit; done

lint:  ## what cppcheck, clang and shellcheck have to say
	cppcheck --quiet --enable=warning,performance,portability \
	    --error-exitcode=1 --inline-suppr -Icommon \
	    sync threaded async common plots tests/server
	$(MAKE) BUILD=build/clang CC=clang CFLAGS='-O2 -g -Werror' all
	shellcheck -x tests/setup/*.sh tests/browser/*.sh .ci/run plots/others/*curl*

clean:  ## remove what was built
	rm -rf build

# What was made on the way to a program is kept.
.SECONDARY:

.PHONY: help all deps deps-others deps-develop doctor install \
        compare predict compare-all compare-others bench \
        check browsercheck memcheck asan racecheck fuzz \
        run-memcheck run-asan run-racecheck run-fuzz \
        lint clean always
