/* What is said of a connection that failed, that no password is in it, and how a start is read. */
#include "base/files.h"
#include "base/json.h"
#include "mailbox/imap_connect.h"
#include "mailbox/imap_session.h"
#include "mailbox/secret.h"
#include "mailbox/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

static char url[] = "imaps://imap.example.cn";
static char user[] = "office@example.cn";
static const struct settings server = {.scheme = MAILBOX_IMAPS, .url = url, .user = user};

static void test_connection_errors(void **state)
{
    (void)state;
    const struct {
        CURLcode code;
        const char *curl_words;
        const char *server_words;
        enum error_kind kind;
        const char *says;
    } rows[] = {
        {CURLE_COULDNT_RESOLVE_HOST, "", "", ERROR_NETWORK, "does not resolve"},
        {CURLE_COULDNT_CONNECT, "", "", ERROR_NETWORK, "does not accept the connection"},
        {CURLE_OPERATION_TIMEDOUT, "", "", ERROR_NETWORK, "did not answer in time"},
        {CURLE_PEER_FAILED_VERIFICATION, "verification failed", "", ERROR_CERTIFICATE, "ca_file"},
        {CURLE_PEER_FAILED_VERIFICATION, "'a' does not match 'b'", "", ERROR_CERTIFICATE,
         "another host name"},
        {CURLE_USE_SSL_FAILED, "", "", ERROR_CERTIFICATE, "does not offer STARTTLS"},
        {CURLE_LOGIN_DENIED, "", "NO [AUTHENTICATIONFAILED] no", ERROR_LOGIN, "授权码"},
        {CURLE_LOGIN_DENIED, "", "BAD go away", ERROR_LOGIN, "go away"},
        {CURLE_LOGIN_DENIED, "", "NO [UNAVAILABLE] down", ERROR_NETWORK, "just now"},
        {CURLE_LOGIN_DENIED, "", "NO Too many connections", ERROR_NETWORK, "just now"},
        {CURLE_LOGIN_DENIED, "", "OK Capability completed", ERROR_LOGIN, "offers no way"},
        {CURLE_SSL_CACERT_BADFILE, "", "", ERROR_CONFIG, "ca_file"},
        {CURLE_SSL_CONNECT_ERROR, "", "", ERROR_PROTOCOL, "993"},
        {CURLE_HTTP2, "", "", ERROR_NETWORK, "tried again"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct error error = {0};
        assert_int_equal(imap_connect_explain(&server, rows[i].code, rows[i].curl_words,
                                              rows[i].server_words, &error),
                         -1);
        assert_int_equal(error.kind, rows[i].kind);
        assert_non_null(strstr(error.text, rows[i].says));
        assert_non_null(strstr(error.text, url));
    }
}

static char *write_file(const char *text)
{
    char *path = xasprintf("%s/mailbox-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    int fd = mkstemp(path);
    struct error error;
    assert_int_equal(files_write_all(fd, text, strlen(text), &error), 0);
    close(fd);
    return path;
}

static void test_secret_is_struck_out(void **state)
{
    (void)state;
    CLEANUP_FREE char *path = write_file("pa55 word\r\nsecond line\n");
    struct secret secret = {0};
    struct error error;
    assert_int_equal(secret_load(&secret, path, "u", &error), 0);
    assert_string_equal(secret.password, "pa55 word");
    /* as LOGIN sends it, as SASL LOGIN, as SASL PLAIN */
    char text[] = "BAD pa55 word, cGE1NSB3b3Jk and AHUAcGE1NSB3b3Jk; pa55 wordpa55 word";
    secret_strike(&secret, text);
    assert_string_equal(text, "BAD ***, *** and ***; ******");
    secret_clear(&secret);
    char untouched[] = "pa55 word";
    secret_strike(&secret, untouched);
    assert_string_equal(untouched, "pa55 word");
    unlink(path);
}

static void test_password_file_faults(void **state)
{
    (void)state;
    struct secret secret = {0};
    struct error error;
    assert_int_equal(secret_load(&secret, "/nonexistent", "u", &error), -1);
    assert_int_equal(error.kind, ERROR_CONFIG);
    assert_non_null(strstr(error.text, "/nonexistent"));
    CLEANUP_FREE char *path = write_file("\nsecond line\n");
    assert_int_equal(secret_load(&secret, path, "u", &error), -1);
    assert_int_equal(error.kind, ERROR_CONFIG);
    assert_non_null(strstr(error.text, "is empty"));
    assert_null(secret.password);
    unlink(path);
}

static void test_internal_date(void **state)
{
    (void)state;
    const struct mailimap_date_time east = {21, 11, 2017, 16, 42, 10, 800};
    const struct mailimap_date_time west = {21, 11, 2017, 3, 12, 10, -530};
    const struct mailimap_date_time none = {0, 0, 0, 0, 0, 0, 0};
    assert_int_equal(imap_internal_date(&east), 1511253730);
    assert_int_equal(imap_internal_date(&west), 1511253730);
    assert_int_equal(imap_internal_date(&none), -1);
    assert_int_equal(imap_internal_date(NULL), -1);
}

static void test_start_frame(void **state)
{
    (void)state;
    const struct {
        const char *json;
        const char *fault; /* NULL: it is right */
    } rows[] = {
        {"{\"mailbox\":{\"scheme\":\"maildir\",\"path\":\"/m\",\"folders\":[\"INBOX\"]}}", NULL},
        {"{\"mailbox\":{\"scheme\":\"imaps\",\"url\":\"imaps://h\",\"user\":\"u\","
         "\"password_file\":\"/p\",\"timeout\":5,\"since\":7}}",
         NULL},
        {"{}", "scheme"},
        {"{\"mailbox\":{\"scheme\":\"pop3\"}}", "pop3"},
        {"{\"mailbox\":{\"scheme\":\"imaps\",\"url\":\"imaps://h\"}}", "password_file"},
        {"{\"mailbox\":{\"scheme\":\"mbox\"}}", "path"},
        {"{\"mailbox\":{\"scheme\":\"mbox\",\"path\":\"/m\",\"folders\":[1]}}", "folders"},
        {"{\"mailbox\":{\"scheme\":\"mbox\",\"path\":\"/m\",\"timeout\":0}}", "timeout"},
        {"{\"mailbox\":{\"scheme\":\"mbox\",\"path\":7}}", "path"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        json_t *frame = json_loads(rows[i].json, 0, NULL);
        CLEANUP(cleanup_settings_free)
        struct settings *settings = NULL;
        struct error error = {0};
        int result = settings_from_json(frame, &settings, &error);
        assert_int_equal(result, rows[i].fault == NULL ? 0 : -1);
        assert_true(rows[i].fault == NULL || strstr(error.text, rows[i].fault) != NULL);
        json_decref(frame);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_connection_errors),    cmocka_unit_test(test_secret_is_struck_out),
        cmocka_unit_test(test_password_file_faults), cmocka_unit_test(test_internal_date),
        cmocka_unit_test(test_start_frame),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
