/* Seals that were seen, as JSON: of the contract, and back from frames that are not trusted. */
#ifndef BAOSONG_READER_SEAL_MARKS_H
#define BAOSONG_READER_SEAL_MARKS_H

#include "reader/description.h"

/* "red" or "grey": the name in JSON and the ledger. */
const char *seal_colour_name(bool grey);

/* [{"page","x_mm","y_mm","confidence","colour"}]; the caller decrefs. */
json_t *seal_marks_to_json(const struct seal_mark *marks, size_t count);

/* Checks every value; none where the key is missing. The caller frees *marks, also on failure. */
int seal_marks_from_json(const json_t *object, const char *key, struct seal_mark **marks,
                         size_t *count, struct error *error);

#endif
