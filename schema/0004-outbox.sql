-- The outbox works: notices are wanted in the transaction of what they tell, written when the account
-- is up to date, and sent one by one. The table is made anew, since a CHECK cannot be changed.

CREATE TABLE attachments (
    id      INTEGER PRIMARY KEY,
    name    TEXT NOT NULL,
    type    TEXT NOT NULL,
    content BLOB NOT NULL
) STRICT;

-- occasion is what a notice is about, and its recipient where there are several: asked for twice, it
-- exists once. message_id is made with the row, so that a repeated mail is known as the same one.
-- wanted: not yet written (no recipient, no text). sending: handed to the server, outcome unknown;
-- uncertain counts how often that was so and no answer came.
CREATE TABLE outbox (
    id           INTEGER PRIMARY KEY,
    queued_at    INTEGER NOT NULL,
    kind         TEXT NOT NULL
                 CHECK (kind IN ('receipt', 'decision', 'reminder', 'report', 'alert')),
    occasion     TEXT NOT NULL UNIQUE,
    message      INTEGER REFERENCES messages (id),
    event        INTEGER REFERENCES events (id), -- the first decision that it tells of
    unit         TEXT,
    recipient    TEXT NOT NULL DEFAULT '',
    subject      TEXT NOT NULL DEFAULT '',
    body         TEXT NOT NULL DEFAULT '',
    html         TEXT,
    attachment   INTEGER REFERENCES attachments (id),
    message_id   TEXT NOT NULL UNIQUE,
    in_reply_to  TEXT,
    state        TEXT NOT NULL
                 CHECK (state IN ('wanted', 'queued', 'sending', 'sent', 'suppressed', 'failed',
                                  'cancelled')),
    attempts     INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    uncertain    INTEGER NOT NULL DEFAULT 0 CHECK (uncertain >= 0),
    next_attempt INTEGER NOT NULL, -- not before this
    expires_at   INTEGER,          -- not after this: it would no longer be true
    done_at      INTEGER,
    reason       TEXT, -- why it was suppressed, why sending failed, what the server said last
    CHECK ((state IN ('wanted', 'queued', 'sending')) = (done_at IS NULL)),
    CHECK (state IN ('wanted', 'suppressed', 'cancelled') OR recipient <> '')
) STRICT;

INSERT INTO outbox (id, queued_at, kind, occasion, message, unit, recipient, subject, body,
                    message_id, state, attempts, next_attempt, done_at, reason)
SELECT id, queued_at, kind, 'notice/' || id, message, unit, recipient, subject, body, message_id,
       state, attempts, coalesce(next_attempt, queued_at), done_at, reason
  FROM notices;
DROP TABLE notices;
ALTER TABLE outbox RENAME TO notices;

CREATE INDEX notices_waiting ON notices (next_attempt) WHERE done_at IS NULL;
CREATE INDEX notices_message ON notices (message) WHERE message IS NOT NULL;
CREATE INDEX notices_recipient ON notices (recipient, queued_at);

-- Moments of the schedule (a reminder of a stage, a daily report) that were worked through.
CREATE TABLE rounds (
    occasion TEXT PRIMARY KEY,
    at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What is wrong with the service now. Staff are told once, and once more when it is over.
CREATE TABLE alerts (
    key   TEXT PRIMARY KEY,
    text  TEXT NOT NULL,
    since INTEGER NOT NULL,
    told  INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)),
    ended INTEGER -- over, but staff were not yet told so
) STRICT, WITHOUT ROWID;
