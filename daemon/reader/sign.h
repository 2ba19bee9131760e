/*
 * The issuer's sign in the number of a scanned document, "黄政办发". It is what an OCR engine gets
 * wrong: rare characters in small print, and no word around them. What a single reading leaves in
 * doubt, several readings and the name in the letterhead settle.
 */
#ifndef BAOSONG_READER_SIGN_H
#define BAOSONG_READER_SIGN_H

#include <stdbool.h>
#include <stddef.h>

/* Does the sign of a normalised number fit the name of whom the letterhead names: its first
 * character, and of the others but the last all? Then nothing is in doubt. */
bool sign_fits(const char *number, const char *issuer);

/* A text that begins with an office's name, taken over, with a place's character that was misread
 * set right where no such place is known: 大治市环境保护局 is of 大冶市. The caller frees it. */
char *sign_mend_name(char *name);

/*
 * One number out of several readings of it, the best one first; at least one. Each character is
 * the one that most of them have. Only where they differ, which is where it is not legible, the
 * issuer's name (NULL for none) decides, then which of them signs are made of. *agreed (0..1) is
 * the share of the readings that have the least certain character. The caller frees the number.
 */
char *sign_settle(char *const *numbers, size_t count, const char *issuer, double *agreed);

#endif
