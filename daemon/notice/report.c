#include "notice/report.h"

#include "base/clock.h"
#include "notice/picture.h"

#include <inttypes.h>
#include <string.h>

void report_init(struct report *report, const struct board *board,
                 const struct catalogue *catalogue, int64_t now)
{
    const struct campaign *campaign = board->campaign;
    *report = (struct report){.campaign = campaign,
                              .board = board,
                              .catalogue = catalogue,
                              .now = now,
                              .stage = &campaign->stages[board->stage]};
    for (size_t i = 0; i < catalogue->problem_count; i++) {
        report->problems[catalogue->problems[i].code]++;
    }
    for (size_t u = 0; u < campaign->unit_count; u++) {
        report->units[board->units[u].state]++;
        report->obligations += campaign->units[u].task_count;
        for (int standing = 0; standing < STANDING_COUNT; standing++) {
            report->cells[standing] += report_unit_cells(report, u, (enum standing)standing);
        }
        report->late_units += report_unit_cells(report, u, STANDING_LATE) > 0;
    }
}

size_t report_unit_cells(const struct report *report, size_t unit, enum standing standing)
{
    size_t count = 0;
    for (size_t t = 0; t < report->campaign->units[unit].task_count; t++) {
        count += report->board->units[unit].cells[t].state == standing;
    }
    return count;
}

bool report_extended(const struct report *report, size_t unit)
{
    return report->board->units[unit].deadline != report->stage->deadline;
}

bool report_has_details(const struct report *report, size_t unit)
{
    enum unit_standing state = report->board->units[unit].state;
    return state == UNIT_PARTIAL ||
           (state == UNIT_SILENT && report_unit_cells(report, unit, STANDING_LATE) > 0);
}

bool report_tells_contacts(const struct report *report)
{
    return report->contacts != NULL && report->campaign->contacts_due != CLOCK_UNKNOWN;
}

size_t report_contactless(const struct report *report, struct buffer *names)
{
    size_t count = 0;
    for (size_t u = 0; u < report->campaign->unit_count; u++) {
        if (contacts_of(report->contacts, u) == NULL) {
            buffer_add_text(names, count++ > 0 ? "、" : "");
            buffer_add_text(names, report->campaign->units[u].name);
        }
    }
    return count;
}

char *report_others(const struct report *report)
{
    enum { NUMBERS = 20 };
    const struct catalogue *catalogue = report->catalogue;
    struct buffer out = BUFFER_EMPTY;
    if (catalogue->other_count > 0) {
        buffer_add_format(&out,
                          "%s有%zu封邮件不属于任何单位，也不是报送材料（自动回复、咨询、广告等）：",
                          catalogue->mail_count > 0 ? "另" : "", catalogue->other_count);
    }
    for (size_t i = 0; i < catalogue->other_count && i < NUMBERS; i++) {
        buffer_add_format(&out, "%s%" PRId64, i > 0 ? "、" : "", catalogue->others[i]);
    }
    if (catalogue->other_count > 0) {
        buffer_add_text(&out, catalogue->other_count > NUMBERS ? "号等。" : "号。");
    }
    return buffer_steal(&out);
}

bool report_tells_dead(const struct report *report, const struct dead_address *dead)
{
    int unit = dead->unit != NULL ? campaign_find_unit(report->campaign, dead->unit) : -1;
    const struct texts *addresses = unit >= 0 ? &report->campaign->units[unit].addresses : NULL;
    for (size_t i = 0; addresses != NULL && i < addresses->count; i++) {
        if (strcmp(addresses->at[i], dead->address) == 0) {
            return true;
        }
    }
    return false;
}

char *report_dead_heading(const struct report *report)
{
    size_t count = 0;
    for (size_t i = 0; report->dead != NULL && i < report->dead->count; i++) {
        count += report_tells_dead(report, &report->dead->at[i]);
    }
    return count == 0 ? NULL
                      : xasprintf("%s、邮箱不通（%zu个，通知被退回，请核实并更正登记的邮箱）",
                                  report_tells_contacts(report) ? "八" : "七", count);
}

static bool misses(const struct report *report, size_t unit, const struct task *task)
{
    const struct unit *has = &report->campaign->units[unit];
    for (size_t t = 0; t < has->task_count; t++) {
        if (has->tasks[t] == task) {
            return report->board->units[unit].cells[t].state == STANDING_MISSING;
        }
    }
    return false;
}

size_t report_missing_units(const struct report *report, const struct task *task,
                            struct buffer *names)
{
    size_t count = 0;
    for (size_t u = 0; u < report->campaign->unit_count; u++) {
        if (report->board->units[u].state != UNIT_SILENT && misses(report, u, task)) {
            buffer_add_text(names, count++ > 0 ? "、" : "");
            buffer_add_text(names, report->campaign->units[u].name);
        }
    }
    return count;
}

int report_png(const struct report *report, struct buffer *out, struct error *error)
{
    enum { SCALE = 2 }; /* sharp on the screens of telephones, and on paper */
    CLEANUP(cleanup_picture_free)
    struct picture *picture = picture_new(report);
    return picture_png(picture, SCALE, out, error);
}
