/*
 * Opaque S/MIME (RFC 8551, 3.5.2): a signed mail, or a signed file, that is packed whole into its
 * signature. Read by libksba; nobody's signature is checked.
 */
#ifndef BAOSONG_READER_P7M_H
#define BAOSONG_READER_P7M_H

#include "reader/container.h"

/* CMS that holds something, by the first bytes of a file; a signature that stands beside what it
 * signs holds nothing. */
bool p7m_is(const char *head, size_t size);

/* Hands on what was signed; what is encrypted makes container->encrypted. False where it is broken.
 */
bool p7m_read(struct container *container, int fd);

#endif
