/* `baosong audit`: does the disk have all that the ledger says, byte for byte? */
#include "desk/audit.h"
#include "base/json.h"
#include "command/command.h"
#include "command/output.h"
#include "notice/wording.h"

#include <inttypes.h>

static const struct column columns[] = {
    {.key = "fault", .heading = "fault"},
    {.key = "subject", .heading = "subject"},
    {.key = "detail", .heading = "detail"},
};

static json_t *fault_json(const struct audit_fault *fault)
{
    json_t *row = json_object();
    json_set(row, "fault", json_text(audit_fault_name(fault->kind)));
    json_set(row, "subject", json_text(fault->subject));
    json_set(row, "detail", json_text(fault->detail));
    return row;
}

static json_t *counts_json(const struct counts *counts)
{
    const struct {
        const char *key;
        int64_t value;
    } rows[] = {
        {"fetched", counts->fetched},
        {"read", counts->read},
        {"judged", counts->judged},
        {"quarantined", counts->quarantined},
        {"files", counts->files},
        {"unit_review", counts->unit_review},
        {"file_review", counts->file_review},
        {"unfiled", counts->unfiled},
    };
    json_t *object = json_object();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        json_set(object, rows[i].key, json_integer(rows[i].value));
    }
    return object;
}

static json_t *audit_json(const struct audit *audit)
{
    json_t *object = json_object();
    json_set(object, "right", json_boolean(audit->faults_found == 0));
    json_set(object, "messages", counts_json(&audit->counts));
    json_set(object, "named", json_integer((json_int_t)audit->named));
    json_set(object, "stored", json_integer((json_int_t)audit->stored));
    json_set(object, "bytes", json_integer((json_int_t)audit->bytes));
    json_t *folders = json_array();
    for (size_t i = 0; i < audit->folder_count; i++) {
        json_t *folder = json_object();
        json_set(folder, "mailbox", json_text(audit->folders[i].mailbox));
        json_set(folder, "folder", json_text(audit->folders[i].folder));
        json_set(folder, "messages", json_integer(audit->folders[i].messages));
        json_set(folder, "uidvalidity", json_integer(audit->folders[i].uidvalidity));
        json_append(folders, folder);
    }
    json_set(object, "folders", folders);
    json_set(object, "fault_count", json_integer((json_int_t)audit->faults_found));
    json_set(object, "remark_count", json_integer((json_int_t)audit->remarks));
    json_t *faults = json_array();
    for (size_t i = 0; i < audit->fault_count; i++) {
        json_append(faults, fault_json(&audit->faults[i]));
    }
    json_set(object, "faults", faults);
    return object;
}

static int print_csv(const struct audit *audit, struct error *error)
{
    CLEANUP(cleanup_table_free)
    struct table *table = table_new(stdout, FORMAT_CSV, columns, COUNT_OF(columns));
    for (size_t i = 0; i < audit->fault_count; i++) {
        table_add(table, fault_json(&audit->faults[i]));
    }
    return table_end(table, error);
}

static int print_text(const struct audit *audit, struct error *error)
{
    const struct counts *counts = &audit->counts;
    CLEANUP_FREE char *size = wording_size(audit->bytes);
    printf("messages: %" PRId64 " judged, %" PRId64 " waiting to be read, %" PRId64
           " waiting to be judged, %" PRId64 " quarantined\n",
           counts->judged, counts->fetched, counts->read, counts->quarantined);
    printf("files: %" PRId64 ", %" PRId64 " of them in review, %" PRId64 " unfiled\n",
           counts->files, counts->file_review, counts->unfiled);
    for (size_t i = 0; i < audit->folder_count; i++) {
        printf("folder: %s %s: %" PRId64 " messages when last worked through\n",
               audit->folders[i].mailbox, audit->folders[i].folder, audit->folders[i].messages);
    }
    printf("store: %zu files (%s), %zu named by the ledger\n", audit->stored, size, audit->named);
    for (size_t i = 0; i < audit->fault_count; i++) {
        printf("%s: %s\n", audit_fault_name(audit->faults[i].kind), audit->faults[i].detail);
    }
    if (audit->fault_count < audit->faults_found + audit->remarks) {
        printf("... and %zu more\n", audit->faults_found + audit->remarks - audit->fault_count);
    }
    printf("%zu faults, %zu remarks\n", audit->faults_found, audit->remarks);
    return output_flush(stdout, error);
}

/* Said on standard error: standard output may be JSON. */
static int repair(struct house *house, const struct audit *audit, struct error *error)
{
    struct audit_repair done;
    if (audit_repair(house, audit, &done, error) != 0) {
        return -1;
    }
    fprintf(stderr,
            "%zu mails are fetched again and %zu read again at the next cycle; then run the audit "
            "again.\n",
            done.fetched, done.read);
    if (done.hopeless > 0) {
        fprintf(stderr, "%zu cannot be had again so; restore them from a backup.\n", done.hopeless);
    }
    return 0;
}

int command_audit(const struct invocation *invocation, struct error *error)
{
    CLEANUP(cleanup_house_close)
    struct house *house = NULL;
    CLEANUP(cleanup_audit_free)
    struct audit *audit = NULL;
    if (house_open(invocation->config, &house, error) != 0 ||
        audit_run(house, &audit, error) != 0) {
        return -1;
    }
    int result = invocation->format == FORMAT_JSON  ? output_json(stdout, audit_json(audit), error)
                 : invocation->format == FORMAT_CSV ? print_csv(audit, error)
                                                    : print_text(audit, error);
    if (result == 0 && invocation->repair) {
        result = repair(house, audit, error);
    }
    if (result == 0 && audit->faults_found > 0) {
        return error_set(error, ERROR_DATABASE, "The audit found %zu fault%s", audit->faults_found,
                         audit->faults_found == 1 ? "" : "s");
    }
    return result;
}
