#include "campaign/yaml.h"

#include "base/files.h"
#include "base/limits.h"
#include "base/utf8.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- the file ----------------------------------------------------------------------------------*/

static int check_file(const char *path, const char *what, struct error *error)
{
    struct stat status;
    if (stat(path, &status) != 0) {
        if (errno == ENOENT || errno == ENOTDIR) {
            return error_set(error, ERROR_NOT_FOUND,
                             "%s: there is no such file; give the path of the %s", path, what);
        }
        return error_set_errno(error, errno, "%s: cannot look at the %s", path, what);
    }
    if (!S_ISREG(status.st_mode)) {
        return error_set(error, ERROR_CONFIG,
                         "%s: this is %s; give the path of the %s, a file in YAML", path,
                         S_ISDIR(status.st_mode) ? "a folder" : "not an ordinary file", what);
    }
    if (eaccess(path, R_OK) != 0) {
        return error_set(error, ERROR_CONFIG,
                         "%s: this user may not read the %s; give it the right to (chmod, chown)",
                         path, what);
    }
    return 0;
}

static size_t line_at(const char *data, size_t offset)
{
    size_t line = 1;
    for (size_t i = 0; i < offset; i++) {
        line += data[i] == '\n';
    }
    return line;
}

static int check_encoding(const char *path, const char *data, size_t size, struct error *error)
{
    size_t length = 0;
    for (size_t at = 0; at < size; at += length) {
        if (utf8_decode(data + at, size - at, &length) == UTF8_INVALID) {
            return error_set(error, ERROR_CONFIG,
                             "%s:%zu: this is not UTF-8 (perhaps GBK, which Notepad calls ANSI); "
                             "save the file as UTF-8",
                             path, line_at(data, at));
        }
    }
    return 0;
}

/* libyaml takes a time that grows with the square of the brackets that are open. Those in quoted
 * texts are counted, too: no text has so many. */
static int check_nesting(const char *path, const char *data, size_t size, struct error *error)
{
    size_t depth = 0;
    for (size_t i = 0; i < size; i++) {
        if (data[i] == '[' || data[i] == '{') {
            depth++;
        } else if ((data[i] == ']' || data[i] == '}') && depth > 0) {
            depth--;
        }
        if (depth > LIMIT_CONFIG_DEPTH) {
            return error_set(error, ERROR_CONFIG,
                             "%s:%zu: more than %d brackets are open here; a closing bracket is "
                             "missing before",
                             path, line_at(data, i), LIMIT_CONFIG_DEPTH);
        }
    }
    return 0;
}

/* --- what libyaml says -------------------------------------------------------------------------*/

/* What people do wrong most often, by libyaml's words for it. */
static const struct {
    const char *problem;
    const char *advice;
} advices[] = {
    {"found character that cannot start any token",
     "put the value in 'single quotes' if it begins with a special character"},
    {"found unknown escape character",
     "in \"double quotes\" a backslash has a meaning of its own; use 'single quotes'"},
    {"mapping values are not allowed in this context",
     "check the indentation, and put a value with \": \" in it in 'single quotes'"},
    {"could not find expected ':'", "write a blank after the colon, as in key: value"},
    {"did not find expected key", "keys of one mapping begin in the same column"},
    {"did not find expected '-' indicator", "entries of one list begin in the same column"},
    {"did not find expected ',' or ']'", "a comma or the closing bracket ] is missing before here"},
    {"did not find expected ',' or '}'", "a comma or the closing brace } is missing before here"},
    {"did not find expected node content", "a value is missing between two marks"},
    {"block sequence entries are not allowed in this context",
     "a list begins on a line of its own below its key; quote a text that begins with - "},
    {"found unexpected end of stream", "a quotation mark or bracket is not closed"},
    {"found undefined alias", "*name needs an &name before it; quote a text that begins with *"},
};

static const char *advice_for(const char *problem)
{
    for (size_t i = 0; i < COUNT_OF(advices); i++) {
        if (strcmp(problem, advices[i].problem) == 0) {
            return advices[i].advice;
        }
    }
    return "compare with the file that is shipped as an example";
}

/* Does the indentation of this line (from 1) have a tab? */
static bool indented_by_tab(const char *data, size_t line)
{
    for (size_t i = 1; i < line; i++) {
        data = strchr(data, '\n');
        if (data == NULL) {
            return false;
        }
        data++;
    }
    return data[strspn(data, " ")] == '\t';
}

