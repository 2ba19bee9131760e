/* base/: time, files, hashes and frames. */
#include "support.h"

#include "base/clock.h"
#include "base/files.h"
#include "base/frame.h"
#include "base/hash.h"
#include "base/limits.h"
#include "base/memory.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[] = "/tmp/baosong-test-XXXXXX";

static int set_up(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    return files_remove_tree(folder, NULL);
}

static void deadlines_are_civil_days_of_the_zone(void **state)
{
    (void)state;
    char text[CLOCK_TEXT_SIZE];
    int64_t time = 0;
    struct error error = {0};
    assert_int_equal(clock_use_zone("Asia/Shanghai", &error), 0);
    assert_int_equal(clock_parse_date("2017-11-23", &time, &error), 0);
    assert_int_equal(time, 1511366400);
    assert_string_equal(clock_rfc3339(time - 1, text), "2017-11-22T23:59:59+08:00");
    assert_string_equal(clock_date(time - 1, text), "2017-11-22");
    assert_string_equal(clock_chinese_date(time, text), "2017年11月23日");
    assert_string_equal(clock_chinese(time - 1, text), "2017年11月22日23时59分");
    assert_int_equal(clock_use_zone("America/St_Johns", &error), 0);
    assert_string_equal(clock_rfc3339(time, text), "2017-11-22T12:30:00-03:30");
    assert_int_equal(clock_use_zone("Asia/Shanghai", &error), 0);
}

static void unknown_zones_are_refused(void **state)
{
    (void)state;
    static const char *const zones[] = {"Asia/Huangshi", "", "../../etc/passwd"};
    for (size_t i = 0; i < COUNT_OF(zones); i++) {
        struct error error = {0};
        assert_int_equal(clock_use_zone(zones[i], &error), -1);
        assert_non_null(strstr(error.text, "time zone"));
    }
}

static void wrong_dates_are_refused(void **state)
{
    (void)state;
    static const char *const dates[] = {"2017-11-31", "2017-02-29",  "2017-13-01", "2017-1-1",
                                        "22.11.2017", "2017-11-22 ", "2017/11/22", ""};
    for (size_t i = 0; i < COUNT_OF(dates); i++) {
        int64_t time = 42;
        struct error error = {0};
        assert_int_equal(clock_parse_date(dates[i], &time, &error), -1);
        assert_int_equal(time, 42);
    }
}

static void instants_are_read_with_their_offset(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t time;
    } rows[] = {
        {"2017-11-21T16:42:10+08:00", 1511253730},
        {"2017-11-21T08:42:10Z", 1511253730},
        {"2017-11-21T05:12:10-03:30", 1511253730},
        {"1970-01-01T00:00:00Z", 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int64_t time = -7;
        assert_int_equal(clock_parse_rfc3339(rows[i].text, &time, NULL), 0);
        assert_int_equal(time, rows[i].time);
    }
    int64_t time = 0;
    assert_int_equal(clock_parse_rfc3339("2017-11-21T16:42:10", &time, NULL), -1);
    assert_int_equal(clock_parse_rfc3339("2017-11-21T25:42:10Z", &time, NULL), -1);
}

