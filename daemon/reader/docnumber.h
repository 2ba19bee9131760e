/* 文号: the number of an official document, "黄政办发〔2017〕54号" (GB/T 9704-2012, 7.2.5). */
#ifndef BAOSONG_READER_DOCNUMBER_H
#define BAOSONG_READER_DOCNUMBER_H

/*
 * The number that the text itself bears: the first one among its first lines that stands on a line
 * of its own or at the end of one, before the body cites others. All forms of brackets, blanks and
 * full-width digits are normalised. The caller frees it; NULL if there is none.
 */
char *docnumber_find(const char *text);

#endif