static int syntax_error(const yaml_parser_t *parser, const char *path, const char *data,
                        struct error *error)
{
    size_t line = parser->problem_mark.line + 1;
    const char *problem = parser->problem != NULL ? parser->problem : "not readable as YAML";
    if (parser->error == YAML_MEMORY_ERROR) {
        abort();
    }
    if (parser->error == YAML_READER_ERROR) {
        return error_set(error, ERROR_CONFIG, "%s:%zu: %s; remove what is no text", path,
                         line_at(data, parser->problem_offset), problem);
    }
    if (indented_by_tab(data, line)) {
        return error_set(error, ERROR_CONFIG,
                         "%s:%zu: a tab at the beginning of the line; indent with blanks", path,
                         line);
    }
    return error_set(error, ERROR_CONFIG, "%s:%zu: this is not YAML: %s; %s", path, line, problem,
                     advice_for(problem));
}

static int check_one_document(yaml_parser_t *parser, struct yaml_file *file, const char *data,
                              struct error *error)
{
    yaml_document_t second;
    if (!yaml_parser_load(parser, &second)) {
        return syntax_error(parser, file->path, data, error);
    }
    const yaml_node_t *root = yaml_document_get_root_node(&second);
    if (root != NULL) {
        faults_add(&file->faults, yaml_line(root),
                   "a second document begins here; keep one, and remove the line ---");
    }
    yaml_document_delete(&second);
    return 0;
}

static int parse(struct yaml_file *file, const char *data, size_t size, struct error *error)
{
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser)) {
        abort(); /* out of memory */
    }
    yaml_parser_set_input_string(&parser, (const unsigned char *)data, size);
    int result = -1;
    if (!yaml_parser_load(&parser, &file->document)) {
        syntax_error(&parser, file->path, data, error);
    } else {
        file->loaded = true;
        result = check_one_document(&parser, file, data, error);
    }
    yaml_parser_delete(&parser);
    return result;
}

/* --- what is YAML but of no use here -----------------------------------------------------------*/

enum visit { VISIT_NONE, VISIT_OPEN, VISIT_DONE };

static void check_tag(struct yaml_file *file, const yaml_node_t *node)
{
    static const char *const plain[] = {YAML_STR_TAG, YAML_SEQ_TAG, YAML_MAP_TAG};
    const char *tag = (const char *)node->tag;
    for (size_t i = 0; i < COUNT_OF(plain); i++) {
        if (tag == NULL || strcmp(tag, plain[i]) == 0) {
            return;
        }
    }
    faults_add(&file->faults, yaml_line(node),
               "the tag %s has no meaning here; remove it, or quote a text that begins with !",
               tag);
}

/* The first earlier key of the mapping that is the same text. */
static const yaml_node_t *earlier_key(struct yaml_file *file, const yaml_node_t *mapping,
                                      const yaml_node_pair_t *pair)
{
    const char *key = yaml_text(yaml_file_node(file, pair->key));
    for (const yaml_node_pair_t *at = mapping->data.mapping.pairs.start; at < pair; at++) {
        const yaml_node_t *other = yaml_file_node(file, at->key);
        if (other->type == YAML_SCALAR_NODE && strcmp(yaml_text(other), key) == 0) {
            return other;
        }
    }
    return NULL;
}

static void check_keys(struct yaml_file *file, const yaml_node_t *mapping)
{
    const yaml_node_pair_t *start = mapping->data.mapping.pairs.start;
    const yaml_node_pair_t *top = mapping->data.mapping.pairs.top;
    if (top - start > LIMIT_CONFIG_KEYS) {
        faults_add(&file->faults, yaml_line(mapping), "%td keys in one mapping; at most %d",
                   top - start, LIMIT_CONFIG_KEYS);
        return;
    }
    for (const yaml_node_pair_t *pair = start; pair < top; pair++) {
        const yaml_node_t *key = yaml_file_node(file, pair->key);
        if (key->type != YAML_SCALAR_NODE) {
            faults_add(&file->faults, yaml_line(key), "a key must be a word, not %s",
                       yaml_kind(key));
            continue;
        }
        const yaml_node_t *earlier = earlier_key(file, mapping, pair);
        if (earlier != NULL) {
            faults_add(&file->faults, yaml_line(key),
                       "the key \"%s\" stands here twice (first in line %zu); keep one",
                       yaml_text(key), yaml_line(earlier));
        }
    }
}

static void check_node(struct yaml_file *file, char *visits, int index);

