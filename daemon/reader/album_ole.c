#include "reader/album.h"
void album_add_ole(struct album *album, int fd, enum kind kind)
{
    (void)album;
    (void)fd;
    (void)kind;
}
void album_add_rtf(struct album *album, int fd, enum kind kind)
{
    (void)album;
    (void)fd;
    (void)kind;
}
