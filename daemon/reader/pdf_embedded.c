/* Files attached to a PDF: in its name tree (ISO 32000-1, 7.11.4) and in annotations (12.5.6.15).
 */
#include "reader/embedded.h"

#include "reader/pdf.h"

#include <string.h>

enum { PAGES = 100 /* whose annotations are looked at */ };

struct taking {
    struct container *container;
    struct spool spool;
    enum spool_result result;
};

static gboolean take_block(const gchar *block, gsize size, gpointer context, GError **error)
{
    struct taking *taking = context;
    taking->result = container_spool_add(taking->container, &taking->spool, block, size);
    if (taking->result != SPOOL_WHOLE) {
        g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC, "over budget");
    }
    return taking->result == SPOOL_WHOLE;
}

static void take_attachment(struct container *container, PopplerAttachment *attachment)
{
    struct taking taking = {.container = container, .spool = {.fd = -1}};
    const char *name = poppler_attachment_get_name(attachment);
    if (!container_entry(container, name)) {
        return;
    }
    taking.result = container_spool_begin(container, &taking.spool);
    bool saved = taking.result == SPOOL_WHOLE &&
                 poppler_attachment_save_to_callback(attachment, take_block, &taking, NULL);
    container_spool_end(&taking.spool);
    const struct leaf_notes notes = {.broken = !saved && taking.result == SPOOL_WHOLE,
                                     .cut = taking.result == SPOOL_CUT};
    container_leaf(container, name, &taking.spool, &notes);
}

static void take_page(struct container *container, PopplerPage *page)
{
    GList *annotations = poppler_page_get_annot_mapping(page);
    for (GList *at = annotations; at != NULL; at = at->next) {
        PopplerAnnot *annotation = ((PopplerAnnotMapping *)at->data)->annot;
        if (poppler_annot_get_annot_type(annotation) != POPPLER_ANNOT_FILE_ATTACHMENT) {
            continue;
        }
        PopplerAttachment *attachment =
            poppler_annot_file_attachment_get_attachment(POPPLER_ANNOT_FILE_ATTACHMENT(annotation));
        if (attachment != NULL) {
            take_attachment(container, attachment);
            g_object_unref(attachment);
        }
    }
    poppler_page_free_annot_mapping(annotations);
}

static void take_all(struct container *container, PopplerDocument *document)
{
    GList *attachments = poppler_document_get_attachments(document);
    for (GList *at = attachments; at != NULL; at = at->next) {
        take_attachment(container, at->data);
    }
    g_list_free_full(attachments, g_object_unref);
    int pages = poppler_document_get_n_pages(document);
    for (int i = 0; i < pages && i < PAGES; i++) {
        PopplerPage *page = poppler_document_get_page(document, i);
        if (page != NULL) {
            take_page(container, page);
            g_object_unref(page);
        }
    }
}

void pdf_embedded(struct container *container, int fd)
{
    bool locked = false;
    PopplerDocument *document = pdf_open(container->job, fd, &locked);
    if (document != NULL) {
        take_all(container, document);
        g_object_unref(document);
    }
}
