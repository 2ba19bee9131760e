/*
 * A ledger of its own in a new folder, with the small campaign of office.h, for the tests of the
 * ledger. What is not asked through the ledger is asked of its file by a second connection.
 */
#ifndef BAOSONG_TESTS_LEDGER_WORLD_H
#define BAOSONG_TESTS_LEDGER_WORLD_H

#include "support.h"

#include "base/files.h"
#include "ledger/ledger.h"
#include "ledger/store.h"
#include "office.h"

#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

struct world {
    char *folder;
    struct ledger *ledger;
    struct office *office;
    struct campaign *campaign; /* of the office */
    struct error error;
};

#define NOW INT64_C(1511250000)

/* Fails the test with what the error says. */
static inline void must(struct world *world, int result)
{
    if (result != 0) {
        fail_msg("%s", world->error.text);
    }
}

static inline void must_fail(struct world *world, int result, enum error_kind kind)
{
    assert_int_equal(result, -1);
    assert_string_equal(error_kind_name(world->error.kind), error_kind_name(kind));
    assert_true(world->error.text[0] != '\0');
}

static inline char *world_path(const struct world *world, const char *name)
{
    return xasprintf("%s/%s", world->folder, name);
}

static inline int world_setup_empty(void **state)
{
    struct world *world = xcalloc(1, sizeof *world);
    const char *base = getenv("TMPDIR") != NULL ? getenv("TMPDIR") : "/tmp";
    world->folder = xasprintf("%s/ledger-XXXXXX", base);
    assert_non_null(mkdtemp(world->folder));
    world->office = office_new();
    world->campaign = &world->office->campaign;
    *state = world;
    return 0;
}

static inline int world_setup(void **state)
{
    bool changed = false;
    world_setup_empty(state);
    struct world *world = *state;
    must(world, ledger_open(world->folder, LEDGER_CREATE, &world->ledger, &world->error));
    must(world,
         ledger_use_campaign(world->ledger, world->campaign, "first", &changed, &world->error));
    assert_true(changed);
    return 0;
}

/* Whatever a test did, the ledger must be sound at its end. */
static inline int world_teardown(void **state)
{
    struct world *world = *state;
    if (world->ledger != NULL) {
        must(world, ledger_check(world->ledger, &world->error));
    }
    ledger_close(world->ledger);
    must(world, files_remove_tree(world->folder, &world->error));
    office_free(world->office);
    free(world->folder);
    free(world);
    return 0;
}

/* The first column of the first row, as text ("" for NULL or none); the caller frees it. */
static inline char *ask(const struct world *world, const char *question)
{
    CLEANUP_FREE char *path = world_path(world, "ledger.db");
    sqlite3 *db = NULL;
    sqlite3_stmt *statement = NULL;
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    if (sqlite3_prepare_v2(db, question, -1, &statement, NULL) != SQLITE_OK) {
        fail_msg("%s: %s", question, sqlite3_errmsg(db));
    }
    const char *text = sqlite3_step(statement) == SQLITE_ROW
                           ? (const char *)sqlite3_column_text(statement, 0)
                           : NULL;
    char *answer = xstrdup(text != NULL ? text : "");
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return answer;
}

static inline void expect(const struct world *world, const char *question, const char *answer)
{
    CLEANUP_FREE char *given = ask(world, question);
    if (strcmp(given, answer) != 0) {
        fail_msg("%s\n  says \"%s\", not \"%s\"", question, given, answer);
    }
}

/* Changes the file behind the ledger's back. */
static inline void meddle(const struct world *world, const char *script)
{
    CLEANUP_FREE char *path = world_path(world, "ledger.db");
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
    if (sqlite3_exec(db, script, NULL, NULL, NULL) != SQLITE_OK) {
        fail_msg("%s: %s", script, sqlite3_errmsg(db));
    }
    sqlite3_close(db);
}

/* The SHA-256 of a text, in one of a few turning buffers. */
static inline const char *hash_of(const char *text)
{
    static char hashes[16][HASH_TEXT_SIZE];
    static unsigned turn;
    char *hash = hashes[turn++ % COUNT_OF(hashes)];
    struct hash state;
    hash_start(&state);
    hash_add(&state, text, strlen(text));
    hash_end(&state, hash);
    return hash;
}

/* A mail that INBOX of "office" has under a key. */
static inline struct arrival arrival_of(const char *content, const char *key, int64_t delivered)
{
    return (struct arrival){.folder = "INBOX",
                            .uidvalidity = 1,
                            .key = key,
                            .size = (int64_t)strlen(content),
                            .receipt = RECEIPT_INTERNALDATE,
                            .delivered = delivered,
                            .sha256 = hash_of(content)};
}

static inline size_t arrive(struct world *world, struct arrival arrival)
{
    size_t added = 0;
    must(world,
         ledger_record_arrivals(world->ledger, "office", &arrival, 1, NOW, &added, &world->error));
    return added;
}

/* A new message with this content; its id. */
static inline int64_t new_message(struct world *world, const char *content)
{
    struct arrival arrival = arrival_of(content, content, NOW - 100);
    assert_int_equal(arrive(world, arrival), 1);
    CLEANUP_FREE char *question =
        xasprintf("SELECT id FROM message WHERE sha256 = '%s'", arrival.sha256);
    CLEANUP_FREE char *id = ask(world, question);
    return strtoll(id, NULL, 10);
}

static inline void set_text(char **member, const char *text)
{
    free(*member);
    *member = xstrdup(text);
}

