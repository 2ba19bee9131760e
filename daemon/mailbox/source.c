#include "mailbox/source.h"

#include "mailbox/imap.h"
#include "mailbox/maildir.h"
#include "mailbox/mbox.h"

struct source *source_new(struct workplace *workplace)
{
    switch (workplace->settings->scheme) {
    case MAILBOX_IMAPS:
    case MAILBOX_IMAP:
        return imap_new(workplace);
    case MAILBOX_MAILDIR:
        return maildir_new(workplace);
    case MAILBOX_MBOX:
        return mbox_new(workplace);
    }
    return NULL;
}

void source_free(struct source *source)
{
    if (source != NULL) {
        source->methods->destroy(source);
    }
}
