/* What several commands print: messages and files as JSON of the contract, states as Chinese. */
#ifndef BAOSONG_COMMAND_ROWS_H
#define BAOSONG_COMMAND_ROWS_H

#include "ledger/ledger.h"

#include <jansson.h>

/* One message as `messages --format json` prints it, files and matches included. */
json_t *message_json(const struct message_row *row);

/* One element of its "files". */
json_t *file_json(const struct file_row *row);

/* The codes of findings ("no-seal"), and the codes with their details. */
json_t *finding_code_array(const struct finding *findings, size_t count);
json_t *finding_detail_array(const struct finding *findings, size_t count);

/* The codes of a set of FINDING_BITs. */
json_t *finding_bit_array(uint64_t findings);

/* "单位待确认": how far a message has come, a phrase for people. */
const char *message_phrase(const struct message_row *row);

/* "已认可", or "" where nobody decided. */
const char *verdict_phrase(enum verdict verdict);
const char *verdict_name(enum verdict verdict); /* "accepted", "rejected", "none" */

/* For columns of a table: "complete" -> "已完成". The caller frees it. */
char *show_standing(const json_t *value);

#endif
