#include "reader/outlook.h"

#include "reader/body.h"
#include "reader/bytes.h"
#include "reader/charset.h"
#include "reader/html.h"
#include "reader/mapi.h"
#include "reader/names.h"
#include "reader/ole.h"
#include "reader/rtf_compressed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- properties ------------------------------------------------------------------------------ */

enum {
    NAME_SIZE = 24,       /* bytes of the name of a property's stream */
    LABEL_SIZE = 16,      /* bytes of a charset's label */
    FIXED_HEADER = 32,    /* bytes before the properties of fixed size, [MS-OXMSG] 2.4.1.1 */
    FIXED_SIZE = 16,      /* of each: type, number, flags, value */
    MOST_FIXED = 1 << 20, /* bytes of them that are looked at: Outlook writes some 100 */
};

/* A mail that is being read. */
struct outlook {
    struct container *container;
    GsfInfile *mail;
    char charset[LABEL_SIZE]; /* of texts that are not Unicode; "" where it is not said */
    struct body body;
};

/* PidTagMessageCodepage, by which programs before Outlook 2003 wrote. */
static void read_codepage(struct outlook *outlook)
{
    size_t size = 0;
    CLEANUP_FREE unsigned char *raw =
        ole_stream(outlook->mail, "__properties_version1.0", MOST_FIXED, &size);
    const struct bytes bytes = {.data = raw, .size = raw != NULL ? size : 0};
    for (size_t at = FIXED_HEADER; at + FIXED_SIZE <= bytes.size; at += FIXED_SIZE) {
        if (bytes_u16(&bytes, at + 2) == MAPI_MESSAGE_CODEPAGE) {
            snprintf(outlook->charset, LABEL_SIZE, "cp%u", bytes_u32(&bytes, at + 8));
        }
    }
}

static void name_property(char name[NAME_SIZE], unsigned id, unsigned type)
{
    snprintf(name, NAME_SIZE, "__substg1.0_%04X%04X", id & 0xFFFF, type & 0xFFFF);
}

/* NULL where it has none of this type; the caller frees it. */
static unsigned char *property(GsfInfile *storage, unsigned id, unsigned type, size_t limit,
                               size_t *size)
{
    char name[NAME_SIZE];
    name_property(name, id, type);
    return ole_stream(storage, name, limit, size);
}

/* As UTF-8; NULL where there is none. The caller frees it. */
static char *text_property(const struct outlook *outlook, GsfInfile *storage, unsigned id,
                           size_t limit)
{
    size_t size = 0;
    CLEANUP_FREE unsigned char *wide = property(storage, id, MAPI_UNICODE, limit, &size);
    if (wide != NULL) {
        return charset_decode("utf-16le", (const char *)wide, size & ~(size_t)1, NULL);
    }
    CLEANUP_FREE unsigned char *bytes = property(storage, id, MAPI_STRING8, limit, &size);
    const char *label = outlook->charset[0] != '\0' ? outlook->charset : NULL;
    return bytes != NULL ? charset_decode(label, (const char *)bytes, size, NULL) : NULL;
}

/* --- attachments ----------------------------------------------------------------------------- */

/* On one line, without folders; NULL where it has none. The caller frees it. */
static char *name_of(const struct outlook *outlook, GsfInfile *attachment)
{
    static const unsigned ids[] = {MAPI_ATTACH_LONG_FILENAME, MAPI_ATTACH_FILENAME,
                                   MAPI_DISPLAY_NAME};
    for (size_t i = 0; i < COUNT_OF(ids); i++) {
        CLEANUP_FREE char *text = text_property(outlook, attachment, ids[i], LIMIT_PATH);
        CLEANUP_FREE char *line = text != NULL ? names_clean_line(text, LIMIT_PATH) : NULL;
        if (line != NULL && line[0] != '\0') {
            return names_flat(line);
        }
    }
    return NULL;
}

/* A mail or an OLE object is a storage, and is made a file again. */
static unsigned char *bytes_of(GsfInfile *attachment, size_t *size)
{
    char name[NAME_SIZE];
    name_property(name, MAPI_ATTACH_DATA, MAPI_OBJECT);
    CLEANUP(cleanup_ole_close)
    GsfInfile *object = ole_storage(attachment, name);
    return object != NULL
               ? ole_rebuild(object, LIMIT_EMBEDDED, size)
               : property(attachment, MAPI_ATTACH_DATA, MAPI_BINARY, LIMIT_EMBEDDED, size);
}

