/* The daemon's log in the systemd journal, with fields that can be searched for. */
#ifndef BAOSONG_SERVICE_JOURNAL_H
#define BAOSONG_SERVICE_JOURNAL_H

/*
 * Where standard error is the journal, lines go there with PRIORITY, and events with MESSAGE_ID,
 * BAOSONG_EVENT and the field of their subject. Elsewhere nothing changes.
 */
void journal_begin(void);

#endif
