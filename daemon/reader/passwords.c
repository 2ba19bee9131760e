#include "reader/passwords.h"

#include <string.h>

static const char *const words[] = {"密码",     "解压码",   "口令",     "密钥",
                                    "password", "Password", "PASSWORD", "pwd"};

/* What people put between the word and the password. */
static const char *const fillers[] = {"：", ":",  "是", "为", "均", "都", "统一", "＝",
                                      "=",  " ",  "\t", "\n", "　", "“",  "\"",   "‘",
                                      "'",  "【", "[",  "（", "(",  "《", "<"};

static const char *skip_fillers(const char *at)
{
    for (size_t i = 0; i < COUNT_OF(fillers);) {
        size_t length = strlen(fillers[i]);
        if (strncmp(at, fillers[i], length) == 0) {
            at += length;
            i = 0;
        } else {
            i++;
        }
    }
    return at;
}

static void add(struct job *job, const char *text, size_t size)
{
    if (size == 0 || size > LIMIT_PASSWORD || job->password_count >= LIMIT_PASSWORDS) {
        return;
    }
    CLEANUP_FREE char *password = xstrndup(text, size);
    for (size_t i = 0; i < job->password_count; i++) {
        if (strcmp(job->passwords[i], password) == 0) {
            return;
        }
    }
    job->passwords = xgrow(job->passwords, job->password_count, sizeof *job->passwords);
    job->passwords[job->password_count++] = STEAL(password);
}

/* A run of visible ASCII. Its last marks may belong to the sentence: both readings are tried. */
static void take_password(struct job *job, const char *at)
{
    size_t size = 0;
    while (at[size] > ' ' && at[size] < 0x7F) {
        size++;
    }
    size_t bare = size;
    while (bare > 0 && strchr(".,;:!?)]>\"'", at[bare - 1]) != NULL) {
        bare--;
    }
    add(job, at, bare);
    add(job, at, size);
}

void passwords_find(struct job *job, const char *text)
{
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        for (const char *at = strstr(text, words[i]); at != NULL; at = strstr(at, words[i])) {
            at += strlen(words[i]);
            take_password(job, skip_fillers(at));
        }
    }
}
