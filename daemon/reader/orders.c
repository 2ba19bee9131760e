#include "reader/orders.h"

#include "base/frame.h"
#include "base/json.h"
#include "base/memory.h"

#include <stdlib.h>

int orders_send(int fd, const struct orders *orders, struct error *error)
{
    json_t *frame = json_object(), *passwords = json_array(), *avoided = json_array();
    for (size_t i = 0; i < orders->password_count; i++) {
        json_append(passwords, json_text(orders->passwords[i]));
    }
    for (size_t i = 0; i < orders->avoided_count; i++) {
        json_t *each = json_object();
        json_set(each, "step", json_integer(orders->avoided[i].step));
        json_set(each, "code", json_text(finding_name(orders->avoided[i].code)));
        json_set(each, "reason", json_text(orders->avoided[i].reason));
        json_append(avoided, each);
    }
    json_set(frame, "passwords", passwords);
    json_set(frame, "avoid", avoided);
    json_set(frame, "pages", json_integer(orders->pages));
    return frame_write(fd, frame, error);
}

static int take_passwords(const json_t *frame, struct received_orders *received,
                          struct error *error)
{
    json_t *list = NULL;
    if (json_opt_array(frame, "passwords", LIMIT_CONFIGURED_PASSWORDS, &list, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *password = json_string_value(json_array_get(list, i));
        if (password == NULL) {
            return error_set(error, ERROR_PROTOCOL, "a password is no text");
        }
        received->passwords[received->orders.password_count++] = xstrdup(password);
    }
    received->orders.passwords = (const char *const *)received->passwords;
    return 0;
}

static int take_pages(const json_t *frame, struct received_orders *received, struct error *error)
{
    int64_t pages = 0;
    if (json_opt_integer(frame, "pages", 0, LIMIT_OCR_PAGES, 0, &pages, error) != 0) {
        return -1;
    }
    received->orders.pages = (unsigned)pages;
    return 0;
}

static int take_avoided(const json_t *frame, struct received_orders *received, struct error *error)
{
    json_t *list = NULL;
    if (json_opt_array(frame, "avoid", LIMIT_READER_AVOIDED, &list, error) != 0) {
        return -1;
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *each = json_array_get(list, i);
        const char *code = NULL, *reason = NULL;
        struct avoided avoided = {0};
        if (json_get_integer(each, "step", 1, INT64_MAX, &avoided.step, error) != 0 ||
            json_get_string(each, "code", LIMIT_HEADER, &code, error) != 0 ||
            json_get_string(each, "reason", LIMIT_HEADER, &reason, error) != 0) {
            return -1;
        }
        if (!finding_from_name(code, &avoided.code)) {
            return error_set(error, ERROR_PROTOCOL, "\"%.40s\" is no finding", code);
        }
        received->reasons[i] = xstrdup(reason);
        avoided.reason = received->reasons[i];
        received->orders.avoided[received->orders.avoided_count++] = avoided;
    }
    return 0;
}

int orders_receive(int fd, struct received_orders *received, struct error *error)
{
    struct frame_parser parser = {0};
    json_t *frame = NULL;
    int result = frame_read(fd, &parser, &frame, error);
    if (result == 0 && frame == NULL) {
        result = error_set(error, ERROR_PROTOCOL, "the reader was given no orders");
    }
    if (result == 0 &&
        (take_passwords(frame, received, error) != 0 || take_avoided(frame, received, error) != 0 ||
         take_pages(frame, received, error) != 0)) {
        result = -1;
    }
    json_decref(frame);
    frame_parser_free(&parser);
    return result;
}

void orders_clear(struct received_orders *received)
{
    for (size_t i = 0; i < received->orders.password_count; i++) {
        free(received->passwords[i]);
    }
    for (size_t i = 0; i < received->orders.avoided_count; i++) {
        free(received->reasons[i]);
    }
    *received = (struct received_orders){0};
}
