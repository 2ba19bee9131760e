/* What is known of mail providers, so that an administrator need not know it. */
#ifndef BAOSONG_COMMAND_PROVIDERS_H
#define BAOSONG_COMMAND_PROVIDERS_H

#include <stddef.h>

struct provider {
    const char *name;    /* for people */
    const char *domains; /* of addresses, each between blanks; "" where any domain may be hosted */
    const char *imap;    /* NULL: the office's own server, whose name must be asked for */
    const char *smtp;
    const char *oddity; /* what the login needs, a sentence for people; NULL: nothing special */
};

extern const struct provider providers[];
extern const size_t provider_count;

/* The provider of this address, by its domain; NULL if that says nothing. */
const struct provider *provider_of(const char *address);

#endif
