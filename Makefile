# keysieve: `make help` lists what can be made.

CC      ?= cc
BUILD   ?= build
PREFIX  ?= /usr/local
MODE    ?= release

# What a bare Debian machine lacks for each of the targets.
BUILD_PACKAGES := gcc make pkg-config git libc6-dev libpcre2-dev libgit2-dev libcjson-dev libdeflate-dev nettle-dev
TEST_PACKAGES  := check python3 python3-cram
LINT_PACKAGES  := clang-format

MODULES := libpcre2-8 libgit2 libcjson libdeflate nettle
WARNINGS := -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
	    -Wwrite-strings -Wvla -Wformat=2 -Wundef
FLAGS_release  := -O2 -g
FLAGS_sanitize := -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
FLAGS_thread   := -O1 -g -fsanitize=thread -fno-omit-frame-pointer
FLAGS   := $(FLAGS_$(MODE))
OUT     := $(BUILD)/$(if $(filter release,$(MODE)),,$(MODE)/)
override CFLAGS   += -std=c11 $(FLAGS) $(WARNINGS) $(if $(CI),-Werror)
override CPPFLAGS += -D_GNU_SOURCE -DPCRE2_CODE_UNIT_WIDTH=8 -Iinclude -MMD -MP
# Expanded when first used, so that the packages can be installed before it is asked.
PKG_CFLAGS = $(eval PKG_CFLAGS := $$(shell pkg-config --cflags $(MODULES)))$(PKG_CFLAGS)
PKG_LIBS   = $(eval PKG_LIBS := $$(shell pkg-config --libs $(MODULES)) -lm)$(PKG_LIBS)
CHECK_LIBS = $(eval CHECK_LIBS := $$(shell pkg-config --libs check))$(CHECK_LIBS)

ROOMS   := base model ruleset engine source policy report scan cli
SOURCES := $(foreach room,$(ROOMS),$(wildcard src/$(room)/*.c))
OBJECTS := $(SOURCES:src/%.c=$(OUT)obj/%.o)
LIBRARY := $(OUT)libkeysieve.a
UNITS   := $(patsubst tests/unit/%.c,$(OUT)unit/%,$(wildcard tests/unit/test_*.c))
# Secondary: neither deleted as intermediate nor missed.
.SECONDARY:

.PHONY: all
all: $(OUT)keysieve

$(OUT)obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) $(PKG_CFLAGS) -c $< -o $@

$(LIBRARY): $(OBJECTS)
	@rm -f $@
	@$(AR) rcs $@ $^

$(OUT)unit/%: tests/unit/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Itests $(CFLAGS) $(PKG_CFLAGS) $< $(LIBRARY) -o $@ $(LDFLAGS) $(CHECK_LIBS) $(PKG_LIBS) -lpthread

.PHONY: units
units: $(UNITS) ## build the unit tests

.PHONY: clean
clean: ## remove build/
	rm -rf $(BUILD)

-include $(OBJECTS:.o=.d) $(UNITS:=.d)
