# keysieve: `make help` lists what can be made.

CC      ?= cc
BUILD   ?= build
PREFIX  ?= /usr/local
MODE    ?= release

# What a bare Debian machine lacks for each of the targets.
BUILD_PACKAGES := gcc make pkg-config git libc6-dev libpcre2-dev libgit2-dev libcjson-dev libdeflate-dev nettle-dev zlib1g-dev libarchive-dev
TEST_PACKAGES  := check python3 python3-cram zstd
LINT_PACKAGES  := clang-format

MODULES  := libpcre2-8 libcjson libdeflate nettle zlib
WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
	    -Wwrite-strings -Wvla -Wformat=2 -Wundef
FLAGS_release  := -O2 -g
FLAGS_sanitize := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
FLAGS_thread   := -O1 -g -fsanitize=thread -fno-omit-frame-pointer
FLAGS_fuzz     := -O1 -g -fsanitize=fuzzer-no-link,address,undefined -fno-omit-frame-pointer
# Each mode has a tree of its own, so that they can stand side by side.
OUT := $(BUILD)/$(if $(filter release,$(MODE)),,$(MODE)/)
override CFLAGS   += -std=c11 $(FLAGS_$(MODE)) $(WARNINGS) $(if $(CI),-Werror)
override CPPFLAGS += -D_GNU_SOURCE -DPCRE2_CODE_UNIT_WIDTH=8 -Iinclude -MMD -MP
# Asked once and late, so that the packages can be installed before.
PKG_CFLAGS = $(eval PKG_CFLAGS := $$(shell pkg-config --cflags $(MODULES) libgit2 libarchive))$(PKG_CFLAGS)
PKG_LIBS   = $(eval PKG_LIBS := $$(shell pkg-config --libs $(MODULES)) -lpthread -lm -ldl)$(PKG_LIBS)
CHECK_LIBS = $(eval CHECK_LIBS := $$(shell pkg-config --libs check))$(CHECK_LIBS)
COMPILE    = $(CC) $(CPPFLAGS) $(CFLAGS) $(PKG_CFLAGS)
# What is made is said in a word; `make V=1` shows the commands.
Q    := $(if $(V),,@)
say   = $(if $(V),,@echo "$(1) $@")

