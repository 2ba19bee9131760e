#include "reader/mapped.h"

#include "base/limits.h"

#include <stddef.h>
#include <sys/mman.h>
#include <sys/stat.h>

bool mapped_open(int fd, struct bytes *bytes)
{
    struct stat status;
    if (fstat(fd, &status) != 0 || status.st_size <= 0 || status.st_size > LIMIT_DOCUMENT) {
        return false;
    }
    void *at = mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (at == MAP_FAILED) {
        return false;
    }
    *bytes = (struct bytes){.data = at, .size = (size_t)status.st_size};
    return true;
}

void mapped_close(struct bytes *bytes)
{
    if (bytes->data != NULL) {
        union { /* what is mapped was never const */
            const unsigned char *read;
            void *at;
        } mapping = {.read = bytes->data};
        munmap(mapping.at, bytes->size);
        *bytes = (struct bytes){0};
    }
}
