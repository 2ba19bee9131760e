#include "campaign/schema.h"

#include "base/buffer.h"
#include "base/limits.h"
#include "base/memory.h"
#include "campaign/nearest.h"

#include <string.h>

/* --- messages ----------------------------------------------------------------------------------*/

static void add_names(struct buffer *out, const struct schema *schema)
{
    for (size_t i = 0; i < schema->key_count; i++) {
        buffer_add_format(out, "%s%s", i > 0 ? ", " : "", schema->keys[i].name);
    }
}

static void unknown_key(struct yaml_file *file, const yaml_node_t *key, const struct schema *schema)
{
    const char *names[LIMIT_CONFIG_KEYS];
    for (size_t i = 0; i < schema->key_count; i++) {
        names[i] = schema->keys[i].name;
    }
    const char *meant = nearest_word(yaml_text(key), names, schema->key_count);
    CLEANUP_BUFFER struct buffer known = BUFFER_EMPTY;
    add_names(&known, schema);
    CLEANUP_FREE char *question =
        meant != NULL ? xasprintf("did you mean \"%s\"? ", meant) : xstrdup("");
    faults_add(&file->faults, yaml_line(key), "unknown key \"%s\"; %sKnown keys here: %s",
               yaml_text(key), question, buffer_text(&known));
}

static void wrong_type(struct yaml_file *file, const yaml_node_t *node, const struct key *key,
                       const char *wanted)
{
    faults_add(&file->faults, yaml_line(node), "\"%s\" must be %s, not %s; write %s: %s", key->name,
               wanted, yaml_kind(node), key->name, key->example);
}

static void missing_key(struct yaml_file *file, size_t line, const struct schema *schema,
                        const struct key *key, const char *how)
{
    faults_add(&file->faults, line, "\"%s\" of this %s %s; write %s: %s", key->name, schema->what,
               how, key->name, key->example);
}

/* --- single values -----------------------------------------------------------------------------*/

/* Counts what is read; false, once with a fault, when it is more than any honest file has. */
static bool within_values(struct yaml_file *file, const yaml_node_t *node)
{
    file->values++;
    if (file->values == LIMIT_CONFIG_VALUES + 1) {
        faults_add(&file->faults, yaml_line(node),
                   "more than %d values in this file, counting each alias anew; make it shorter",
                   LIMIT_CONFIG_VALUES);
    }
    return file->values <= LIMIT_CONFIG_VALUES;
}

/* A text without the line ends that "|" leaves behind it; NULL if it is none. */
static const char *one_line(struct yaml_file *file, const yaml_node_t *node, const struct key *key)
{
    if (node->type != YAML_SCALAR_NODE) {
        wrong_type(file, node, key, "one text");
        return NULL;
    }
    const char *text = yaml_text(node);
    size_t size = node->data.scalar.length;
    while (size > 0 && (text[size - 1] == '\n' || text[size - 1] == ' ')) {
        size--;
    }
    if (size == 0) {
        faults_add(&file->faults, yaml_line(node), "\"%s\" has an empty text; write %s: %s",
                   key->name, key->name, key->example);
        return NULL;
    }
    for (size_t i = 0; i < size; i++) {
        if ((unsigned char)text[i] < ' ' || text[i] == 0x7F) {
            faults_add(&file->faults, yaml_line(node),
                       "\"%s\" has a line break or control character in it; write it on one line",
                       key->name);
            return NULL;
        }
    }
    char *kept = yaml_file_keep(file, size + 1, 1);
    memcpy(kept, text, size);
    return kept;
}

static void read_text(struct yaml_file *file, const yaml_node_t *node, const struct key *key,
                      void *field)
{
    struct said *said = field;
    said->line = yaml_line(node);
    said->text = one_line(file, node, key);
}

static bool within_bounds(struct yaml_file *file, const yaml_node_t *node, const struct key *key,
                          int64_t number)
{
    if (key->highest > 0 && (number < key->lowest || number > key->highest)) {
        faults_add(&file->faults, yaml_line(node), "\"%s\" is %s, but must be from %lld to %lld",
                   key->name, yaml_text(node), (long long)key->lowest, (long long)key->highest);
        return false;
    }
    return true;
}

static void read_number(struct yaml_file *file, const yaml_node_t *node, const struct key *key,
                        void *field)
{
    struct error error = {0};
    int64_t number = 0;
    if (node->type != YAML_SCALAR_NODE) {
        wrong_type(file, node, key, "one value");
    } else if (key->parse(yaml_text(node), &number, &error) != 0) {
        faults_add(&file->faults, yaml_line(node), "\"%s\": %s", key->name, error.text);
    } else if (within_bounds(file, node, key, number)) {
        *(struct said_number *)field =
            (struct said_number){.number = number, .line = yaml_line(node)};
    }
}