static void hand_on(struct container *container, const char *name, const void *bytes, size_t size,
                    bool decoration)
{
    struct spool spool = {.fd = -1};
    if (!container_entry(container, name)) {
        return;
    }
    enum spool_result result = container_spool_bytes(container, bytes, size, &spool);
    const struct leaf_notes notes = {.cut = result == SPOOL_CUT || size == LIMIT_EMBEDDED,
                                     .decoration = decoration};
    container_leaf(container, name, &spool, &notes);
}

static void read_attachment(const struct outlook *outlook, GsfInfile *attachment)
{
    struct container *container = outlook->container;
    const char *html = buffer_text(&outlook->body.html);
    size_t size = 0;
    CLEANUP_FREE char *name = name_of(outlook, attachment);
    CLEANUP_FREE char *id =
        text_property(outlook, attachment, MAPI_ATTACH_CONTENT_ID, LIMIT_HEADER);
    CLEANUP_FREE unsigned char *bytes = bytes_of(attachment, &size);
    if (bytes != NULL) {
        hand_on(container, name, bytes, size, id != NULL && id[0] != '\0' && html_shows(html, id));
    } else {
        container->damaged = true; /* or a link to a file elsewhere, which did not come */
    }
}

static void read_attachments(const struct outlook *outlook)
{
    const struct container *container = outlook->container;
    GsfInfile *mail = outlook->mail;
    static const char prefix[] = "__attach_version1.0_#";
    int count = gsf_infile_num_children(mail);
    for (int i = 0; i < count && !container->job->failed && container->stopped == NULL; i++) {
        const char *name = gsf_infile_name_by_index(mail, i);
        if (name == NULL || strncmp(name, prefix, sizeof prefix - 1) != 0) {
            continue;
        }
        CLEANUP(cleanup_ole_close)
        GsfInfile *attachment = ole_storage(mail, name);
        if (attachment != NULL) {
            read_attachment(outlook, attachment);
        }
    }
}

/* --- the text -------------------------------------------------------------------------------- */

static void read_body(struct outlook *outlook)
{
    struct body *body = &outlook->body;
    size_t size = 0;
    CLEANUP_FREE char *text = text_property(outlook, outlook->mail, MAPI_BODY, LIMIT_TEXT_FILE);
    buffer_add_text(&body->plain, text != NULL ? text : "");
    CLEANUP_FREE unsigned char *html =
        property(outlook->mail, MAPI_BODY_HTML, MAPI_BINARY, LIMIT_TEXT_FILE, &size);
    if (html != NULL) {
        body_add_html(body, NULL, (const char *)html, size);
    }
}

/* A text that is there as RTF only: a document, and read as one. */
static void hand_on_rtf(struct container *container, GsfInfile *mail)
{
    size_t size = 0, text_size = 0;
    CLEANUP_FREE unsigned char *packed =
        property(mail, MAPI_RTF_COMPRESSED, MAPI_BINARY, LIMIT_TEXT_FILE, &size);
    CLEANUP_FREE char *text =
        packed != NULL ? rtf_decompress((const char *)packed, size, &text_size) : NULL;
    if (text != NULL) {
        hand_on(container, "正文.rtf", text, text_size, false);
    }
}

bool outlook_read(struct container *container, int fd)
{
    CLEANUP(cleanup_ole_close)
    GsfInfile *mail = ole_open(fd);
    if (mail == NULL) {
        container->damaged = true;
        return false;
    }
    struct outlook outlook = {.container = container, .mail = mail};
    read_codepage(&outlook);
    CLEANUP_FREE char *subject = text_property(&outlook, mail, MAPI_SUBJECT, LIMIT_HEADER);
    read_body(&outlook);
    body_use(&outlook.body, subject != NULL ? subject : "", container->job);
    if (body_blank(&outlook.body)) {
        hand_on_rtf(container, mail);
    }
    read_attachments(&outlook);
    body_clear(&outlook.body);
    return true;
}
