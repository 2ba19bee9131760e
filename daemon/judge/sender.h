/* Is the sender who the From header says? What mail servers found out, and addresses that only look
 * like a registered one. */
#ifndef BAOSONG_JUDGE_SENDER_H
#define BAOSONG_JUDGE_SENDER_H

#include "judge/judge.h"

/*
 * True when a server that the configuration trusts found that the mail is not from where it says:
 * DMARC failed (RFC 7489), or SPF failed and no signature held (RFC 7208, RFC 6376). Of several
 * headers of trusted servers the newest counts, since older ones a sender can have written himself.
 * The address then speaks for no unit.
 */
bool sender_refuted(const struct submission *submission);

/* Adds unverified-sender to the message where the sender is refuted, or its address nearly that of
 * a unit and yet another. */
void sender_judge(const struct campaign *campaign, const struct submission *submission,
                  struct judgement *judgement);

#endif