static void read_choice(struct yaml_file *file, const yaml_node_t *node, const struct key *key,
                        void *field)
{
    if (node->type != YAML_SCALAR_NODE) {
        wrong_type(file, node, key, "one word");
        return;
    }
    CLEANUP_BUFFER struct buffer words = BUFFER_EMPTY;
    for (size_t i = 0; i < key->choice_count; i++) {
        if (strcmp(key->choices[i], yaml_text(node)) == 0) {
            *(struct said_number *)field =
                (struct said_number){.number = (int64_t)i, .line = yaml_line(node)};
            return;
        }
        buffer_add_format(&words, "%s%s", i > 0 ? ", " : "", key->choices[i]);
    }
    faults_add(&file->faults, yaml_line(node), "\"%s\" is \"%s\", but must be one of: %s",
               key->name, yaml_text(node), buffer_text(&words));
}

static void read_group(struct yaml_file *file, const yaml_node_t *node, const struct key *key,
                       void *field)
{
    if (node->type != YAML_MAPPING_NODE) {
        wrong_type(file, node, key, "a group of keys");
        return;
    }
    schema_read(file, node, key->schema, field);
}

/* --- lists -------------------------------------------------------------------------------------*/

typedef void value_reader(struct yaml_file *, const yaml_node_t *, const struct key *, void *);

/* All kinds of said_* lists have this shape: an array of elements of `size` bytes. */
static void read_list(struct yaml_file *file, const yaml_node_t *node, const struct key *key,
                      void *field, size_t size, value_reader *read)
{
    if (node->type != YAML_SEQUENCE_NODE) {
        wrong_type(file, node, key, "a list");
        return;
    }
    const yaml_node_item_t *start = node->data.sequence.items.start;
    size_t count = (size_t)(node->data.sequence.items.top - start);
    if (count > LIMIT_CONFIG_LIST) {
        faults_add(&file->faults, yaml_line(node), "\"%s\" has %zu entries; at most %d", key->name,
                   count, LIMIT_CONFIG_LIST);
        return;
    }
    struct said_groups *list = field;
    *list = (struct said_groups){
        .at = yaml_file_keep(file, count, size), .count = count, .line = yaml_line(node)};
    for (size_t i = 0; i < count; i++) {
        const yaml_node_t *item = yaml_file_node(file, start[i]);
        if (within_values(file, item)) {
            read(file, item, key, (char *)list->at + i * size);
        }
    }
}

static void read_texts(struct yaml_file *file, const yaml_node_t *node, const struct key *key,
                       void *field)
{
    read_list(file, node, key, field, sizeof(struct said), read_text);
}

static void read_numbers(struct yaml_file *file, const yaml_node_t *node, const struct key *key,
                         void *field)
{
    read_list(file, node, key, field, sizeof(struct said_number), read_number);
}

static void read_groups(struct yaml_file *file, const yaml_node_t *node, const struct key *key,
                        void *field)
{
    read_list(file, node, key, field, key->schema->size, read_group);
}

_Static_assert(sizeof(struct said_texts) == sizeof(struct said_groups) &&
                   sizeof(struct said_numbers) == sizeof(struct said_groups) &&
                   offsetof(struct said_texts, count) == offsetof(struct said_groups, count) &&
                   offsetof(struct said_numbers, count) == offsetof(struct said_groups, count),
               "read_list fills every kind of list as a said_groups");

/* --- mappings ----------------------------------------------------------------------------------*/

static value_reader *const readers[] = {
    [KEY_TEXT] = read_text,       [KEY_TEXTS] = read_texts,   [KEY_NUMBER] = read_number,
    [KEY_NUMBERS] = read_numbers, [KEY_CHOICE] = read_choice, [KEY_GROUP] = read_group,
    [KEY_GROUPS] = read_groups,
};

static const struct key *find_key(const struct schema *schema, const char *name)
{
    for (size_t i = 0; i < schema->key_count; i++) {
        if (strcmp(schema->keys[i].name, name) == 0) {
            return &schema->keys[i];
        }
    }
    return NULL;
}

static void read_pair(struct yaml_file *file, const yaml_node_pair_t *pair,
                      const struct schema *schema, void *draft, bool *seen)
{
    const yaml_node_t *name = yaml_file_node(file, pair->key);
    const yaml_node_t *value = yaml_file_node(file, pair->value);
    const struct key *key = find_key(schema, yaml_text(name));
    if (!within_values(file, name)) {
        return;
    }
    if (key == NULL) {
        unknown_key(file, name, schema);
        return;
    }
    seen[key - schema->keys] = true;
    if (!yaml_empty(value)) {
        readers[key->type](file, value, key, (char *)draft + key->offset);
    } else if (key->required) {
        missing_key(file, yaml_line(name), schema, key, "has no value");
    }
}

void schema_read(struct yaml_file *file, const yaml_node_t *node, const struct schema *schema,
                 void *draft)
{
    bool seen[LIMIT_CONFIG_KEYS] = {false};
    struct said_group *group = draft;
    group->line = yaml_line(node);
    const yaml_node_pair_t *top = node->data.mapping.pairs.top;
    for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start; pair < top; pair++) {
        read_pair(file, pair, schema, draft, seen);
    }
    for (size_t i = 0; i < schema->key_count; i++) {
        if (schema->keys[i].required && !seen[i]) {
            missing_key(file, group->line, schema, &schema->keys[i], "is missing");
        }
    }
}
