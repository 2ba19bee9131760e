/* The files of a message as the judge looks at them: their paths taken apart, their texts plain. */
#ifndef BAOSONG_JUDGE_PAPERS_H
#define BAOSONG_JUDGE_PAPERS_H

#include "judge/gazetteer.h"
#include "judge/judge.h"
#include "judge/numbering.h"

/* One component of a path: a container, a folder, or the file's own name. */
struct part {
    char *written; /* as the sender wrote it, without the ending of a file name */
    char *plain;
    char *words;          /* plain, without numbers before it and without names of units */
    struct number number; /* before the name */
    bool container;       /* an archive or a mail, not a folder */
    bool nameless;        /* IMG_2031, 扫描件001, 新建文件夹: says nothing */
};

struct paper {
    const struct described_file *file;
    struct part *parts; /* at least one: the last is the file's name */
    size_t part_count;
    char *title; /* plain */
    char *title_words;
    char *text_words;  /* the beginning of its text */
    bool named_report; /* its name or title calls it a self-report */
    bool form;         /* or a table that one fills in instead: maybe of the tasks */
    size_t of;         /* index of the file in the description */
    unsigned portion;  /* that begins it, if it is bound into that file with others, from 1; 0: the
                          file itself, without those */
    unsigned first_page, last_page; /* of such a one; 0: not known */
    bool doubtful;                  /* it may be no paper of its own */
    bool bundle;                    /* others are bound into this file */
    struct described_file *own;     /* what `file` points to where that is only a part of a file */
};

struct papers {
    struct paper *at; /* one a file of the description, in its order; then those bound into them */
    size_t count;
    size_t files; /* of the description */
    bool parted;  /* its attachments have parts: 附件5-1, 附件5-2 */
};

struct papers papers_new(const struct gazetteer *gazetteer, const struct description *description);
void papers_clear(struct papers *papers);

/* bytes of an ending such as ".docx", 0 if the name has none. */
size_t papers_ending_size(const char *name);
/* Is a file or folder of that plain name for papers of all kinds: 佐证材料? */
bool papers_gathers(const char *plain);
/* Does a plain name say nothing, as cameras and scanners name files? */
bool papers_is_nameless(const char *words);

/* Takes a path apart; returns how many parts, and the caller frees *parts. */
size_t papers_take_apart(const struct gazetteer *gazetteer, const char *path, struct part **parts);
void papers_parts_free(struct part *parts, size_t count);

/* Bytes of the path of a paper that are those of its folder; and are two in one folder? */
size_t paper_folder_size(const struct paper *paper);
bool papers_lie_together(const struct paper *one, const struct paper *other);

/* The last part: the file's own name. */
const struct part *paper_name(const struct paper *paper);

/* Is it an Excel file? */
bool paper_is_sheet(const struct paper *paper);
/* Is it a photograph of which only a banner can be read? Then that is its title, and its text. */
bool paper_has_banner(const struct paper *paper);

/* Is one of the words (a list that ends with NULL) in its name or its title? */
bool paper_calls_itself(const struct paper *paper, const char *const *words);
/* Does its name or its title end with one of `count` words? */
bool paper_is_called(const struct paper *paper, const char *const *ends, size_t count);

/* Does its path, but for what gathers files, its title or its text have a word for credit? */
bool paper_speaks_of_credit(const struct paper *paper);

/* "第4页至第5页“附件1 …”：" of a paper that is bound into a file with others; the caller frees. */
char *paper_place(const struct paper *paper);

/* A plain text without names of units; the caller frees. */
char *papers_words(const struct gazetteer *gazetteer, const char *text, size_t limit);

/* Does it call itself something that is told to the office: 工作汇报, 情况说明? */
bool paper_reports(const struct paper *paper);

/* Is it by its title something that was issued, which goes through much by number: 工作方案? */
bool paper_rules(const struct paper *paper);

/* Does it call itself a statement, and is it a file of some text? */
bool paper_states(const struct paper *paper);

#endif
