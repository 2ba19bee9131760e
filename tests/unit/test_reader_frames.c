/* What the parent believes of a reader: nothing that is not checked. */
#include "base/clock.h"
#include "base/json.h"
#include "base/limits.h"
#include "base/log.h"
#include "reader/frames.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const char hash_text[] = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

static struct description *sample(void)
{
    struct description *made = description_new();
    free(made->subject);
    made->subject = xstrdup("关于报送材料");
    made->date = 1511253730;
    made->auto_submitted = true;
    made->files = xcalloc(1, sizeof *made->files);
    made->file_count = 1;
    struct described_file *file = made->files;
    *file = (struct described_file){.path = xstrdup("材料.zip/1/通知.pdf"),
                                    .name = xstrdup("通知.pdf"),
                                    .size = 12,
                                    .kind = KIND_PDF,
                                    .pages = 3,
                                    .chars = 7,
                                    .title = xstrdup("关于信用的通知"),
                                    .text = xstrdup("正文"),
                                    .scan = true,
                                    .text_layer = TEXT_LAYER_MIXED,
                                    .page_width = 210,
                                    .page_height = 297,
                                    .signatures = 2,
                                    .seal = 0.5,
                                    .document_number = xstrdup("黄政办发〔2017〕54号"),
                                    .number_confidence = 0.75,
                                    .issuer = xstrdup("黄石市人民政府办公室"),
                                    .number_unclear = true,
                                    .rotation = 90,
                                    .recognise = true};
    file->seals = xcalloc(1, sizeof *file->seals);
    file->seal_count = 1;
    file->seals[0] =
        (struct seal_mark){.page = 3, .x_mm = 140.5, .y_mm = 220, .confidence = 0.5, .grey = true};
    memcpy(file->sha256, hash_text, sizeof hash_text);
    file->sections = xcalloc(1, sizeof *file->sections);
    file->section_count = 1;
    file->sections[0] = (struct section){
        .heading = xstrdup("一、概况"), .level = 1, .chars = 9, .text = xstrdup("概况")};
    finding_add(&file->findings, &file->finding_count, FINDING_DAMAGED, "第3页");
    return made;
}

static json_t *frame_of(const struct described_file *file)
{
    json_t *frame = described_file_to_json(file);
    json_set(frame, "type", json_text("file"));
    json_set(frame, "stored", json_text("1"));
    return frame;
}

static int feed(struct reader_job *job, json_t *frame, struct error *error)
{
    CLEANUP_FREE char *text = json_dumps(frame, JSON_COMPACT);
    size_t size = strlen(text);
    unsigned char head[4] = {(unsigned char)(size >> 24), (unsigned char)(size >> 16),
                             (unsigned char)(size >> 8), (unsigned char)size};
    json_decref(frame);
    /* byte by byte: a pipe cuts where it likes */
    for (size_t i = 0; i < sizeof head; i++) {
        if (reader_job_feed(job, head + i, 1, error) != 0) {
            return -1;
        }
    }
    for (size_t i = 0; i < size; i++) {
        if (reader_job_feed(job, text + i, 1, error) != 0) {
            return -1;
        }
    }
    return 0;
}

static json_t *typed(json_t *frame, const char *type)
{
    json_set(frame, "type", json_text(type));
    return frame;
}

static void test_round_trip(void **state)
{
    (void)state;
    CLEANUP(cleanup_description_free)
    struct description *told = sample();
    struct reader_job job = {0};
    json_t *message = description_to_json(told);
    json_object_del(message, "files");
    assert_int_equal(feed(&job, typed(json_deep_copy(message), "message"), NULL), 0);
    assert_int_equal(feed(&job, frame_of(told->files), NULL), 0);
    assert_int_equal(feed(&job, typed(message, "message"), NULL), 0);
    assert_false(job.done);
    assert_int_equal(feed(&job, typed(json_object(), "done"), NULL), 0);
    assert_true(job.done);
    json_t *before = description_to_json(told), *after = description_to_json(job.description);
    assert_true(json_equal(before, after));
    assert_string_equal(job.description->files[0].stored, "1");
    assert_string_equal(job.description->files[0].findings[0].detail, "第3页");
    json_decref(before);
    json_decref(after);
    reader_job_clear(&job);
}

