#include "reader/passwords.h"

#include "base/buffer.h"
#include "base/utf8.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

/* What a password follows, likeliest first: those words that speak of archives, then those that may
 * speak of anything. */
static const char *const words[] = {
    "解压密码", "解压缩密码", "解压码",   "压缩包密码", "压缩密码", "压缩文件密码", "附件密码",
    "文件密码", "打开密码",   "打开口令", "密码",       "密　码",   "密 码",        "口令",
    "密钥",     "password",   "passwd",   "pwd",        "解压",
};

/* What people put between the word and the password. */
static const char *const fillers[] = {
    "：", ":", "是", "为", "均", "都", "统一", "一律", "分别", "如下", "默认",     "＝",
    "=",  " ", "\t", "\n", "　", "“",  "”",    "\"",   "‘",    "'",    "【",       "[",
    "（", "(", "《", "<",  "「", "—",  "→",    "->",   ">",    "了",   "\xC2\xA0",
};

/* Where a password ends, if not at a blank. */
static const char *const stops[] = {"，", "。", "；", "、", "！", "？", "）", "】",
                                    "》", "”",  "’",  "」", "　", "：", "（", "“"};

/* --- candidates ------------------------------------------------------------------------------ */

static void add(struct job *job, const char *text, size_t size)
{
    size_t most = LIMIT_PASSWORDS + job->configured_passwords;
    if (size == 0 || size > LIMIT_PASSWORD || job->password_count >= most) {
        return;
    }
    CLEANUP_FREE char *password = xstrndup(text, size);
    for (size_t i = 0; i < job->password_count; i++) {
        if (strcmp(job->passwords[i], password) == 0) {
            return;
        }
    }
    job->passwords = xgrow(job->passwords, job->password_count, sizeof *job->passwords);
    char **place = job->passwords + job->password_count++ - job->configured_passwords;
    memmove(place + 1, place, job->configured_passwords * sizeof *place);
    *place = STEAL(password);
}

static size_t leading(const char *at, const char *const *marks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = strlen(marks[i]);
        if (strncmp(at, marks[i], length) == 0) {
            return length;
        }
    }
    return 0;
}

static const char *skip_fillers(const char *at)
{
    for (size_t size = 1; size > 0; at += size) {
        size = leading(at, fillers, COUNT_OF(fillers));
    }
    return at;
}

static size_t ascii_size(const char *at)
{
    size_t size = 0;
    while (at[size] > ' ' && at[size] < 0x7F && size <= LIMIT_PASSWORD) {
        size++;
    }
    return size;
}

/* A run of visible ASCII. Its last marks may belong to the sentence: both readings are tried. */
static void add_ascii(struct job *job, const char *at)
{
    size_t size = ascii_size(at);
    size_t bare = size;
    while (bare > 0 && strchr(".,;:!?)]>\"'", at[bare - 1]) != NULL) {
        bare--;
    }
    add(job, at, bare);
    add(job, at, size);
}

/* Characters of any sort up to a blank or a mark. */
static size_t word_size(const char *at)
{
    size_t size = 0;
    while (size <= LIMIT_PASSWORD && (unsigned char)at[size] > ' ' &&
           leading(at + size, stops, COUNT_OF(stops)) == 0) {
        size++;
    }
    return size;
}

/* "6个8" is 888888: so it is said, and so it is meant. */
static void add_repeated(struct job *job, const char *at)
{
    static const char *const digits[] = {"零", "一", "二", "三", "四",
                                         "五", "六", "七", "八", "九"};
    size_t count = 0, said = leading(at, digits, COUNT_OF(digits));
    for (size_t i = 0; i < COUNT_OF(digits) && said > 0; i++) {
        count = strncmp(at, digits[i], said) == 0 ? i : count;
    }
    if (said == 0 && g_ascii_isdigit(at[0])) {
        count = (size_t)(at[0] - '0');
        said = 1;
    }
    const char *digit = at + said + strlen("个");
    if (said > 0 && count > 1 && strncmp(at + said, "个", strlen("个")) == 0 &&
        g_ascii_isdigit(digit[0])) {
        CLEANUP_BUFFER struct buffer repeated = BUFFER_EMPTY;
        for (size_t i = 0; i < count; i++) {
            buffer_add(&repeated, digit, 1);
        }
        add(job, buffer_text(&repeated), repeated.size);
    }
}

