/*
 * One mail to an SMTP server (RFC 5321), by libcurl: names, TLS with a verified certificate and
 * host name, STARTTLS, SASL. One connection serves many mails.
 */
#ifndef BAOSONG_NOTICE_SMTP_H
#define BAOSONG_NOTICE_SMTP_H

#include "base/error.h"
#include "base/memory.h"
#include "campaign/config.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

enum delivery {
    DELIVERY_SENT,      /* the server has taken it over */
    DELIVERY_LATER,     /* it does not take this mail now (4xx) */
    DELIVERY_REFUSED,   /* it will never take this mail (5xx) */
    DELIVERY_UNCERTAIN, /* it has the whole mail, and did not answer */
    DELIVERY_DROPPED,   /* the connection ended in the middle of this mail */
    DELIVERY_NO_SERVER, /* nothing can be sent now, this mail or another */
    DELIVERY_STOPPED,   /* we were asked to stop, before the mail was handed over */
};

struct smtp;

/* The configuration must outlive it. *stop ends a mail that is not yet being handed over. */
struct smtp *smtp_new(const struct smtp_config *config, const atomic_bool *stop);
void smtp_free(struct smtp *smtp);
DEFINE_CLEANUP(struct smtp, smtp_free)

struct smtp_mail {
    const char *recipient;
    bool answer; /* an automatic reply: without an envelope sender, where the server allows it */
    const char *text;
    size_t size;
    /* Called once, before the first byte of the text leaves us; anything but 0 ends the mail. */
    int (*handing_over)(void *context);
    void *context;
};

/* Sends one mail. What is not DELIVERY_SENT is explained in *error: for an administrator, with the
 * server's own words. */
enum delivery smtp_send(struct smtp *smtp, const struct smtp_mail *mail, struct error *error);

/* Connects and logs in, and sends nothing: does it work? */
int smtp_check(const struct smtp_config *config, struct error *error);

/* Closes the connection, politely; the next mail opens another. */
void smtp_close(struct smtp *smtp);

#endif