static json_t *long_text(size_t size)
{
    CLEANUP_FREE char *text = xmalloc(size + 1);
    memset(text, 'a', size);
    text[size] = '\0';
    return json_text(text);
}

/* One value of an otherwise right file frame is replaced: each must be refused. */
static void test_lies(void **state)
{
    (void)state;
    static const char *const lies[][2] = {
        {"path", "\"../通知.pdf\""},
        {"path", "\"/通知.pdf\""},
        {"path", "\"a//通知.pdf\""},
        {"path", "\"a/./通知.pdf\""},
        {"path", "\"\""},
        {"path", "7"},
        {"name", "\"other.pdf\""},
        {"name", "null"},
        {"size", "-1"},
        {"size", "1e3"},
        {"size", "9223372036854775807"},
        {"sha256", "\"E3B0\""},
        {"sha256", "null"},
        {"kind", "\"exe\""},
        {"pages", "-4"},
        {"chars", "4294967296"},
        {"chars", "\"4\""},
        {"seal", "1.01"},
        {"seal", "true"},
        {"scan", "1"},
        {"text_layer", "\"none\""},
        {"text_layer", "true"},
        {"page_size", "{\"width_mm\":0,\"height_mm\":297}"},
        {"page_size", "{\"width_mm\":210}"},
        {"page_size", "\"A4\""},
        {"signatures", "-1"},
        {"signatures", "1001"},
        {"stored", "\"../1\""},
        {"stored", "\"\""},
        {"stored", "\"12345678901\""},
        {"stored", "null"},
        {"sections", "{}"},
        {"sections", "[{\"heading\":\"a\",\"chars\":1,\"level\":0}]"},
        {"sections", "[{\"heading\":\"a\",\"chars\":-1,\"level\":1}]"},
        {"sections", "[7]"},
        {"finding_details", "[{\"code\":\"nonsense\"}]"},
        {"finding_details", "[{}]"},
        {"finding_details", "[{\"code\":\"damaged\",\"detail\":\"a\\u0000b\"}]"},
        {"document_number", "[]"},
        {"document_number_confidence", "1.5"},
        {"issuer", "5"},
        {"rotation", "45"},
        {"rotation", "360"},
        {"recognise", "1"},
        {"document_number_unclear", "1"},
        {"seals", "{}"},
        {"seals", "[7]"},
        {"seals", "[{\"page\":0,\"colour\":\"red\"}]"},
        {"seals", "[{\"page\":1,\"colour\":\"blue\"}]"},
        {"seals", "[{\"page\":1,\"colour\":\"red\",\"x_mm\":-1}]"},
        {"seals", "[{\"page\":1,\"colour\":\"red\",\"confidence\":2}]"},
        {"type", "\"what\""},
        {"type", "7"},
    };
    CLEANUP(cleanup_description_free)
    struct description *told = sample();
    for (size_t i = 0; i < COUNT_OF(lies); i++) {
        struct reader_job job = {0};
        struct error error = {0};
        json_t *frame = frame_of(told->files);
        json_set(frame, lies[i][0], json_loads(lies[i][1], JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL));
        if (feed(&job, frame, &error) == 0) {
            fail_msg("%s = %s was believed", lies[i][0], lies[i][1]);
        }
        assert_int_equal(error.kind, ERROR_PROTOCOL);
        reader_job_clear(&job);
    }
}

