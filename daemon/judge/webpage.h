/* Pictures of web pages, and papers that show some: what they are called by, and what can be read
 * on them. A home page may show a column and the links below it at once. */
#ifndef BAOSONG_JUDGE_WEBPAGE_H
#define BAOSONG_JUDGE_WEBPAGE_H

#include "judge/meaning.h"

/* Does the name say nothing but that it is a picture? */
bool webpage_is_silent(const struct paper *paper);
/* Does its own word say that it shows something else than this task of its folder:
 * 信息归集/局网站.png? */
bool webpage_shows_other(const struct filing *filing, const struct paper *paper, int task);
/* Does the paper call itself one of web pages? */
bool webpage_is_shown(const struct paper *paper);

/* True if what can be read on the picture settles it, or the one word of its name; then the
 * conclusion is made. */
bool webpage_conclude(const struct filing *filing, const struct evidence *evidence,
                      const struct meaning *meaning, struct conclusion *conclusion);
bool webpage_conclude_by_word(const struct filing *filing, const struct evidence *evidence,
                              const struct meaning *meaning, struct conclusion *conclusion);

/* Adds what else a paper that tells of a web site shows of it (网站.docx): the column and, below,
 * the links. The menu on a picture, or a table, names much that is not meant. */
void webpage_add_shown(const struct filing *filing, const struct evidence *evidence,
                       const struct meaning *meaning, struct conclusion *conclusion);

#endif
