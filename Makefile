# baosong: build, run, test, check, bench, install.
#
#   make            build/baosongd, build/baosong, build/baosong-fetcher, build/baosong-reader
#   make run        installs what is needed, builds, and works through a sample mailbox
#   make test       everything that CI runs: unit and end-to-end tests, with sanitizers
#   make check      format, clang-tidy, cppcheck, length of functions
#   make help       all targets
#
# VARIANT=release (default) or VARIANT=sanitize (AddressSanitizer and UBSan, in build/sanitize).
# BUILD=DIR builds elsewhere. Rooms are found by wildcard: a new file needs no line here.

SHELL := /bin/bash
.DELETE_ON_ERROR:
.DEFAULT_GOAL := all

VERSION := 0.1.0
VARIANT ?= release
BUILD   ?= $(if $(filter sanitize,$(VARIANT)),build/sanitize,build)
PYTHON  ?= /usr/bin/python3
CC      ?= gcc
WERROR  ?= -Werror

prefix      ?= /usr
bindir      ?= $(prefix)/bin
sbindir     ?= $(prefix)/sbin
libexecdir  ?= $(prefix)/libexec/baosong
datadir     ?= $(prefix)/share/baosong
docdir      ?= $(prefix)/share/doc/baosong
mandir      ?= $(prefix)/share/man
sysconfdir  ?= /etc
unitdir     ?= $(prefix)/lib/systemd/system
sysusersdir ?= $(prefix)/lib/sysusers.d

# --- what it is made of -------------------------------------------------------------------------

PACKAGES_BUILD := gcc make pkg-config libc6-dev libcurl4-gnutls-dev libetpan-dev libgmime-3.0-dev \
	libsqlite3-dev libzip-dev libyaml-dev libjansson-dev libsystemd-dev libxlsxwriter-dev \
	libxml2-dev libpoppler-glib-dev nettle-dev libseccomp-dev
PACKAGES_RUN := poppler-data tzdata ca-certificates
PACKAGES_SAMPLE := python3 python3-docx python3-openpyxl python3-reportlab python3-pil \
	libarchive-tools zip p7zip-full fonts-wqy-microhei
PACKAGES_TEST := libcmocka-dev python3-pytest dovecot-imapd openssl strace unzip sqlite3 procps
PACKAGES_CHECK := clang-format clang-tidy cppcheck universal-ctags

# Libraries of each program. The reader alone links what touches a sender's bytes; nothing that
# can reach the network is linked into it, and no parser of documents into the daemon.
LIBS_BASE    := jansson nettle
LIBS_DAEMON  := $(LIBS_BASE) yaml-0.1 sqlite3 libsystemd libcurl xlsxwriter
LIBS_FETCHER := $(LIBS_BASE) libcurl libetpan
LIBS_READER  := $(LIBS_BASE) gmime-3.0 libzip libxml-2.0 poppler-glib libseccomp
LIBS_ALL     := $(sort $(LIBS_DAEMON) $(LIBS_FETCHER) $(LIBS_READER) cmocka)

PKG_CONFIG ?= pkg-config
# libetpan and libcurl of Debian say where they are by pkg-config too; a missing one is named.
pkg_cflags = $(shell $(PKG_CONFIG) --cflags $(1))
pkg_libs   = $(shell $(PKG_CONFIG) --libs $(1))

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wpointer-arith -Wcast-qual -Wwrite-strings -Wformat=2 -Wundef \
	-Wswitch-enum -Wnull-dereference -Wdouble-promotion -Wvla -Wimplicit-fallthrough $(WERROR)
HARDENING := -fPIE -fstack-protector-strong -fstack-clash-protection -fcf-protection \
	-fno-strict-aliasing
CFLAGS_release  := -O2 -g -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2
CFLAGS_sanitize := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=undefined
LDFLAGS_release  := -Wl,-z,relro,-z,now
LDFLAGS_sanitize := -fsanitize=address,undefined

CPPFLAGS += -D_GNU_SOURCE -Idaemon -I$(BUILD)/generated \
	-DBAOSONG_VERSION='"$(VERSION)"' -DBAOSONG_CONFIG='"$(sysconfdir)/baosong/baosong.yaml"' \
	-DBAOSONG_LIBEXEC='"$(libexecdir)"'
CPPFLAGS += $(patsubst -I%,-isystem %,$(call pkg_cflags,$(LIBS_ALL)))
CFLAGS   += -std=c17 $(WARNINGS) $(HARDENING) $(CFLAGS_$(VARIANT))
LDFLAGS  += -pie -Wl,--as-needed $(LDFLAGS_$(VARIANT))

ROOMS    := base campaign mailbox reader judge ledger notice desk service command
SOURCES  := $(foreach room,$(ROOMS),$(sort $(wildcard daemon/$(room)/*.c)))
OBJECTS  := $(SOURCES:daemon/%.c=$(BUILD)/obj/%.o)
LIBRARY  := $(BUILD)/libbaosong.a
PROGRAMS := baosongd baosong baosong-fetcher baosong-reader
BINARIES := $(PROGRAMS:%=$(BUILD)/%)
UNIT_SOURCES := $(sort $(wildcard tests/unit/test_*.c))
UNIT_TESTS   := $(UNIT_SOURCES:tests/unit/%.c=$(BUILD)/unit/%)
SCHEMA   := $(sort $(wildcard schema/*.sql))

.PHONY: all help programs unit-tests
all: programs
programs: $(BINARIES)

help:
	@grep -E '^# [a-z -]+:|^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/'

# --- building -----------------------------------------------------------------------------------

$(BUILD)/obj/%.o: daemon/%.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# A fresh archive each time: a file that is gone must not live on in it.
$(LIBRARY): $(OBJECTS)
	@rm -f $@
	ar rcs $@ $^

LIBS_baosongd := $(LIBS_DAEMON)
LIBS_baosong := $(LIBS_DAEMON)
LIBS_baosong-fetcher := $(LIBS_FETCHER)
LIBS_baosong-reader := $(LIBS_READER)

$(BINARIES): $(BUILD)/%: $(BUILD)/obj/%.o $(LIBRARY)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(call pkg_libs,$(LIBS_$*)) -lm

# The schema and its migrations are compiled in, each file as one string.
$(BUILD)/generated/schema.inc: $(SCHEMA) Makefile
	@mkdir -p $(@D)
	@{ for file in $(SCHEMA); do \
		printf '{"%s",\n' "$$(basename $$file)"; \
		sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$$/\\n"/' $$file; \
		printf '},\n'; \
	done; } >$@
$(BUILD)/obj/ledger/schema.o: $(BUILD)/generated/schema.inc
$(BUILD)/obj/ledger/schema.o: CFLAGS += -Wno-overlength-strings

$(BUILD)/unit/%: tests/unit/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Itests/unit $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(LIBRARY) \
		$(call pkg_libs,$(LIBS_ALL)) -lm
unit-tests: $(UNIT_TESTS)

-include $(OBJECTS:.o=.d) $(PROGRAMS:%=$(BUILD)/obj/%.d) $(UNIT_TESTS:%=%.d)
