/* 文号: the number of an official document, "黄政办发〔2017〕54号" (GB/T 9704-2012, 7.2.5). */
#ifndef BAOSONG_READER_DOCNUMBER_H
#define BAOSONG_READER_DOCNUMBER_H

#include <stdbool.h>
#include <stddef.h>

/*
 * The number that a text itself bears: the first one in its head that stands on a line of its own,
 * beside the name of the issuer, or behind a label (文号：), before the body cites others. All
 * forms of brackets, blanks and full-width digits are normalised: "prefix〔year〕serial号"; a place
 * or a part of the office in the prefix stands in （）. That of a court is
 * "〔2016〕鄂0222民初2107号" (or "〔2014〕鄂大冶刑初字第312号"), that of an announcement
 * "2017年第16号". A serial may have a letter (S-07), and keeps its zeros where it is served on
 * somebody: 罚决字〔2016〕0031号. The caller frees it; NULL if there is none.
 */
char *docnumber_find(const char *text);

/*
 * The same of one line as an OCR engine read it: what it takes for each other (〔 and 1, 号 and 吕,
 * 0 and O) is read as what a number must have there. *confidence (0..1) is how sure the characters
 * are; each guess lowers it.
 */
char *docnumber_of_line(const char *text, double *confidence);

/*
 * The number of an order, which has no year: "铁山区人民政府令第19号" of a line that names who gave
 * it ("铁山区人民政府令") and the one below ("第19号"), as OCR read them. The caller frees it; NULL
 * where they say none.
 */
char *docnumber_of_order(const char *name, const char *serial);

/* Is a line that OCR read the name of who gives an order, 铁山区人民政府令? */
bool docnumber_names_order(const char *name);

/* Does a line that OCR read look like a number, though it says none: short, with a year in it, and
 * no sentence? Of a poor reading digits enough for a year will do. */
bool docnumber_is_likely(const char *text, bool poor);

/* Bytes of the issuer's sign at the beginning of a normalised number ("黄政办发"): whose document
 * it is. 0 of an order and an announcement. */
size_t docnumber_prefix(const char *number);

#endif
