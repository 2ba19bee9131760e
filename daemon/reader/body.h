/* The words of a mail: its bodies as text, and what they say about passwords and files elsewhere.
 */
#ifndef BAOSONG_READER_BODY_H
#define BAOSONG_READER_BODY_H

#include "base/buffer.h"
#include "reader/job.h"

#include <gmime/gmime.h>

/* The bodies of one mail, UTF-8. Zero-initialise; body_clear ends it. */
struct body {
    struct buffer plain;
    struct buffer page;  /* the text of HTML that stands beside a plain version of it */
    struct buffer html;  /* all HTML, for links and pictures */
    struct buffer other; /* the text of further versions (enriched) */
};

/* Is it a text that the mail itself says, not a file? `alternative`: it is one version of several.
 */
bool body_is(GMimeObject *object, const char *name, bool alternative);

/* Reads such a part. Files in it (uuencode) are left out. */
void body_read(struct body *body, GMimePart *part, bool alternative);

/* Puts the words into the job's description, behind what is there, and looks for passwords and
 * cloud attachments in them. `subject` is the mail's own. */
void body_use(const struct body *body, const char *subject, struct job *job);

/* HTML that does not come as a MIME part; `label` may be NULL. */
void body_add_html(struct body *body, const char *label, const char *bytes, size_t size);

/* The words of the version that a person would read; owned by the body. */
const char *body_words(const struct body *body);

bool body_blank(const struct body *body);
/* Does the description's text hold these words already? */
bool body_said(const struct body *body, const struct job *job);

/* Puts words behind what the description's text holds. */
void body_add(struct job *job, const char *text);

void body_clear(struct body *body);

#endif
