#include "mailbox/imap_session.h"

#include "base/limits.h"
#include "mailbox/names.h"

#include <limits.h>
#include <string.h>

static bool selectable(const struct mailimap_mailbox_list *folder)
{
    const struct mailimap_mbx_list_flags *flags = folder->mb_flag;
    return flags == NULL || flags->mbf_type != MAILIMAP_MBX_LIST_FLAGS_SFLAG ||
           flags->mbf_sflag != MAILIMAP_MBX_LIST_SFLAG_NOSELECT;
}

/* RFC 6154: does the server say itself that this is the folder for `special`? */
static bool has_attribute(const struct mailimap_mailbox_list *folder, const char *special)
{
    if (folder->mb_flag == NULL) {
        return false;
    }
    for (clistiter *at = clist_begin(folder->mb_flag->mbf_oflags); at != NULL;
         at = clist_next(at)) {
        const struct mailimap_mbx_list_oflag *flag = clist_content(at);
        if (flag->of_type == MAILIMAP_MBX_LIST_OFLAG_FLAG_EXT && flag->of_flag_ext != NULL &&
            strcasecmp(flag->of_flag_ext, special + 1) == 0) {
            return true;
        }
    }
    return false;
}

/* Behind the hierarchy separator: "INBOX.Spam" is a Spam, too. */
static const char *last_part(const char *name, char separator)
{
    const char *last = separator != '\0' ? strrchr(name, separator) : NULL;
    return last != NULL ? last + 1 : name;
}

/* How well a folder fits: -1 not at all, 0 by the server's own word, else by its usual name. */
static int rank(const struct mailimap_mailbox_list *folder, const char *special, const char *name)
{
    if (!selectable(folder)) {
        return -1;
    }
    if (has_attribute(folder, special)) {
        return 0;
    }
    int usual = names_usual(special, last_part(name, folder->mb_delimiter));
    return usual < 0 ? -1 : usual + 1;
}

static void choose(const clist *folders, const char *special, char **name)
{
    int best = INT_MAX;
    for (clistiter *at = clist_begin(folders); at != NULL; at = clist_next(at)) {
        const struct mailimap_mailbox_list *folder = clist_content(at);
        if (folder->mb_name == NULL) {
            continue;
        }
        CLEANUP_FREE char *decoded = names_decode(folder->mb_name);
        int fits = rank(folder, special, decoded);
        if (fits >= 0 && fits < best) {
            best = fits;
            free(*name);
            *name = STEAL(decoded);
        }
    }
}

/* Does the server offer SPECIAL-USE? It is asked in a way that survives having no answer. */
static int offers_special_use(struct imap *imap, bool *offers, struct error *error)
{
    imap_stream_command(&imap->stream, LIMIT_IMAP_RESPONSE);
    int code = mailimap_custom_command(imap->session, "CAPABILITY");
    if (code != MAILIMAP_NO_ERROR && !imap_refused(imap, code)) {
        return imap_fail(imap, code, "asking what the server can (CAPABILITY)", error);
    }
    *offers = imap->session->imap_connection_info != NULL &&
              imap->session->imap_connection_info->imap_capability != NULL &&
              mailimap_has_extension(imap->session, "SPECIAL-USE") &&
              mailimap_has_extension(imap->session, "LIST-EXTENDED");
    return 0;
}

int imap_find_special(struct imap *imap, const char *special, char **name, struct error *error)
{
    bool extended = false;
    if (offers_special_use(imap, &extended, error) != 0) {
        return -1;
    }
    imap_stream_command(&imap->stream, LIMIT_IMAP_RESPONSE);
    int code = mailimap_custom_command(
        imap->session, extended ? "LIST \"\" \"*\" RETURN (SPECIAL-USE)" : "LIST \"\" \"*\"");
    if (code != MAILIMAP_NO_ERROR) {
        return imap_fail(imap, code, "listing the folders", error);
    }
    char *chosen = NULL;
    if (imap->session->imap_response_info->rsp_mailbox_list != NULL) {
        choose(imap->session->imap_response_info->rsp_mailbox_list, special, &chosen);
    }
    *name = chosen;
    return 0;
}
