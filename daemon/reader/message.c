#include "reader/message.h"

#include "reader/mail.h"
#include "reader/ole.h"
#include "reader/outlook.h"
#include "reader/p7m.h"
#include "reader/tnef.h"

#include <unistd.h>

static const struct {
    bool (*is)(const char *head, size_t size);
    bool (*read)(struct container *container, int fd);
} forms[] = {{p7m_is, p7m_read}, {tnef_is, tnef_read}};

bool message_is_packed(const char *head, size_t size)
{
    for (size_t i = 0; i < COUNT_OF(forms); i++) {
        if (forms[i].is(head, size)) {
            return true;
        }
    }
    return false;
}

bool message_read(struct container *container, int fd)
{
    char head[4096];
    ssize_t got = pread(fd, head, sizeof head, 0);
    for (size_t i = 0; got > 0 && i < COUNT_OF(forms); i++) {
        if (forms[i].is(head, (size_t)got)) {
            return forms[i].read(container, fd);
        }
    }
    return ole_is(fd) ? outlook_read(container, fd) : mail_read_attached(container, fd);
}
