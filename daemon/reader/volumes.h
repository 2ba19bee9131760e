/*
 * Archives that were cut into volumes to pass a mail program's limit: 材料.zip.001, 材料.z01 and
 * 材料.zip, 材料.part1.rar, 材料.r00, 材料.7z.001. The volumes of one container are kept aside, in
 * whatever order they come, until all its entries have been seen; then they are joined.
 */
#ifndef BAOSONG_READER_VOLUMES_H
#define BAOSONG_READER_VOLUMES_H

#include "reader/container.h"

/* Keeps an entry aside if it is a volume, by its name and content; takes over the spool then. */
bool volumes_keep(struct container *container, const char *name, struct spool *spool,
                  const struct leaf_notes *notes);

/* Joins what was kept aside, and hands on what is in it. Volumes that do not make a whole archive
 * go on as files, with the finding missing-volume beside what could be got out of them. */
void volumes_join(struct container *container);

#endif