static inline struct described_file *add_file(struct description *description, const char *path,
                                              const char *content)
{
    description->files =
        xgrow(description->files, description->file_count, sizeof *description->files);
    struct described_file *file = &description->files[description->file_count++];
    const char *slash = strrchr(path, '/');
    *file = (struct described_file){.path = xstrdup(path),
                                    .name = xstrdup(slash != NULL ? slash + 1 : path),
                                    .size = strlen(content),
                                    .kind = KIND_PDF,
                                    .title = xstrdup(""),
                                    .text = xstrdup(content),
                                    .seal = -1};
    snprintf(file->sha256, sizeof file->sha256, "%s", hash_of(content));
    return file;
}

static inline void add_section(struct described_file *file, const char *heading, uint32_t chars)
{
    file->sections = xgrow(file->sections, file->section_count, sizeof *file->sections);
    file->sections[file->section_count++] = (struct section){
        .heading = xstrdup(heading), .level = 2, .chars = chars, .text = xstrdup("正文")};
}

/* From 教育局's clerk, with a report of two sections and a scan in an archive. */
static inline struct description *usual_description(void)
{
    struct description *description = description_new();
    set_text(&description->subject, "市教育局自查报告");
    set_text(&description->from, "jyj@example.cn");
    set_text(&description->message_id, "1@example.cn");
    set_text(&description->text, "请查收");
    description->date = NOW - 200;
    struct described_file *report = add_file(description, "自查报告.docx", "report");
    report->kind = KIND_DOCX;
    add_section(report, "一、工作方案", 900);
    add_section(report, "二、信用承诺", 1200);
    struct described_file *scan = add_file(description, "材料.zip/1.pdf", "scan");
    scan->scan = true;
    scan->seal = 0.5;
    scan->document_number = xstrdup("黄教〔2017〕5号");
    finding_add(&scan->findings, &scan->finding_count, FINDING_NO_SEAL, "第1页");
    finding_add(&description->findings, &description->finding_count, FINDING_JUNK_DROPPED, "2");
    return description;
}

static inline void read_as(struct world *world, int64_t message, struct description *description)
{
    must(world, ledger_begin_reading(world->ledger, message, &world->error));
    must(world, ledger_record_reading(world->ledger, message, description, &world->error));
    description_free(description);
}

static inline struct case_file *load_case(struct world *world, int64_t message)
{
    struct case_file *case_file = NULL;
    must(world,
         ledger_load_case(world->ledger, world->campaign, message, &case_file, &world->error));
    return case_file;
}

/* A judgement of 教育局: the section `section` of file 0 and the file 1 prove C2. */
static inline struct judgement *usual_judgement(void)
{
    struct judgement *judgement = xcalloc(1, sizeof *judgement);
    judgement->received_at = NOW - 100;
    judgement->unit_state = UNIT_SURE;
    judgement->submission = true;
    judgement->units = xcalloc(1, sizeof *judgement->units);
    judgement->unit_count = 1;
    judgement->units[0] = (struct unit_guess){
        .unit = EDUCATION, .confidence = 0.9, .reason = xstrdup("主题写有“市教育局”")};
    judgement->matches = xcalloc(2, sizeof *judgement->matches);
    judgement->match_count = 2;
    judgement->matches[0] = (struct match){.file = 0,
                                           .section = 1,
                                           .heading = xstrdup("二、信用承诺"),
                                           .obligation = {EDUCATION, 1},
                                           .state = MATCH_SURE,
                                           .confidence = 0.8,
                                           .chars = 1200,
                                           .reason = xstrdup("标题“信用承诺”")};
    judgement->matches[1] = (struct match){.file = 1,
                                           .section = -1,
                                           .obligation = {EDUCATION, 1},
                                           .state = MATCH_REVIEW,
                                           .confidence = 0.4,
                                           .reason = xstrdup("编号1")};
    judgement->findings = xcalloc(1, sizeof *judgement->findings);
    judgement->finding_count = 1;
    judgement->findings[0] = (struct judged_finding){.file = 1, {FINDING_PREVIOUS_YEAR, NULL}};
    return judgement;
}

static inline void record_judgement(struct world *world, const struct case_file *case_file,
                                    struct judgement *judgement)
{
    must(world, ledger_record_judgement(world->ledger, world->campaign, case_file, judgement,
                                        &world->error));
    judgement_free(judgement);
}

/* Judged as usual, from a case loaded just now. */
static inline void judge_usually(struct world *world, int64_t message)
{
    CLEANUP(cleanup_case_file_free)
    struct case_file *case_file = load_case(world, message);
    record_judgement(world, case_file, usual_judgement());
}

static inline int64_t decide(struct world *world, struct event event)
{
    int64_t message = -1;
    event.at = event.at != 0 ? event.at : NOW;
    event.author = "zhang@office";
    must(world,
         ledger_record_event(world->ledger, world->campaign, &event, &message, &world->error));
    return message;
}

static inline size_t waiting_count(struct world *world, enum message_state state)
{
    CLEANUP_FREE struct waiting *waiting = NULL;
    size_t count = 0;
    must(world, ledger_waiting(world->ledger, state, 100, &waiting, &count, &world->error));
    return count;
}

#define WORLD_TEST(test) cmocka_unit_test_setup_teardown(test, world_setup, world_teardown)
#define EMPTY_TEST(test) cmocka_unit_test_setup_teardown(test, world_setup_empty, world_teardown)

#endif
