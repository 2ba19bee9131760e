#include "mailbox/secret.h"

#include "base/buffer.h"
#include "base/files.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/memory.h"

#include <errno.h>
#include <nettle/base64.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void wipe(char *text)
{
    if (text != NULL) {
        explicit_bzero(text, strlen(text));
        free(text);
    }
}

void secret_clear(struct secret *secret)
{
    wipe(secret->password);
    for (size_t i = 0; i < SECRET_FORMS; i++) {
        wipe(secret->forms[i]);
    }
    *secret = (struct secret){0};
}

static char *base64(const char *data, size_t size)
{
    char *text = xcalloc(1, BASE64_ENCODE_RAW_LENGTH(size) + 1);
    base64_encode_raw(text, size, (const uint8_t *)data);
    return text;
}

/* RFC 4616: an empty identity, the user and the password, with a NUL before each. */
static char *plain_response(const char *user, const char *password)
{
    CLEANUP_BUFFER struct buffer message = BUFFER_EMPTY;
    buffer_add(&message, "", 1);
    buffer_add_text(&message, user);
    buffer_add(&message, "", 1);
    buffer_add_text(&message, password);
    char *text = base64(message.data, message.size);
    explicit_bzero(message.data, message.size);
    return text;
}

static void warn_if_open(const char *path)
{
    struct stat status;
    if (stat(path, &status) == 0 && (status.st_mode & S_IRWXO) != 0) {
        log_warning("The password file %s can be read by everybody on this machine; take that "
                    "away: chmod o= %s",
                    path, path);
    }
}

int secret_load(struct secret *secret, const char *path, const char *user, struct error *error)
{
    char *text = NULL;
    size_t size = 0;
    if (files_read(path, LIMIT_PASSWORD_FILE, &text, &size, error) != 0) {
        error->kind = ERROR_CONFIG;
        return error_prefix(error,
                            "The mailbox's password cannot be read; check password_file or the "
                            "credential in the configuration");
    }
    text[strcspn(text, "\r\n")] = '\0';
    if (*text == '\0') {
        wipe(text);
        return error_set(error, ERROR_CONFIG,
                         "The password file %s is empty; write the mailbox's password into its "
                         "first line.",
                         path);
    }
    warn_if_open(path);
    secret_clear(secret);
    secret->password = text;
    secret->forms[0] = xstrdup(text);
    secret->forms[1] = base64(text, strlen(text));
    secret->forms[2] = plain_response(user, text);
    return 0;
}

static void strike(const char *form, char *text)
{
    static const char stars[] = "***";
    const size_t size = strlen(form);
    const size_t put = size < sizeof stars - 1 ? size : sizeof stars - 1;
    for (char *at = strstr(text, form); at != NULL; at = strstr(at + put, form)) {
        memcpy(at, stars, put);
        memmove(at + put, at + size, strlen(at + size) + 1);
    }
}

void secret_strike(const struct secret *secret, char *text)
{
    /* the longest first, for a short password may be a part of its longer forms */
    for (size_t i = SECRET_FORMS; i-- > 0;) {
        if (secret->forms[i] != NULL) {
            strike(secret->forms[i], text);
        }
    }
}
