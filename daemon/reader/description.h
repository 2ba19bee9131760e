/*
 * What the reader says about one message. The confined process fills it and sends it in frames;
 * the parent builds it anew from frames whose every value it has checked (reader/frames.h).
 */
#ifndef BAOSONG_READER_DESCRIPTION_H
#define BAOSONG_READER_DESCRIPTION_H

#include "base/error.h"
#include "base/finding.h"
#include "base/hash.h"
#include "base/kind.h"
#include "base/memory.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A heading of a document and what stands below it, up to the next heading. */
struct section {
    char *heading;  /* as written, with its number where the number is text or can be computed */
    unsigned level; /* 1 is the highest */
    uint32_t chars; /* 字 below the heading, its subsections not included */
    char *text;     /* the first LIMIT_SECTION_TEXT bytes of what stands below it */
    unsigned page;  /* on which the heading stands, from 1; 0: not known */
};

/* What a paper that is bound into a file with others begins with. */
enum portion_mark {
    PORTION_LABEL, /* 附件3 */
    PORTION_HEAD,  /* a red head, a document number */
    PORTION_TITLE, /* a short line at the top of a page: maybe a title */
    PORTION_MARK_COUNT
};
const char *portion_mark_name(enum portion_mark mark); /* "label" */
bool portion_mark_from_name(const char *name, enum portion_mark *mark);

/* Where the next paper of a file seems to begin (reader/portion.h). */
struct portion {
    enum portion_mark mark;
    unsigned first_page, last_page; /* from 1, up to where the next one begins; 0: not known */
    unsigned sections;              /* of the file's headings, those before it */
    char *head;                     /* its first lines */
    char *text;                     /* at most LIMIT_PORTION_TEXT bytes */
    char *document_number;          /* normalised; NULL if none was seen */
};

/* Whether the pages of a document can be searched, or are pictures of text. */
enum text_layer {
    TEXT_LAYER_UNKNOWN, /* no document of pages, or none could be looked at */
    TEXT_LAYER_TEXT,
    TEXT_LAYER_SCAN,
    TEXT_LAYER_MIXED, /* some pages are pictures without a word */
    TEXT_LAYER_COUNT
};

/* "mixed": the name in JSON and the ledger; NULL for TEXT_LAYER_UNKNOWN. */
const char *text_layer_name(enum text_layer layer);
/* TEXT_LAYER_UNKNOWN for NULL; false for a name that is none. */
bool text_layer_from_name(const char *name, enum text_layer *layer);

/* A round or oval seal 公章 as it was seen on a page: a mark that looks like one, no proof of it.
 */
struct seal_mark {
    unsigned page;     /* from 1; 1 for a picture; of an office document which of its pictures */
    double x_mm, y_mm; /* its middle, from the upper left corner of the page as a person holds it */
    double confidence; /* 0..1 */
    bool grey;         /* the ring was found on a page without colours */
};

/* A seal that was looked for and is less sure than this is not there. */
#define SEAL_SURE 0.5

/* A leaf that a person would open. Texts are UTF-8, NFC; never NULL unless said. */
struct described_file {
    char *path; /* container names and entry names joined by "/" */
    char *name; /* its last component */
    uint64_t size;
    char sha256[HASH_TEXT_SIZE];
    enum kind kind;
    unsigned pages; /* 0: not known or not a thing of pages */
    uint32_t chars; /* 字 of the whole text */
    char *title;
    char *text; /* at most LIMIT_FILE_TEXT bytes */
    bool scan;  /* pages that are only pictures; of an office document its pictures are pages */
    enum text_layer text_layer;
    unsigned page_width, page_height; /* millimetres, of the first page as shown; 0: not known */
    unsigned rotation;   /* degrees clockwise to turn its pages by, to be read: 0, 90, 180, 270 */
    unsigned signatures; /* digital signatures that are there; nobody says that they are valid */
    double seal;         /* 0..1, how sure a round seal is there; negative: not looked for, or not
                            to be known (a grey page shows no red) */
    struct seal_mark *seals;
    size_t seal_count;
    char *document_number;    /* normalised; NULL if none was seen */
    double number_confidence; /* 0..1, how sure its characters are; of text that was no picture 1 */
    bool number_unclear;      /* none is given, for what looks like one could not be read */
    char *issuer;    /* the unit that its head names, "" if none; as read, also when misread */
    bool recognise;  /* a report that came as pictures: its whole text is still to be recognised */
    bool decoration; /* a picture that belongs to the look of the mail, not to its content */
    struct section *sections;
    size_t section_count;
    struct portion *portions;
    size_t portion_count;
    struct finding *findings;
    size_t finding_count;
    char *stored; /* name in the job folder; the parent's, not part of the JSON for people */
};

/* The path of the report that is written into the mail itself. */
#define DESCRIBED_WRITTEN "邮件正文.txt"
bool described_is_written(const struct described_file *file);

struct description {
    char *subject;
    char *from; /* address only, lower case; "" if none */
    char *from_name;
    int64_t date;         /* the Date header, UTC seconds; CLOCK_UNKNOWN if absent or nonsense */
    int64_t received;     /* the topmost Received header likewise */
    char *message_id;     /* without <>; "" if none */
    char *in_reply_to;    /* likewise */
    char *references;     /* likewise, all that it names, joined by blanks, the oldest first; read
                             from the ledger it is "", which keeps them as links */
    char *authentication; /* servers about the sender (reader/authentication.h); "" if nothing */
    bool auto_submitted;  /* RFC 3834, or a bounce or bulk mail by its headers */
    char *bounced_id;     /* of a bounce: Message-ID of the mail that came back, */
    char *bounced_to;     /* to whom it was (lower case), */
    char *bounced_why;    /* and what his server says; all "" where it is none or does not say */
    char *text;           /* the body as text, at most LIMIT_BODY_TEXT bytes */
    struct described_file *files;
    size_t file_count;
    struct finding *findings;
    size_t finding_count;
};

/* An empty one: empty strings, unknown times. */
struct description *description_new(void);
void description_free(struct description *description);
DEFINE_CLEANUP(struct description, description_free)

/* Empties a file's members (not the struct itself); a zeroed one is fine. */
void described_file_clear(struct described_file *file);

/* Cuts its texts, at characters, to the limits at which they would be refused. */
void described_file_fit(struct described_file *file);
/* Takes its text and sections away. */
void described_file_drop_words(struct described_file *file);

/* The JSON of the contract, as baosong-reader prints it. The caller decrefs. */
json_t *description_to_json(const struct description *description);
json_t *described_file_to_json(const struct described_file *file);

/*
 * From JSON that is not trusted: every value is checked for type, range, length and UTF-8. The
 * `stored` name, where there is one, is only digits. Fails with ERROR_PROTOCOL.
 */
int described_file_from_json(const json_t *object, struct described_file *file,
                             struct error *error);
/* Everything but the files. */
int description_from_json(const json_t *object, struct description **description,
                          struct error *error);

#endif
