# Three Ways to Wait: `make help` lists the targets.

VERSION = 0.1.0
BUILD   = build
CC      = cc
CFLAGS  = -O2 -g
WARN    = -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes \
          -Wmissing-prototypes -Wvla -Wwrite-strings

# Looked up when a recipe runs, not when make starts: by then `deps` has run.
PKG_CONFIG = pkg-config
FETCH_LIBS = libcurl jansson
SERVE_LIBS = libevent libevent_openssl openssl zlib
PLOT_LIBS  = libcurl jansson
CHECK_LIBS = check libcurl jansson

# --- what is built from what -------------------------------------------------

COMMON  = $(patsubst %.c,$(BUILD)/%.o,$(filter-out common/main.c,$(wildcard common/*.c)))
MAIN    = $(BUILD)/common/main.o
SYNC    = $(patsubst %.c,$(BUILD)/%.o,$(wildcard sync/*.c))
THREADED= $(patsubst %.c,$(BUILD)/%.o,$(wildcard threaded/*.c))
ASYNC   = $(patsubst %.c,$(BUILD)/%.o,$(wildcard async/*.c))
SERVER  = $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/server/*.c))
COMPARE = $(patsubst %.c,$(BUILD)/%.o,$(wildcard plots/*.c))
CHECKS  = $(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/*.c))
PRELOAD = $(patsubst tests/preload/%.c,$(BUILD)/tests/%.so,$(wildcard tests/preload/*.c))

PROGRAMS = $(BUILD)/fetch-sync $(BUILD)/fetch-threaded $(BUILD)/fetch-async

all: $(PROGRAMS) $(BUILD)/testserver $(BUILD)/compare

$(BUILD)/fetch-sync:     $(MAIN) $(COMMON) $(SYNC)
$(BUILD)/fetch-threaded: $(MAIN) $(COMMON) $(THREADED)
$(BUILD)/fetch-async:    $(MAIN) $(COMMON) $(ASYNC)
$(PROGRAMS):
	$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $^ $$($(PKG_CONFIG) --libs $(FETCH_LIBS)) -lm

$(BUILD)/testserver: $(SERVER)
	$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $^ $$($(PKG_CONFIG) --libs $(SERVE_LIBS)) -lm

$(BUILD)/compare: $(COMPARE)
	$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $^ $$($(PKG_CONFIG) --libs $(PLOT_LIBS)) -lm

# Everything that is tested from inside: all modules but the three mains.
TESTED  = $(COMMON) $(filter-out $(BUILD)/async/async.o,$(ASYNC)) \
          $(filter-out $(BUILD)/plots/compare.o,$(COMPARE))

$(BUILD)/check: $(CHECKS) $(TESTED)
	$(CC) $(CFLAGS) $(LDFLAGS) -pthread -o $@ $^ $$($(PKG_CONFIG) --libs $(CHECK_LIBS)) -lm

# Put between a program and the system by LD_PRELOAD, to make calls fail.
$(BUILD)/tests/%.so: tests/preload/%.c
	@mkdir -p $(@D)
	$(CC) -std=c11 -D_GNU_SOURCE $(WARN) $(CFLAGS) -fPIC -shared -o $@ $<

check: all $(BUILD)/check $(PRELOAD)
	$(BUILD)/check

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) -std=c11 -D_GNU_SOURCE -DVERSION='"$(VERSION)"' -pthread $(WARN) \
	    $(CFLAGS) -Icommon -MMD -MP -c -o $@ $< $$($(PKG_CONFIG) --cflags libcurl)

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)

clean:
	rm -rf build

.PHONY: all check clean
