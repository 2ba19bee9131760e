/* `baosong report`: the staff report, on paper or screen. */
#include "notice/report.h"
#include "base/clock.h"
#include "base/files.h"
#include "command/command.h"
#include "command/output.h"
#include "desk/export.h"
#include "desk/names.h"

static int (*const writers[FORMAT_COUNT])(const struct report *report, struct buffer *out,
                                          struct error *error) = {
    [FORMAT_TEXT] = report_text, [FORMAT_HTML] = report_html_file, [FORMAT_XLSX] = report_xlsx,
    [FORMAT_CSV] = report_csv,   [FORMAT_PNG] = report_png,
};

static bool is_binary(enum format format)
{
    return format == FORMAT_XLSX || format == FORMAT_PNG;
}

int command_report(const struct invocation *invocation, struct error *error)
{
    enum { MODE = 0644 };
    CLEANUP(cleanup_house_close)
    struct house *house = NULL;
    CLEANUP(export_material_clear)
    struct export_material material = {0};
    CLEANUP(contacts_clear)
    struct contacts contacts = {0};
    CLEANUP(dead_addresses_clear)
    struct dead_addresses dead = {0};
    CLEANUP_BUFFER struct buffer out = BUFFER_EMPTY;
    int stage = 0;
    if (is_binary(invocation->format) && invocation->out == NULL) {
        return error_set(error, ERROR_USAGE,
                         "This format is not for the terminal; say where it goes: --out FILE.%s",
                         format_name(invocation->format));
    }
    if (house_open(invocation->config, &house, error) != 0 ||
        names_stage(house->campaign, invocation->stage, clock_now(), &stage, error) != 0 ||
        export_material_load(house, stage, &material, error) != 0 ||
        ledger_contacts(house->ledger, house->campaign, &contacts, error) != 0 ||
        ledger_dead_addresses(house->ledger, &dead, error) != 0) {
        return -1;
    }
    struct report report;
    report_init(&report, material.dossier->board, material.catalogue, clock_now());
    report.contacts = &contacts;
    report.dead = &dead;
    report.dossier = invocation->dossier != NULL ? material.dossier : NULL;
    report.dossier_folder = invocation->dossier;
    if (writers[invocation->format](&report, &out, error) != 0) {
        return -1;
    }
    if (invocation->out != NULL) {
        return files_replace(invocation->out, buffer_text(&out), out.size, MODE, error);
    }
    fwrite(buffer_text(&out), 1, out.size, stdout);
    return output_flush(stdout, error);
}