static void test_lengths(void **state)
{
    (void)state;
    static const struct {
        const char *key;
        size_t limit;
    } rows[] = {{"text", LIMIT_FILE_TEXT}, {"title", LIMIT_HEADER}};
    CLEANUP(cleanup_description_free)
    struct description *told = sample();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        for (size_t over = 0; over < 2; over++) {
            struct described_file file = {0};
            json_t *frame = frame_of(told->files);
            json_set(frame, rows[i].key, long_text(rows[i].limit + over));
            assert_int_equal(described_file_from_json(frame, &file, NULL), over ? -1 : 0);
            described_file_clear(&file);
            json_decref(frame);
        }
    }
}

static void test_counts(void **state)
{
    (void)state;
    CLEANUP(cleanup_description_free)
    struct description *told = sample();
    struct described_file file = {0};
    json_t *frame = frame_of(told->files);
    json_t *section = json_object_get(frame, "sections");
    while (json_array_size(section) <= LIMIT_SECTIONS) {
        json_array_append(section, json_array_get(section, 0));
    }
    assert_int_equal(described_file_from_json(frame, &file, NULL), -1);
    json_array_remove(section, 0);
    assert_int_equal(described_file_from_json(frame, &file, NULL), 0);
    assert_int_equal(file.section_count, LIMIT_SECTIONS);
    described_file_clear(&file);
    json_decref(frame);
}

static void test_too_many_files(void **state)
{
    (void)state;
    CLEANUP(cleanup_description_free)
    struct description *told = sample();
    struct reader_job job = {0};
    const int most = LIMIT_FILES + LIMIT_FILES_RESERVE;
    for (int i = 0; i <= most; i++) {
        json_t *frame = frame_of(told->files);
        CLEANUP_FREE char *stored = xasprintf("%d", i);
        json_set(frame, "stored", json_text(stored));
        assert_int_equal(feed(&job, frame, NULL), i < most ? 0 : -1);
    }
    assert_int_equal(job.description->file_count, most);
    reader_job_clear(&job);
}

static void test_speaks_after_done(void **state)
{
    (void)state;
    struct reader_job job = {0};
    assert_int_equal(feed(&job, typed(json_object(), "done"), NULL), 0);
    assert_int_equal(feed(&job, typed(json_object(), "message"), NULL), -1);
    reader_job_clear(&job);
}

static unsigned heard;

static void hear(enum log_level level, const char *text)
{
    assert_int_equal(level, LOG_LEVEL_WARNING);
    assert_non_null(strstr(text, "odd"));
    heard++;
}

static void test_log_is_bounded(void **state)
{
    (void)state;
    struct reader_job job = {0};
    log_set_sink(hear);
    for (int i = 0; i < LIMIT_READER_LOG_LINES + 20; i++) {
        json_t *frame = json_pack("{ssssss}", "type", "log", "level", "warning", "text", "odd");
        assert_int_equal(feed(&job, frame, NULL), 0);
    }
    log_set_sink(NULL);
    assert_int_equal(heard, LIMIT_READER_LOG_LINES);
    reader_job_clear(&job);
}

static void test_same_bytes_twice(void **state)
{
    (void)state;
    CLEANUP(cleanup_description_free)
    struct description *told = sample();
    struct reader_job job = {0};
    assert_int_equal(feed(&job, frame_of(told->files), NULL), 0);
    assert_int_equal(feed(&job, frame_of(told->files), NULL), -1);
    assert_int_equal(job.description->file_count, 1);
    reader_job_clear(&job);
}

/* Frames that are each right, but more than any message takes, are a flood of the memory. */
static void test_flood(void **state)
{
    (void)state;
    struct reader_job job = {0};
    CLEANUP_FREE char *text = xmalloc(1U << 20);
    memset(text, ' ', 1U << 20);
    memcpy(text + 4, "{\"type\":\"message\"}", 18);
    memcpy(text, "\0\x0f\xff\xfc", 4);
    int result = 0;
    size_t frames = 0;
    while (result == 0 && frames < 1000) {
        result = reader_job_feed(&job, text, 1U << 20, NULL);
        frames++;
    }
    assert_int_equal(result, -1);
    assert_int_equal(frames, (LIMIT_TOLD >> 20) + 1);
    reader_job_clear(&job);
}

