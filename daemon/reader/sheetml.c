/* Excel's XML of 2003 (urn:schemas-microsoft-com:office:spreadsheet). */
#include "reader/document.h"

#include "reader/package.h"
#include "reader/sheet.h"

void sheetml_describe(int fd, struct described_file *file)
{
    CLEANUP(cleanup_part_close)
    struct part *part = part_open_file(fd);
    CLEANUP(cleanup_outline_free)
    struct outline *outline = outline_new();
    struct sheet sheet = {.outline = outline};
    long row = 0;
    for (int type; part != NULL && (type = part_next(part)) >= 0;) {
        if (type != XML_READER_TYPE_ELEMENT) {
            continue;
        }
        if (part_is(part, "Worksheet")) {
            CLEANUP_FREE char *name = part_attribute(part, "Name");
            sheet_begin(&sheet, name != NULL ? name : "");
        } else if (part_is(part, "Row")) {
            row++;
        } else if (part_is(part, "Comment")) {
            part_skip(part);
        } else if (part_is(part, "Data")) {
            CLEANUP_FREE char *text = part_inner_text(part);
            sheet_cell(&sheet, row, text);
        }
    }
    sheet_end(&sheet);
    outline_finish(outline, file);
    if (part == NULL || part_broken(part)) {
        document_note(file, FINDING_DAMAGED);
    }
}
