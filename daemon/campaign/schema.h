/*
 * What a file may say, as tables: for each mapping its keys, for each key its type and bounds. The
 * reader fills "drafts", plain structs whose fields remember their lines, and collects every fault.
 * Everything in a draft lives as long as its yaml_file.
 */
#ifndef BAOSONG_CAMPAIGN_SCHEMA_H
#define BAOSONG_CAMPAIGN_SCHEMA_H

#include "campaign/yaml.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct said {         /* KEY_TEXT */
    const char *text; /* NULL: not said */
    size_t line;
};

struct said_number { /* KEY_NUMBER, KEY_CHOICE (the index) */
    int64_t number;
    size_t line; /* 0: not said */
};

struct said_texts { /* KEY_TEXTS */
    struct said *at;
    size_t count;
    size_t line;
};

struct said_numbers { /* KEY_NUMBERS */
    struct said_number *at;
    size_t count;
    size_t line;
};

struct said_groups { /* KEY_GROUPS: an array of the schema's structs */
    void *at;
    size_t count;
    size_t line;
};

/* The draft of a mapping begins with its line; 0: not said. */
struct said_group { /* KEY_GROUP */
    size_t line;
};

enum key_type {
    KEY_TEXT,    /* one line of text -> struct said */
    KEY_TEXTS,   /* a list of them -> struct said_texts */
    KEY_NUMBER,  /* what `parse` understands, within bounds -> struct said_number */
    KEY_NUMBERS, /* a list of them -> struct said_numbers */
    KEY_CHOICE,  /* one of the words -> struct said_number */
    KEY_GROUP,   /* a mapping -> the struct of `schema` */
    KEY_GROUPS,  /* a list of mappings -> struct said_groups */
};

enum { KEY_OPTIONAL = false, KEY_REQUIRED = true };

struct key {
    const char *name;
    enum key_type type;
    bool required;
    size_t offset;       /* of its field in the draft */
    const char *example; /* what would be right, as one would write it behind the colon */
    int (*parse)(const char *text, int64_t *out, struct error *error);
    int64_t lowest, highest; /* bounds of a number, if highest > 0 */
    const char *const *choices;
    size_t choice_count;
    const struct schema *schema;
};

struct schema {
    const char *what; /* "unit": a mapping of this kind, for messages */
    const struct key *keys;
    size_t key_count;
    size_t size; /* bytes of the draft */
};

/* Fills the zeroed draft from a mapping; faults go to file->faults. */
void schema_read(struct yaml_file *file, const yaml_node_t *node, const struct schema *schema,
                 void *draft);

#endif