ROOMS   := base model ruleset engine store source policy report scan cli
SOURCES := $(foreach room,$(ROOMS),$(wildcard src/$(room)/*.c))
OBJECTS := $(SOURCES:src/%.c=$(OUT)obj/%.o)
BUILTIN := $(OUT)obj/gen/builtin.o
LIBRARY := $(OUT)libkeysieve.a
# The rule compiler reads rules and plans the search for them: it needs no other room.
RULEC_OBJECTS := $(filter $(foreach room,base model ruleset engine,$(OUT)obj/$(room)/%),$(OBJECTS)) \
		 $(patsubst src/%.c,$(OUT)obj/%.o,$(wildcard src/rulec/*.c))
# The shapes first: the regexes of the others call them.
RULES   := rules/shapes.toml $(filter-out rules/shapes.toml,$(sort $(wildcard rules/*.toml)))
UNITS   := $(patsubst tests/unit/%.c,$(OUT)unit/%,$(wildcard tests/unit/test_*.c))
FUZZERS := $(patsubst tests/fuzz/%.c,$(OUT)fuzz/%,$(wildcard tests/fuzz/fuzz_*.c))
BENCHES := $(patsubst tests/bench/%.c,$(OUT)bench/%,$(wildcard tests/bench/bench_*.c))
# For LD_PRELOAD, which does not go with the sanitizers.
FAULT   := $(if $(filter release,$(MODE)),$(OUT)fault.so)
.SECONDARY:

.PHONY: all
all: $(OUT)keysieve

.PHONY: help
help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

.PHONY: scan
scan: build-packages ## build, and scan this repository and its history
	@$(MAKE) --no-print-directory all
	$(OUT)keysieve scan .

.PHONY: test
test: test-packages ## run every test
	@$(MAKE) --no-print-directory all suites
	@tests/run.sh $(abspath $(BUILD)) full

.PHONY: quick
quick: ## run the quick tests of what is built
	@$(MAKE) --no-print-directory all suites
	@tests/run.sh $(abspath $(patsubst %/,%,$(OUT))) quick

.PHONY: threads
threads:
	@$(MAKE) --no-print-directory all suites
	@tests/run.sh $(abspath $(patsubst %/,%,$(OUT))) threads

.PHONY: lint
lint: lint-packages ## hold the house rules: layers, sizes, format, banned functions
	@tests/lint/run.sh

.PHONY: sanitize
sanitize: test-packages ## the quick tests under ASan and UBSan, the threaded ones under TSan
	@$(MAKE) --no-print-directory MODE=sanitize quick
	@$(MAKE) --no-print-directory MODE=thread threads

.PHONY: bench
bench: all $(BENCHES) ## measure speed, beside whichever other scanners are installed
	@tests/bench/run.sh $(abspath $(BUILD))

.PHONY: fuzz
fuzz: ## fuzz with clang's libFuzzer, SECONDS_EACH for each target; then try every fault
	@tests/fuzz/run.sh $(abspath $(BUILD)) $(or $(SECONDS_EACH),60)

.PHONY: install
install: all ## install keysieve below PREFIX (default /usr/local)
	install -D -m 755 $(OUT)keysieve $(DESTDIR)$(PREFIX)/bin/keysieve

.PHONY: uninstall
uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(PREFIX)/bin/keysieve

.PHONY: clean
clean: ## remove build/
	rm -rf $(BUILD)

.PHONY: build-packages test-packages lint-packages
build-packages: ; @.ci/packages $(BUILD_PACKAGES)
test-packages:  ; @.ci/packages $(BUILD_PACKAGES) $(TEST_PACKAGES)
lint-packages:  ; @.ci/packages $(LINT_PACKAGES)

.PHONY: units suites
units: $(UNITS)
suites: $(UNITS) $(FUZZERS) $(OUT)toml/decoder $(FAULT)

# The engine is most of the time, and a twentieth faster so.
$(OUT)obj/engine/%.o: override CFLAGS += $(if $(filter release,$(MODE)),-O3)

$(OUT)obj/%.o: src/%.c
	$(call say,cc)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -c $< -o $@

$(OUT)rulec: $(RULEC_OBJECTS)
	$(call say,ld)
	$(Q)$(CC) $(CFLAGS) $^ -o $@ $(LDFLAGS) $(PKG_LIBS)

# The folder itself too: a file that goes leaves no newer one behind.
$(OUT)gen/builtin.c: $(OUT)rulec $(RULES) rules
	$(call say,rules)
	@mkdir -p $(@D)
	$(Q)$(OUT)rulec $(RULES) >$@.new && mv $@.new $@

$(BUILTIN): $(OUT)gen/builtin.c
	$(call say,cc)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -c $< -o $@

$(LIBRARY): $(OBJECTS) $(BUILTIN)
	@rm -f $@
	@$(AR) rcs $@ $^

$(OUT)keysieve: $(OUT)obj/main.o $(LIBRARY)
	$(call say,ld)
	$(Q)$(CC) $(CFLAGS) $^ -o $@ $(LDFLAGS) $(PKG_LIBS)

$(OUT)unit/%: tests/unit/%.c $(LIBRARY)
	$(call say,cc)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -Itests $< $(LIBRARY) -o $@ $(LDFLAGS) $(CHECK_LIBS) $(PKG_LIBS)

# A fuzz target and a main that replays its corpus; `make fuzz` builds them with libFuzzer instead.
$(OUT)fuzz/%: tests/fuzz/%.c tests/fuzz/replay.c $(LIBRARY)
	$(call say,cc)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -Itests $< tests/fuzz/replay.c $(LIBRARY) -o $@ $(LDFLAGS) $(PKG_LIBS)

$(OUT)bench/%: tests/bench/%.c $(LIBRARY)
	$(call say,cc)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $< $(LIBRARY) -o $@ $(LDFLAGS) $(PKG_LIBS)

$(OUT)toml/decoder: tests/toml/decoder.c $(LIBRARY)
	$(call say,cc)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) $< $(LIBRARY) -o $@ $(LDFLAGS) $(PKG_LIBS)

$(OUT)fault.so: tests/fault/fault.c
	$(call say,cc)
	@mkdir -p $(@D)
	$(Q)$(COMPILE) -fPIC -shared $< -o $@ $(LDFLAGS) -ldl

-include $(OBJECTS:.o=.d) $(BUILTIN:.o=.d) $(OUT)obj/main.d $(UNITS:=.d) $(FUZZERS:=.d)
