#include "reader/sheet.h"

#include <math.h>
#include <string.h>

static void end_row(struct sheet *sheet)
{
    /* What stands alone in its row may be a title or a heading; a row of cells is neither. */
    const struct paragraph paragraph = {.cell = sheet->cells > 1};
    if (sheet->line.size > 0) {
        outline_add(sheet->outline, buffer_text(&sheet->line), &paragraph);
    }
    buffer_clear(&sheet->line);
    sheet->cells = 0;
}

void sheet_begin(struct sheet *sheet, const char *name)
{
    static const struct paragraph cell = {.cell = true};
    end_row(sheet);
    sheet->row = -1;
    if (strncmp(name, "Sheet", 5) != 0) {
        outline_add(sheet->outline, name, &cell);
    }
}

/* Line ends in a cell would end the row. */
void sheet_cell(struct sheet *sheet, long row, const char *text)
{
    if (row != sheet->row) {
        end_row(sheet);
        sheet->row = row;
    }
    if (text[strspn(text, " \t\r\n")] == '\0' || outline_full(sheet->outline)) {
        return;
    }
    if (sheet->cells++ > 0) {
        buffer_add_text(&sheet->line, "\t");
    }
    for (size_t size = 0; *text != '\0'; text += size) {
        size = strcspn(text, "\r\n");
        buffer_add(&sheet->line, text, size);
        size_t breaks = strspn(text + size, "\r\n");
        buffer_add_text(&sheet->line, breaks > 0 ? " " : "");
        size += breaks;
    }
}

void sheet_number(struct sheet *sheet, long row, double number, enum number_kind kind)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_EMPTY;
    if (isfinite(number)) {
        number_format_add(&text, number, kind, sheet->from_1904);
        sheet_cell(sheet, row, buffer_text(&text));
    }
}

void sheet_end(struct sheet *sheet)
{
    end_row(sheet);
    buffer_free(&sheet->line);
}
