# baosong: build, run, test, check, bench, install.
#
#   make            build/baosongd, build/baosong, build/baosong-fetcher, build/baosong-reader
#   make run        installs what is needed, builds, and works through a sample mailbox
#   make test       everything that CI runs: unit and end-to-end tests, with sanitizers
#   make check      format, clang-tidy, cppcheck, length of functions
#   make install    programs, configuration, service and manuals (DESTDIR= prefix= sysconfdir=)
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
tmpfilesdir ?= $(prefix)/lib/tmpfiles.d
catalogdir  ?= $(prefix)/lib/systemd/catalog
completiondir ?= $(prefix)/share/bash-completion/completions
confdir     := $(sysconfdir)/baosong

# --- what it is made of -------------------------------------------------------------------------

PACKAGES_BUILD := gcc make pkg-config libc6-dev libcurl4-gnutls-dev libetpan-dev libgmime-3.0-dev libgsf-1-dev \
	libsqlite3-dev libzip-dev libdeflate-dev libyaml-dev libjansson-dev libsystemd-dev libxlsxwriter-dev \
	zlib1g-dev libxml2-dev libksba-dev libgpg-error-dev libpoppler-glib-dev nettle-dev libseccomp-dev
# Archives.
PACKAGES_BUILD += libarchive-dev libunarr-dev libmspack-dev libzstd-dev liblzma-dev
# Scanned pages and photos.
PACKAGES_BUILD += libtesseract-dev libleptonica-dev libexif-dev
PACKAGES_RUN := poppler-data tesseract-ocr-chi-sim tzdata ca-certificates
PACKAGES_SAMPLE := python3 python3-yaml python3-docx python3-openpyxl python3-reportlab python3-pil \
	libarchive-tools zip p7zip-full fonts-wqy-microhei
PACKAGES_TEST := libcmocka-dev python3-pytest python3-pytest-xdist dovecot-imapd libgsf-bin qpdf openssl \
	strace unzip poppler-utils sqlite3 procps systemd util-linux
# The picture of the report is drawn in a font with Chinese characters.
PACKAGES_BUILD += libcairo2-dev libfontconfig-dev
PACKAGES_RUN += fonts-wqy-microhei
# What people are told goes through a real mail server.
PACKAGES_TEST += dovecot-lmtpd postfix faketime
# A virus scanner, with signatures of the tests' own.
PACKAGES_TEST += clamav-daemon
# Archivers whose archives the reader must open, and one that is asked what it finds in them.
PACKAGES_TEST += bzip2 xz-utils zstd lz4 lzop binutils genisoimage jlha-utils gcab unar
# What makes and looks at the Debian package, and man pages.
PACKAGES_DEB := debhelper dpkg-dev lintian
PACKAGES_TEST += $(PACKAGES_DEB) man-db mandoc bash-completion
PACKAGES_FUZZ := clang libclang-rt-dev
# Pages are drawn as offices print them; the benchmark compares with tesseract's own program.
PACKAGES_TEST += python3-numpy fonts-arphic-uming fonts-arphic-gkai00mp
PACKAGES_BENCH := python3-numpy python3-pil fonts-arphic-uming fonts-arphic-gkai00mp fonts-wqy-microhei \
	fonts-noto-cjk tesseract-ocr tesseract-ocr-chi-sim poppler-utils fontconfig
PACKAGES_CHECK := clang-format clang-tidy cppcheck universal-ctags

# Libraries of each program. The reader alone links what touches a sender's bytes; nothing that
# can reach the network is linked into it, and no parser of documents into the daemon.
LIBS_BASE    := jansson nettle
LIBS_DAEMON  := $(LIBS_BASE) yaml-0.1 sqlite3 libsystemd libcurl xlsxwriter cairo-ft fontconfig
LIBS_FETCHER := $(LIBS_BASE) libcurl libetpan
LIBS_READER  := $(LIBS_BASE) gmime-3.0 ksba libgsf-1 libzip libdeflate zlib libxml-2.0 poppler-glib libseccomp
LIBS_READER  += libarchive libunarr libmspack libzstd liblzma
LIBS_READER  += cairo-ft fontconfig tesseract lept libexif
# Those that pkg-config does not know; the second comes with the compiler.
LIBS_PLAIN   := -lm -lgomp
LIBS_ALL     := $(sort $(LIBS_DAEMON) $(LIBS_FETCHER) $(LIBS_READER))

