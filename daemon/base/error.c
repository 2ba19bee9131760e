#include "base/error.h"

#include "base/memory.h"
#include "base/utf8.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

struct kind_row {
    const char *name;
    int exit_status;
};

static const struct kind_row kinds[] = {
    [ERROR_NONE] = {"none", EX_OK},
    [ERROR_FAILED] = {"failed", EXIT_FAILURE},
    [ERROR_CONFIG] = {"config", EX_CONFIG},
    [ERROR_USAGE] = {"usage", EX_USAGE},
    [ERROR_NOT_FOUND] = {"not-found", EX_NOINPUT},
    [ERROR_LOGIN] = {"login", EX_NOPERM},
    [ERROR_CERTIFICATE] = {"certificate", EX_NOPERM},
    [ERROR_NETWORK] = {"network", EX_TEMPFAIL},
    [ERROR_PROTOCOL] = {"protocol", EX_PROTOCOL},
    [ERROR_FOLDER] = {"folder", EX_UNAVAILABLE},
    [ERROR_DISK] = {"disk", EX_IOERR},
    [ERROR_BUSY] = {"busy", EX_TEMPFAIL},
    [ERROR_DATABASE] = {"database", EX_SOFTWARE},
    [ERROR_LIMIT] = {"limit", EX_DATAERR},
};

/* Writes the text and cuts it at a whole character, for the end of a long one may be Chinese. */
static void write_text(struct error *error, const char *text)
{
    size_t size = utf8_cut(text, strlen(text), sizeof error->text - 1);
    memmove(error->text, text, size);
    error->text[size] = '\0';
}

int error_set(struct error *error, enum error_kind kind, const char *format, ...)
{
    if (error != NULL) {
        va_list arguments;
        va_start(arguments, format);
        CLEANUP_FREE char *text = xvasprintf(format, arguments);
        va_end(arguments);
        error->kind = kind;
        write_text(error, text);
    }
    return -1;
}

static enum error_kind kind_of_errno(int number)
{
    switch (number) {
    case ENOSPC:
    case EDQUOT:
    case EROFS:
    case EIO:
    case EFBIG:
        return ERROR_DISK;
    case ENOENT:
    case ENOTDIR:
        return ERROR_NOT_FOUND;
    case EBUSY:
    case EWOULDBLOCK:
        return ERROR_BUSY;
    default:
        return ERROR_FAILED;
    }
}

int error_set_errno(struct error *error, int number, const char *format, ...)
{
    if (error != NULL) {
        va_list arguments;
        va_start(arguments, format);
        CLEANUP_FREE char *text = xvasprintf(format, arguments);
        va_end(arguments);
        CLEANUP_FREE char *whole = xasprintf("%s: %s", text, strerror(number));
        error->kind = kind_of_errno(number);
        write_text(error, whole);
    }
    return -1;
}

int error_prefix(struct error *error, const char *format, ...)
{
    if (error != NULL) {
        va_list arguments;
        va_start(arguments, format);
        CLEANUP_FREE char *text = xvasprintf(format, arguments);
        va_end(arguments);
        CLEANUP_FREE char *whole = xasprintf("%s: %s", text, error->text);
        write_text(error, whole);
    }
    return -1;
}

int error_exit_status(enum error_kind kind)
{
    return kinds[kind].exit_status;
}

const char *error_kind_name(enum error_kind kind)
{
    return kinds[kind].name;
}

enum error_kind error_kind_from_name(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(kinds); i++) {
        if (strcmp(kinds[i].name, name) == 0) {
            return (enum error_kind)i;
        }
    }
    return ERROR_FAILED;
}