/* What follows the word: ASCII most often; Chinese, too; or ASCII behind a few words more
 * ("密码是单 位拼音hssxyb"). */
static void add_following(struct job *job, const char *at)
{
    add_repeated(job, at);
    add_ascii(job, at);
    size_t size = word_size(at);
    add(job, at, size);
    size_t chinese = 0;
    while (chinese < size && (unsigned char)at[chinese] >= 0x80) {
        chinese++;
    }
    if (chinese > 0 && chinese < size) {
        add_ascii(job, at + chinese);
    }
}

/* --- the sender's telephone ------------------------------------------------------------------ */

/* A mobile number, or one with its area code, at `at`: its length without marks, 0 for none. */
static size_t telephone(const char *at, char digits[16])
{
    size_t count = 0;
    for (; (g_ascii_isdigit(*at) || (*at == '-' && count > 0)) && count < 15; at++) {
        if (*at != '-') {
            digits[count++] = *at;
        }
    }
    digits[count] = '\0';
    bool mobile = count == 11 && digits[0] == '1';
    bool fixed = count >= 7 && count <= 12 && (digits[0] == '0' || count <= 8);
    return mobile || fixed ? count : 0;
}

/* "密码是我的手机号", "密码为联系电话后六位". */
static bool speaks_of_telephone(const char *text)
{
    const char *password = strstr(text, "密码");
    const char *word = password != NULL ? strstr(password, "手机") : NULL;
    const char *other = password != NULL ? strstr(password, "电话") : NULL;
    word = word != NULL ? word : other;
    return word != NULL && word - password < 60;
}

static void add_telephones(struct job *job, const char *text)
{
    for (const char *at = text; *at != '\0'; at++) {
        char digits[16];
        bool begins = at == text || (!g_ascii_isalnum(at[-1]) && at[-1] != '-');
        size_t size = begins ? telephone(at, digits) : 0;
        if (size > 0) {
            add(job, digits, size);
            add(job, digits + size - 6, 6);
            add(job, digits + size - 4, 4);
        }
    }
}

/* --- texts ----------------------------------------------------------------------------------- */

/* Full-width letters and digits as the keyboard has them; lower case is found beside upper. */
static char *half_width(const char *text)
{
    CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
    size_t size = strlen(text);
    for (size_t at = 0; at < size;) {
        size_t length = 0;
        char bytes[4];
        uint32_t c = utf8_decode(text + at, size - at, &length);
        bool wide = (c >= 0xFF10 && c <= 0xFF19) || (c >= 0xFF21 && c <= 0xFF3A) ||
                    (c >= 0xFF41 && c <= 0xFF5A);
        buffer_add(&out, bytes, utf8_encode(wide ? c - 0xFEE0 : c, bytes));
        at += length;
    }
    return buffer_steal(&out);
}

enum { TRIES = 200 /* mentions of one word: a mail has two, an attack any number */ };

static void find_behind(struct job *job, const char *text, const char *word)
{
    const char *at = strcasestr(text, word);
    for (unsigned i = 0; at != NULL && i < TRIES; i++, at = strcasestr(at, word)) {
        at += strlen(word);
        add_following(job, skip_fillers(at));
    }
}

enum { TEXTS = 8 /* of one mail: subject, and the versions of its body */ };

void passwords_find(struct job *job, const char *const *texts, size_t count)
{
    char *plain[TEXTS];
    count = count < TEXTS ? count : TEXTS;
    for (size_t t = 0; t < count; t++) {
        plain[t] = half_width(texts[t]);
    }
    for (size_t i = 0; i < COUNT_OF(words) * count; i++) {
        find_behind(job, plain[i % count], words[i / count]);
    }
    bool telephones = false;
    for (size_t t = 0; t < count; t++) {
        telephones = telephones || speaks_of_telephone(plain[t]);
    }
    for (size_t t = 0; t < count; t++) {
        if (telephones) {
            add_telephones(job, plain[t]);
        }
        free(plain[t]);
    }
}

void passwords_prefer(struct job *job, size_t index)
{
    char *right = job->passwords[index];
    job->passwords[index] = job->passwords[0];
    job->passwords[0] = right;
}

void passwords_add_configured(struct job *job)
{
    for (size_t i = 0; i < job->orders->password_count; i++) {
        add(job, job->orders->passwords[i], strlen(job->orders->passwords[i]));
    }
    job->configured_passwords = job->password_count;
}