static void hashes_as_the_standard_says(void **state)
{
    (void)state;
    struct hash hash;
    char text[HASH_TEXT_SIZE];
    hash_start(&hash);
    hash_add(&hash, "a", 1);
    hash_add(&hash, "bc", 2);
    hash_end(&hash, text);
    assert_string_equal(text, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_int_equal(hash.size, 3);
    assert_true(hash_text_valid(text));
    text[0] = 'B';
    assert_false(hash_text_valid(text));
    assert_false(hash_text_valid("abc"));
}

static void files_are_replaced_whole(void **state)
{
    (void)state;
    CLEANUP_FREE char *path = xasprintf("%s/a/b/file", folder);
    CLEANUP_FREE char *parent = xasprintf("%s/a/b", folder);
    CLEANUP_FREE char *data = NULL;
    size_t size = 0;
    struct error error = {0};
    assert_int_equal(files_replace(path, "x", 1, 0600, &error), -1);
    assert_int_equal(files_make_folder(parent, 0700, &error), 0);
    assert_int_equal(files_make_folder(parent, 0700, &error), 0);
    assert_int_equal(files_replace(path, "old", 3, 0600, &error), 0);
    assert_int_equal(files_replace(path, "newer", 5, 0640, &error), 0);
    assert_int_equal(files_read(path, 5, &data, &size, &error), 0);
    assert_string_equal(data, "newer");
    struct stat status;
    assert_int_equal(stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0640);
    char *ignored = NULL;
    assert_int_equal(files_read(path, 4, &ignored, &size, &error), -1);
    assert_int_equal(error.kind, ERROR_LIMIT);
}

static void trees_are_removed_without_following_links(void **state)
{
    (void)state;
    CLEANUP_FREE char *outside = xasprintf("%s/kept", folder);
    CLEANUP_FREE char *tree = xasprintf("%s/tree", folder);
    CLEANUP_FREE char *link = xasprintf("%s/tree/link", folder);
    assert_int_equal(files_make_folder(outside, 0700, NULL), 0);
    assert_int_equal(files_make_folder(tree, 0700, NULL), 0);
    assert_int_equal(symlink(outside, link), 0);
    assert_int_equal(files_remove_tree(tree, NULL), 0);
    assert_int_equal(access(tree, F_OK), -1);
    assert_int_equal(access(outside, F_OK), 0);
    assert_int_equal(files_remove_tree(tree, NULL), 0);
}

static void frames_arrive_in_any_pieces(void **state)
{
    (void)state;
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(frame_write(ends[1], json_pack("{s:i}", "n", 1), NULL), 0);
    assert_int_equal(frame_write(ends[1], json_pack("{s:s}", "t", "信用"), NULL), 0);
    close(ends[1]);
    struct frame_parser parser = {0};
    json_t *frame = NULL;
    size_t frames = 0;
    char byte;
    while (read(ends[0], &byte, 1) == 1) {
        frame_parser_add(&parser, &byte, 1);
        assert_int_equal(frame_parser_next(&parser, &frame, NULL), 0);
        frames += frame != NULL;
        json_decref(frame);
    }
    assert_int_equal(frames, 2);
    frame_parser_free(&parser);
    close(ends[0]);
}

static void bad_frames_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *bytes;
        size_t size;
    } rows[] = {
        {"\xFF\xFF\xFF\xFF", 4},
        {"\0\0\0\2[]", 6},
        {"\0\0\0\3{\"a", 7},
        {"\0\0\0\1\xFF", 5},
        {"\0\0\0\0", 4},
        {"\0\0\0\11{\"a\":1} }", 13},
        {"\0\0\0\15{\"a\":1,\"a\":2}", 17},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct frame_parser parser = {0};
        json_t *frame = NULL;
        struct error error = {0};
        frame_parser_add(&parser, rows[i].bytes, rows[i].size);
        assert_int_equal(frame_parser_next(&parser, &frame, &error), -1);
        assert_int_equal(error.kind, ERROR_PROTOCOL);
        frame_parser_free(&parser);
    }
}

static void an_end_inside_a_frame_is_told(void **state)
{
    (void)state;
    int ends[2];
    struct frame_parser parser = {0};
    json_t *frame = NULL;
    struct error error = {0};
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "\0\0\0\7{", 5), 5);
    close(ends[1]);
    assert_int_equal(frame_read(ends[0], &parser, &frame, &error), -1);
    assert_int_equal(error.kind, ERROR_PROTOCOL);
    frame_parser_free(&parser);
    close(ends[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deadlines_are_civil_days_of_the_zone),
        cmocka_unit_test(unknown_zones_are_refused),
        cmocka_unit_test(wrong_dates_are_refused),
        cmocka_unit_test(instants_are_read_with_their_offset),
        cmocka_unit_test(hashes_as_the_standard_says),
        cmocka_unit_test(files_are_replaced_whole),
        cmocka_unit_test(trees_are_removed_without_following_links),
        cmocka_unit_test(frames_arrive_in_any_pieces),
        cmocka_unit_test(bad_frames_are_refused),
        cmocka_unit_test(an_end_inside_a_frame_is_told),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