static void test_bad_framing(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
    } rows[] = {
        {"\xff\xff\xff\xff", 4},
        {"\0\x40\0\1", 4}, /* one byte over LIMIT_FRAME */
        {"\0\0\0\0", 4},
        {"\0\0\0\2[]", 6},
        {"\0\0\0\5hello", 9},
        {"\0\0\0\x0e{\"type\":\"\xc4\xe3\"}", 18},       /* GBK */
        {"\0\0\0\x11{\"type\":\"\xed\xa0\x80\"}  ", 21}, /* a surrogate */
        {"\0\0\0\x0f{\"a\":1,\"a\":2}  ", 19},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct reader_job job = {0};
        struct error error = {0};
        assert_int_equal(reader_job_feed(&job, rows[i].bytes, rows[i].size, &error), -1);
        assert_int_equal(error.kind, ERROR_PROTOCOL);
        reader_job_clear(&job);
    }
}

/* The parent's only stack is not spent on brackets. */
static void test_deep_frame(void **state)
{
    (void)state;
    struct reader_job job = {0};
    CLEANUP_FREE char *text = xmalloc(1U << 20);
    memset(text, '[', 1U << 20);
    memcpy(text, "\0\x0f\xff\xfc{\"a\":", 9);
    assert_int_equal(reader_job_feed(&job, text, 1U << 20, NULL), -1);
    reader_job_clear(&job);
}

static void test_endings(void **state)
{
    (void)state;
    static const struct {
        bool done;
        int code, status;
        enum reader_end end;
        enum finding_code finding;
    } rows[] = {
        {true, CLD_EXITED, 0, READER_DONE, FINDING_COUNT},
        {true, CLD_EXITED, 74, READER_STOPPED, FINDING_UNREADABLE},
        {false, CLD_EXITED, 0, READER_STOPPED, FINDING_UNREADABLE},
        {true, CLD_KILLED, SIGSEGV, READER_STOPPED, FINDING_UNREADABLE},
        {false, CLD_KILLED, SIGXCPU, READER_CPU, FINDING_OVER_BUDGET},
        {false, CLD_KILLED, SIGXFSZ, READER_OUTPUT, FINDING_OVER_BUDGET},
        {false, CLD_DUMPED, SIGABRT, READER_MEMORY, FINDING_OVER_BUDGET},
        {false, CLD_DUMPED, SIGSYS, READER_FORBIDDEN, FINDING_UNREADABLE},
        {false, CLD_EXITED, SIGXCPU, READER_STOPPED, FINDING_UNREADABLE},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct reader_job job = {.done = rows[i].done};
        enum reader_end end = reader_job_ending(&job, rows[i].code, rows[i].status);
        assert_int_equal(end, rows[i].end);
        if (end != READER_DONE) {
            assert_true(reader_job_break_off(&job, end)[0] != '\0');
            assert_int_equal(job.description->finding_count, 1);
            assert_int_equal(job.description->findings[0].code, rows[i].finding);
        }
        reader_job_clear(&job);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_round_trip),       cmocka_unit_test(test_lies),
        cmocka_unit_test(test_lengths),          cmocka_unit_test(test_counts),
        cmocka_unit_test(test_too_many_files),   cmocka_unit_test(test_speaks_after_done),
        cmocka_unit_test(test_log_is_bounded),   cmocka_unit_test(test_bad_framing),
        cmocka_unit_test(test_same_bytes_twice), cmocka_unit_test(test_flood),
        cmocka_unit_test(test_deep_frame),       cmocka_unit_test(test_endings),
    };
    clock_use_zone("Asia/Shanghai", NULL);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