PKG_CONFIG ?= pkg-config
pkg_config  = $(shell $(PKG_CONFIG) $(1))$(if $(filter 0,$(.SHELLSTATUS)),,$(error a library is \
	missing, see above; `make deps` installs them))
# libetpan.pc repeats the linker options of Debian's own build, for which dpkg-dev would be needed.
pkg_libs    = $(filter-out -specs=%,$(call pkg_config,--libs $(1)))
# Asked once, when first needed: what `deps` installs is there by then.
LIBS_CFLAGS = $(eval LIBS_CFLAGS := $$(patsubst -I%,-isystem %,$$(call pkg_config,--cflags \
	$(LIBS_ALL))))$(LIBS_CFLAGS)

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wpointer-arith -Wcast-qual -Wwrite-strings -Wformat=2 -Wundef \
	-Wswitch-enum -Wnull-dereference -Wdouble-promotion -Wvla -Wimplicit-fallthrough $(WERROR)
HARDENING := -fPIE -fstack-protector-strong -fstack-clash-protection -fcf-protection \
	-fno-strict-aliasing
CFLAGS_release  := -O2 -g -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
CFLAGS_sanitize := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined \
	-fno-sanitize-recover=undefined
# For libFuzzer: clang's own warnings are not ours to mend here.
CFLAGS_fuzz     := -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=undefined -Wno-error
LDFLAGS_release  := -Wl,-z,relro,-z,now
LDFLAGS_fuzz     := -fsanitize=fuzzer,address,undefined
LDFLAGS_sanitize := -fsanitize=address,undefined

CPPFLAGS += -D_GNU_SOURCE -Idaemon -I$(BUILD)/generated \
	-DBAOSONG_VERSION='"$(VERSION)"' -DBAOSONG_CONFIG='"$(sysconfdir)/baosong/baosong.yaml"' \
	-DBAOSONG_LIBEXEC='"$(libexecdir)"'
