/* `baosong report`: the staff report, on paper or screen. */
#include "notice/report.h"
#include "base/clock.h"
#include "base/files.h"
#include "command/command.h"
#include "command/output.h"
#include "desk/names.h"
#include "desk/standings.h"

static int write_report(const struct report *report, enum format format, struct buffer *out,
                        struct error *error)
{
    switch (format) {
    case FORMAT_HTML:
        return report_html(report, out, error);
    case FORMAT_XLSX:
        return report_xlsx(report, out, error);
    case FORMAT_TEXT:
    case FORMAT_JSON:
    case FORMAT_CSV:
    case FORMAT_COUNT:
        break;
    }
    return report_text(report, out, error);
}

int command_report(const struct invocation *invocation, struct error *error)
{
    enum { MODE = 0644 };
    CLEANUP(cleanup_house_close)
    struct house *house = NULL;
    CLEANUP(cleanup_standings_free)
    struct standings *standings = NULL;
    CLEANUP(cleanup_catalogue_free)
    struct catalogue *catalogue = NULL;
    CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
    int stage = 0;
    if (invocation->format == FORMAT_XLSX && invocation->out == NULL) {
        return error_set(error, ERROR_USAGE,
                         "A workbook is not for the terminal; say where it goes: --out FILE.xlsx");
    }
    if (house_open(invocation->config, &house, error) != 0 ||
        names_stage(house->campaign, invocation->stage, clock_now(), &stage, error) != 0 ||
        standings_load(house, stage, &standings, error) != 0 ||
        catalogue_load(house->ledger, &catalogue, error) != 0) {
        return -1;
    }
    struct report report;
    report_init(&report, standings->board, catalogue, clock_now());
    if (write_report(&report, invocation->format, &out, error) != 0) {
        return -1;
    }
    if (invocation->out != NULL) {
        return files_replace(invocation->out, buffer_text(&out), out.size, MODE, error);
    }
    fwrite(buffer_text(&out), 1, out.size, stdout);
    return output_flush(stdout, error);
}
