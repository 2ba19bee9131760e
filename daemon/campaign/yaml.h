/*
 * A YAML 1.1 file as libyaml's document: parsed whole, with the line of every node. What our files
 * have no use for, and people write by mistake, is refused: a key twice, a list that contains
 * itself, tags, a second document.
 */
#ifndef BAOSONG_CAMPAIGN_YAML_H
#define BAOSONG_CAMPAIGN_YAML_H

#include "base/error.h"
#include "base/memory.h"
#include "campaign/faults.h"

#include <stdbool.h>
#include <stddef.h>
#include <yaml.h>

struct yaml_file {
    char *path;
    yaml_document_t document; /* texts of its nodes live as long as the file; read only */
    bool loaded;
    struct faults faults;
    size_t values; /* read so far, aliases counted each time */
    void **kept;   /* memory of yaml_file_keep */
    size_t kept_count;
};

/*
 * Reads and parses the file; `what` is its name for people ("campaign file"). Fails when there is
 * no document to go on with; lesser faults are collected in (*file)->faults.
 */
int yaml_file_open(const char *path, const char *what, struct yaml_file **file,
                   struct error *error);
void yaml_file_free(struct yaml_file *file);
DEFINE_CLEANUP(struct yaml_file, yaml_file_free)

/* The mapping at the root. */
const yaml_node_t *yaml_file_root(struct yaml_file *file);
/* The node of an index in a sequence or mapping. */
const yaml_node_t *yaml_file_node(struct yaml_file *file, int index);
/* The line of a node, from 1. */
size_t yaml_line(const yaml_node_t *node);
/* The text of a scalar node, owned by the document. */
const char *yaml_text(const yaml_node_t *node);
/* Nothing after the colon, or "~". */
bool yaml_empty(const yaml_node_t *node);
/* "a list", "a value": what a node is, for messages. */
const char *yaml_kind(const yaml_node_t *node);

/* Zeroed memory that lives as long as the file. */
void *yaml_file_keep(struct yaml_file *file, size_t count, size_t size);

#endif