CPPFLAGS += $(LIBS_CFLAGS)
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
FUZZ_SOURCES := $(sort $(wildcard tests/fuzz/fuzz_*.c))
FUZZERS      := $(FUZZ_SOURCES:tests/fuzz/%.c=$(BUILD)/%)
SCHEMA   := $(sort $(wildcard schema/*.sql))
MANUALS  := $(sort $(wildcard doc/*.[1-8]))
CONFIGURATION := $(sort $(wildcard conf/*.yaml))
NOTICES  := $(sort $(wildcard conf/notices/*))

.PHONY: all help programs unit-tests fuzzers deps deps-sample deps-test deps-fuzz deps-check run test fuzz check \
	check-format check-tidy check-cppcheck check-length bench bench-reader \
	bench-judge bench-judge-speed install uninstall clean
all: programs ## the four programs, in build/
programs: $(BINARIES)

help:
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' Makefile | expand -t 24

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
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(call pkg_libs,$(LIBS_$*)) $(LIBS_PLAIN)

# The schema with its migrations, and the texts of notices, are compiled in, each file as one string.
$(BUILD)/generated/schema.inc: $(SCHEMA)
$(BUILD)/generated/notices.inc: $(NOTICES)
# A file that is gone or has another name must not live on in them: newer only when the list is new.
.PHONY: always
$(BUILD)/generated/included.list: always
	@mkdir -p $(@D)
	@echo '$(SCHEMA) $(NOTICES)' | cmp -s - $@ || echo '$(SCHEMA) $(NOTICES)' >$@
$(BUILD)/generated/%.inc: Makefile $(BUILD)/generated/included.list
	@mkdir -p $(@D)
	@{ for file in $(filter $(SCHEMA) $(NOTICES),$^); do \
		printf '{"%s",\n' "$$(basename $$file)"; \
		sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' -e 's/^/"/' -e 's/$$/\\n"/' $$file; \
		printf '},\n'; \
	done; } >$@
$(BUILD)/obj/ledger/schema.o: $(BUILD)/generated/schema.inc
$(BUILD)/obj/notice/templates.o: $(BUILD)/generated/notices.inc
$(BUILD)/obj/ledger/schema.o $(BUILD)/obj/notice/templates.o: CFLAGS += -Wno-overlength-strings

$(BUILD)/unit/%: tests/unit/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) -Itests/unit $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(LIBRARY) \
		$(call pkg_libs,$(LIBS_ALL) cmocka) $(LIBS_PLAIN)
unit-tests: $(UNIT_TESTS)

# Only with VARIANT=fuzz, which `make fuzz` sees to.
$(FUZZERS): $(BUILD)/%: tests/fuzz/%.c $(LIBRARY)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(LIBRARY) \
		$(call pkg_libs,$(LIBS_READER)) $(LIBS_PLAIN)
fuzzers: $(FUZZERS)

-include $(OBJECTS:.o=.d) $(PROGRAMS:%=$(BUILD)/obj/%.d) $(UNIT_TESTS:%=%.d) $(FUZZERS:%=%.d)

# --- packages of Debian -------------------------------------------------------------------------

deps: ## install what building and running need (root or sudo, only when something is missing)
	@tests/packages $(PACKAGES_BUILD) $(PACKAGES_RUN)
deps-sample:
	@tests/packages $(PACKAGES_BUILD) $(PACKAGES_RUN) $(PACKAGES_SAMPLE)
deps-test: ## install what the tests need, too
	@tests/packages $(PACKAGES_BUILD) $(PACKAGES_RUN) $(PACKAGES_SAMPLE) $(PACKAGES_TEST)
deps-fuzz: deps
	@tests/packages $(PACKAGES_FUZZ)
deps-bench: ## install what the benchmarks need
	@tests/packages $(PACKAGES_BUILD) $(PACKAGES_RUN) $(PACKAGES_BENCH)
deps-check: ## install what `make check` needs
	@tests/packages $(PACKAGES_BUILD) $(PACKAGES_CHECK) libcmocka-dev

# --- run, test, check ---------------------------------------------------------------------------

JOBS ?= $(shell nproc)
# The two builds live side by side whichever one was asked for.
RELEASE_BUILD  := $(patsubst %/sanitize,%,$(BUILD))
SANITIZE_BUILD := $(RELEASE_BUILD)/sanitize
MAKE_RELEASE    = $(MAKE) --no-print-directory -j$(JOBS) VARIANT=release BUILD=$(RELEASE_BUILD)
MAKE_SANITIZE   = $(MAKE) --no-print-directory -j$(JOBS) VARIANT=sanitize BUILD=$(SANITIZE_BUILD)

run: deps-sample ## build, and work through a sample mailbox from its mails to the board
	@$(MAKE_RELEASE) programs
	@PYTHON=$(PYTHON) tests/sample/run.sh $(RELEASE_BUILD)

# A build of its own each time would cost minutes; objects are kept, headers are tracked.
test: deps-test ## all tests; the last line counts them
	@$(MAKE_SANITIZE) programs unit-tests
	@$(MAKE_RELEASE) programs
	@$(PYTHON) tests/run --build $(SANITIZE_BUILD) --release $(RELEASE_BUILD) $(TESTS)

.PHONY: valgrind
valgrind: programs ## the daemon over a small mailbox under valgrind
	@tests/packages valgrind
	@PYTHON=$(PYTHON) tests/valgrind $(BUILD)

.PHONY: soak
soak: deps-test ## a simulated day of 5,000 mails and random faults (HOURS=, MAILS=, SEED=)
	@$(MAKE_RELEASE) programs
	@$(PYTHON) -B tests/soak/soak.py --build $(RELEASE_BUILD) $(if $(HOURS),--hours $(HOURS)) \
		$(if $(MAILS),--mails $(MAILS)) $(if $(SEED),--seed $(SEED))

.PHONY: faults
faults: deps-test ## the long fault tests: death at every step, 100,000 mails in the folder
	@$(MAKE_SANITIZE) programs
	@$(MAKE_RELEASE) programs
	@BAOSONG_CRASH_DEATHS=1000000 BAOSONG_LONG=1 $(PYTHON) tests/run --only e2e --limit 7200 --build $(SANITIZE_BUILD) \
		--release $(RELEASE_BUILD) tests/e2e/test_crash.py tests/e2e/test_faults.py

# FUZZ=name... picks some of tests/fuzz/fuzz_*.c; SECONDS= is the time for each. Finds, and the
# corpora as they grow, stay in the build folder.
FUZZ ?=
SECONDS ?= 60
FUZZ_BUILD := $(RELEASE_BUILD)/fuzz
fuzz: deps-fuzz ## fuzz each target of tests/fuzz with libFuzzer (SECONDS=60, FUZZ=name...)
	@$(MAKE) --no-print-directory -j$(JOBS) VARIANT=fuzz BUILD=$(FUZZ_BUILD) CC=clang fuzzers
	@tests/fuzz/run $(FUZZ_BUILD) $(SECONDS) $(FUZZ)

.PHONY: deps-bench bench-documents
# Not part of the tests: half an hour on two cores. BENCH_DOCUMENTS="--pages 800 --seed 7 --verbose"
# FOLDER: pages that are there, with their truth.json, see tests/documents/bench.py.
bench-documents: deps-bench ## how well pages are inspected, and what it costs; FOLDER=
	@$(MAKE_RELEASE) programs
	@$(PYTHON) tests/documents/bench.py --reader $(RELEASE_BUILD)/baosong-reader \
		$(if $(FOLDER),--folder $(FOLDER)) $(BENCH_DOCUMENTS)

C_FILES = $(shell git ls-files '*.c' '*.h')
CHECK_FLAGS = $(CPPFLAGS) -Itests/unit -std=c17

check: check-format check-length check-cppcheck check-tidy ## style, lengths and static analysis
check-format: deps-check
	clang-format --dry-run -Werror $(C_FILES)
check-length: deps-check
	tests/check-length daemon tests/unit
# cppcheck does not know the macros of cmocka, and looks at functions as if nobody called them.
check-cppcheck: deps-check $(BUILD)/generated/schema.inc $(BUILD)/generated/notices.inc
	cppcheck --quiet --std=c11 --error-exitcode=1 --inline-suppr -j$(JOBS) \
		--enable=warning,performance,portability --suppress=missingIncludeSystem --library=gtk \
		-D_GNU_SOURCE -D__linux__ -DBAOSONG_VERSION='""' -DBAOSONG_CONFIG='""' \
		-DBAOSONG_LIBEXEC='""' -Idaemon -I$(BUILD)/generated daemon
check-tidy: deps-check $(BUILD)/generated/schema.inc $(BUILD)/generated/notices.inc
	@printf '%s\n' $(filter %.c,$(C_FILES)) | \
		xargs -P $(JOBS) -I FILE clang-tidy --quiet FILE -- $(CHECK_FLAGS) 2>/dev/null

# --- benchmarks ---------------------------------------------------------------------------------

bench: bench-reader bench-documents bench-judge bench-judge-speed ## all benchmarks

# Against a program that does no more than decode, inflate and hash.
bench-reader: ## a mail with a ZIP of 60 MB through the reader, against the floor; RUNS=5
	@$(MAKE_RELEASE) programs
	@$(CC) -O2 -D_GNU_SOURCE -o $(RELEASE_BUILD)/floor tests/bench/reader_floor.c -lnettle -lz -ldeflate
	@$(PYTHON) tests/bench/reader_speed.py --build $(RELEASE_BUILD) --floor $(RELEASE_BUILD)/floor --runs $(or $(RUNS),5)

# FOLDERS: submissions with their truth, see tests/bench/corpus.py; none: the project's own.
bench-judge: deps-sample ## how well submissions with known truth are judged; FOLDERS=, NOTES=1
	@$(MAKE_RELEASE) programs
	@$(PYTHON) tests/bench/judge.py --build $(RELEASE_BUILD) $(if $(NOTES),--notes) $(FOLDERS)

bench-judge-speed: deps ## how fast everything is judged again, and the board is made
	@$(MAKE_RELEASE) $(RELEASE_BUILD)/bench/judge_speed
	@$(RELEASE_BUILD)/bench/judge_speed conf/huangshi-2017.yaml $(MESSAGES)

$(BUILD)/bench/%: tests/bench/%.c $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(LIBRARY) \
		$(call pkg_libs,$(LIBS_DAEMON)) -lm -pthread

# --- installing ---------------------------------------------------------------------------------

# baosongd finds its two confined children in libexecdir; people find the reader in bindir, too.
# A configuration that exists is somebody's work: the new one is laid beside it as .new.
install: programs ## DESTDIR=, prefix=, sysconfdir=
	install -d $(addprefix $(DESTDIR),$(sbindir) $(bindir) $(libexecdir) $(datadir)/schema $(docdir) \
		$(unitdir) $(sysusersdir) $(tmpfilesdir) $(catalogdir) $(completiondir) $(confdir)/notices)
	install -m 755 $(BUILD)/baosongd $(DESTDIR)$(sbindir)/
	install -m 755 $(BUILD)/baosong $(DESTDIR)$(bindir)/
	install -m 755 $(BUILD)/baosong-fetcher $(BUILD)/baosong-reader $(DESTDIR)$(libexecdir)/
	ln -sf $(libexecdir)/baosong-reader $(DESTDIR)$(bindir)/baosong-reader
	systemd/render $(DESTDIR)$(unitdir) $(sbindir) $(bindir) $(confdir)
	install -m 644 systemd/baosong.sysusers $(DESTDIR)$(sysusersdir)/baosong.conf
	sed 's|@confdir@|$(confdir)|g' systemd/baosong.tmpfiles >$(DESTDIR)$(tmpfilesdir)/baosong.conf
	chmod 644 $(DESTDIR)$(tmpfilesdir)/baosong.conf
	install -m 644 systemd/baosong.catalog systemd/baosong.zh_CN.catalog $(DESTDIR)$(catalogdir)/
	install -m 644 systemd/baosong.bash-completion $(DESTDIR)$(completiondir)/baosong
	install -m 644 schema/*.sql $(DESTDIR)$(datadir)/schema/
	install -m 644 README.md README.zh-CN.md LICENSE doc/security.md $(DESTDIR)$(docdir)/
	for page in $(MANUALS); do \
		install -D -m 644 $$page $(DESTDIR)$(mandir)/man$${page##*.}/$${page##*/} || exit 1; \
	done
	for file in $(CONFIGURATION) $(NOTICES); do \
		target=$(DESTDIR)$(confdir)/$${file#conf/}; \
		if [ -e $$target ] && ! cmp -s $$file $$target; then \
			echo "$$target is kept as it is; the new one is $$target.new"; target=$$target.new; \
		fi; \
		install -m 644 $$file $$target || exit 1; \
	done

# Configuration and state stay: they are the office's.
uninstall: ## remove what install put there, but neither configuration nor state
	rm -f $(addprefix $(DESTDIR),$(sbindir)/baosongd $(bindir)/baosong $(bindir)/baosong-reader \
		$(unitdir)/baosongd.service $(unitdir)/baosongd@.service $(sysusersdir)/baosong.conf \
		$(addprefix $(unitdir)/baosong-,$(foreach what,audit backup,$(addprefix \
		$(what),.service .timer @.service @.timer)) metrics.socket metrics@.service) \
		$(tmpfilesdir)/baosong.conf $(catalogdir)/baosong.catalog \
		$(catalogdir)/baosong.zh_CN.catalog $(completiondir)/baosong \
		$(foreach page,$(MANUALS),$(mandir)/man$(subst .,,$(suffix $(page)))/$(notdir $(page))))
	rm -rf $(addprefix $(DESTDIR),$(libexecdir) $(datadir) $(docdir))
	@echo "kept: $(DESTDIR)$(confdir) and the state folder"

.PHONY: deb
deb: programs ## the Debian package, in build/deb
	@tests/packages $(PACKAGES_DEB)
	systemd/deb/make $(VERSION) $(BUILD)/deb $(BUILD) "$(PACKAGES_BUILD)" "$(PACKAGES_RUN)"
	@ls $(BUILD)/deb/*.deb

clean: ## remove the build folder
	rm -rf $(BUILD)