static void check_children(struct yaml_file *file, char *visits, const yaml_node_t *node)
{
    if (node->type == YAML_SEQUENCE_NODE) {
        const yaml_node_item_t *top = node->data.sequence.items.top;
        for (const yaml_node_item_t *item = node->data.sequence.items.start; item < top; item++) {
            check_node(file, visits, *item);
        }
    } else if (node->type == YAML_MAPPING_NODE) {
        check_keys(file, node);
        const yaml_node_pair_t *top = node->data.mapping.pairs.top;
        for (const yaml_node_pair_t *at = node->data.mapping.pairs.start; at < top; at++) {
            check_node(file, visits, at->key);
            check_node(file, visits, at->value);
        }
    }
}

/* Each node once, however many aliases name it; libyaml bounds the depth of nesting. */
static void check_node(struct yaml_file *file, char *visits, int index)
{
    const yaml_node_t *node = yaml_file_node(file, index);
    if (visits[index] == VISIT_OPEN) {
        faults_add(&file->faults, yaml_line(node),
                   "an alias inside of what begins here names it again, without end; remove it");
    }
    if (visits[index] != VISIT_NONE) {
        return;
    }
    visits[index] = VISIT_OPEN;
    check_tag(file, node);
    check_children(file, visits, node);
    visits[index] = VISIT_DONE;
}

static int check_document(struct yaml_file *file, const char *what, struct error *error)
{
    const yaml_node_t *root = yaml_file_root(file);
    if (root == NULL) {
        return error_set(error, ERROR_CONFIG,
                         "%s:1: the file is empty; begin with the %s that is shipped as an example",
                         file->path, what);
    }
    if (root->type != YAML_MAPPING_NODE) {
        return error_set(error, ERROR_CONFIG, "%s:%zu: the %s must consist of lines \"key: value\"",
                         file->path, yaml_line(root), what);
    }
    size_t nodes = (size_t)(file->document.nodes.top - file->document.nodes.start);
    CLEANUP_FREE char *visits = xcalloc(nodes + 1, 1);
    check_node(file, visits, 1); /* the root is node 1 */
    /* What goes round in circles cannot be read any further; the other faults could, but with a
     * key twice it is not known which of the two is meant. */
    return faults_report(&file->faults, file->path, error);
}

/* --- in and out --------------------------------------------------------------------------------*/

int yaml_file_open(const char *path, const char *what, struct yaml_file **file, struct error *error)
{
    CLEANUP_FREE char *data = NULL;
    size_t size = 0;
    if (check_file(path, what, error) != 0 ||
        files_read(path, LIMIT_CONFIG_FILE, &data, &size, error) != 0 ||
        check_encoding(path, data, size, error) != 0 ||
        check_nesting(path, data, size, error) != 0) {
        return -1;
    }
    CLEANUP(cleanup_yaml_file_free)
    struct yaml_file *read = xcalloc(1, sizeof *read);
    read->path = xstrdup(path);
    if (parse(read, data, size, error) != 0 || check_document(read, what, error) != 0) {
        return -1;
    }
    *file = STEAL(read);
    return 0;
}

void yaml_file_free(struct yaml_file *file)
{
    if (file == NULL) {
        return;
    }
    if (file->loaded) {
        yaml_document_delete(&file->document);
    }
    for (size_t i = 0; i < file->kept_count; i++) {
        free(file->kept[i]);
    }
    free(file->kept);
    faults_free(&file->faults);
    free(file->path);
    free(file);
}

const yaml_node_t *yaml_file_root(struct yaml_file *file)
{
    return yaml_document_get_root_node(&file->document);
}

const yaml_node_t *yaml_file_node(struct yaml_file *file, int index)
{
    return yaml_document_get_node(&file->document, index);
}

size_t yaml_line(const yaml_node_t *node)
{
    return node->start_mark.line + 1;
}

const char *yaml_text(const yaml_node_t *node)
{
    return (const char *)node->data.scalar.value;
}

bool yaml_empty(const yaml_node_t *node)
{
    return node->type == YAML_SCALAR_NODE && node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE &&
           (node->data.scalar.length == 0 || strcmp(yaml_text(node), "~") == 0);
}

const char *yaml_kind(const yaml_node_t *node)
{
    switch (node->type) {
    case YAML_SCALAR_NODE:
        return "a single value";
    case YAML_SEQUENCE_NODE:
        return "a list";
    case YAML_MAPPING_NODE:
        return "a group of keys";
    case YAML_NO_NODE:
        break;
    }
    return "nothing";
}

void *yaml_file_keep(struct yaml_file *file, size_t count, size_t size)
{
    void *memory = xcalloc(count, size);
    file->kept = xgrow(file->kept, file->kept_count, sizeof *file->kept);
    file->kept[file->kept_count++] = memory;
    return memory;
}
