#include "desk/review.h"

#include "base/buffer.h"
#include "notice/wording.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static struct review_entry *add_entry(struct review *review, const struct message_row *row)
{
    review->entries = xgrow(review->entries, review->count, sizeof *review->entries);
    struct review_entry *entry = &review->entries[review->count++];
    *entry = (struct review_entry){
        .message = row->id,
        .received_at = row->received_at,
        .from = xstrdup(row->from),
        .subject = xstrdup(row->subject),
    };
    return entry;
}

static void add_guess(struct review_entry *entry, struct review_guess guess)
{
    entry->guesses = xgrow(entry->guesses, entry->guess_count, sizeof guess);
    entry->guesses[entry->guess_count++] = guess;
}

static void add_message(struct review *review, const struct message_row *row)
{
    struct review_entry *entry = add_entry(review, row);
    entry->trouble = catalogue_trouble(row);
    entry->note = catalogue_note(row);
    for (size_t i = 0; i < row->unit_count && row->unit_state == UNIT_REVIEW; i++) {
        add_guess(entry, (struct review_guess){.unit = xstrdup(row->units[i].name),
                                               .confidence = row->units[i].confidence,
                                               .reason = xstrdup(row->units[i].reason)});
    }
    const char *best = entry->guess_count > 0 ? entry->guesses[0].unit : "UNIT";
    if (entry->trouble == TROUBLE_QUARANTINED) {
        entry->command = xasprintf("baosong reprocess %" PRId64, row->id);
    } else {
        entry->command = xasprintf("baosong assign %" PRId64 " %s", row->id, best);
    }
}

static bool waits(const struct match_row *match)
{
    return strcmp(match->state, match_state_name(MATCH_REVIEW)) == 0;
}

static int by_confidence(const void *left, const void *right)
{
    const struct review_guess *a = left;
    const struct review_guess *b = right;
    return (a->confidence < b->confidence) - (a->confidence > b->confidence);
}

static bool same_task(const struct match_row *match, const char *unit, const char *task)
{
    return strcmp(match->unit, unit) == 0 && strcmp(match->task, task) == 0;
}

/* Does the file go on being filed there, when the best guess is accepted? */
static bool stays(const struct match_row *match, const struct review_guess *best)
{
    bool part_of_report = best->section != NULL && match->section != NULL;
    return !waits(match) || part_of_report || same_task(match, best->unit, best->task);
}

static bool named_before(const struct file_row *file, size_t index, const struct review_guess *best)
{
    const struct match_row *match = &file->matches[index];
    for (size_t i = 0; i < index; i++) {
        if (stays(&file->matches[i], best) &&
            same_task(&file->matches[i], match->unit, match->task)) {
            return true;
        }
    }
    return false;
}

/*
 * Refiling replaces all that was said about the file, so the command names the tasks that are sure
 * already and, beside them, the best guess; a report that answers many tasks keeps all of them.
 */
static char *refile_command(const struct message_row *row, const struct file_row *file,
                            const struct review_guess *best)
{
    struct buffer out = BUFFER_EMPTY;
    buffer_add_format(&out, "baosong refile %" PRId64, file->id);
    bool joint = row->unit_count > 1;
    for (size_t i = 0; i < file->match_count; i++) {
        const struct match_row *match = &file->matches[i];
        if (stays(match, best) && !named_before(file, i, best)) {
            buffer_add_format(&out, " %s%s%s", joint ? match->unit : "", joint ? ":" : "",
                              match->task);
        }
    }
    return buffer_steal(&out);
}

static void add_file(struct review *review, const struct message_row *row,
                     const struct file_row *file)
{
    struct review_entry *entry = add_entry(review, row);
    entry->file = file->id;
    entry->path = xstrdup(file->file.path);
    for (size_t i = 0; i < file->match_count; i++) {
        const struct match_row *match = &file->matches[i];
        if (waits(match)) {
            add_guess(
                entry,
                (struct review_guess){
                    .unit = xstrdup(match->unit),
                    .task = xstrdup(match->task),
                    .section = match->section ? xstrdup(match->section) : NULL,
                    .where = match->section ? wording_section(match->section, &file->file) : NULL,
                    .confidence = match->confidence,
                    .reason = xstrdup(match->reason)});
        }
    }
    qsort(entry->guesses, entry->guess_count, sizeof *entry->guesses, by_confidence);
    entry->command = refile_command(row, file, &entry->guesses[0]);
}

static bool file_waits(const struct file_row *file)
{
    for (size_t i = 0; i < file->match_count && file->verdict == VERDICT_NONE; i++) {
        if (waits(&file->matches[i])) {
            return true;
        }
    }
    return false;
}

static int consider(const struct message_row *row, void *context)
{
    struct review *review = context;
    enum catalogue_trouble trouble = catalogue_trouble(row);
    bool nobody_knows = trouble == TROUBLE_NOBODY && row->submission;
    if (trouble == TROUBLE_UNIT_REVIEW || trouble == TROUBLE_QUARANTINED || nobody_knows) {
        add_message(review, row);
    }
    for (size_t i = 0; i < row->file_count; i++) {
        if (file_waits(&row->files[i])) {
            add_file(review, row, &row->files[i]);
        }
    }
    return 0;
}

int review_load(struct house *house, struct review **review, struct error *error)
{
    CLEANUP(cleanup_review_free)
    struct review *made = xcalloc(1, sizeof *made);
    if (ledger_each_message(house->ledger, 0, consider, made, error) != 0) {
        return -1;
    }
    *review = STEAL(made);
    return 0;
}

static void entry_clear(struct review_entry *entry)
{
    for (size_t i = 0; i < entry->guess_count; i++) {
        free(entry->guesses[i].unit);
        free(entry->guesses[i].task);
        free(entry->guesses[i].section);
        free(entry->guesses[i].where);
        free(entry->guesses[i].reason);
    }
    free(entry->guesses);
    free(entry->from);
    free(entry->subject);
    free(entry->path);
    free(entry->note);
    free(entry->command);
}

void review_free(struct review *review)
{
    if (review == NULL) {
        return;
    }
    for (size_t i = 0; i < review->count; i++) {
        entry_clear(&review->entries[i]);
    }
    free(review->entries);
    free(review);
}
