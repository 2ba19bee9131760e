/* What mail servers on the way say of the sender: Authentication-Results (RFC 8601). */
#ifndef BAOSONG_READER_AUTHENTICATION_H
#define BAOSONG_READER_AUTHENTICATION_H

#include <gmime/gmime.h>

/*
 * One line for each such header, the newest server's first, of at most LIMIT_AUTHENTICATIONS:
 * "mx.example.cn spf=pass dkim=fail", lower case, without what was said beside the results; "" if
 * there is none. Whether a server can be believed is not known here: a sender can write such a
 * header himself. The caller frees it.
 */
char *authentication_read(GMimeMessage *message);

#endif
