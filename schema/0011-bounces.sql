-- Mails that came back (RFC 3464). What a bounce says is kept with it; the notice that it is about
-- counts as bounced. The table is made anew, since a CHECK cannot be changed.

CREATE TABLE bounces (
    message    INTEGER PRIMARY KEY REFERENCES messages (id), -- the bounce itself
    returned   TEXT NOT NULL, -- Message-ID of the mail that came back; '' where that is not said
    recipient  TEXT NOT NULL, -- to whom it was; '' likewise
    reason     TEXT NOT NULL
) STRICT;

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
    message_id   TEXT NOT NULL UNIQUE,
    in_reply_to  TEXT,
    state        TEXT NOT NULL
                 CHECK (state IN ('wanted', 'queued', 'sending', 'sent', 'bounced', 'suppressed',
                                  'failed', 'cancelled')),
    attempts     INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    uncertain    INTEGER NOT NULL DEFAULT 0 CHECK (uncertain >= 0),
    next_attempt INTEGER NOT NULL, -- not before this
    expires_at   INTEGER,          -- not after this: it would no longer be true
    done_at      INTEGER,
    reason       TEXT, -- why suppressed, failed or bounced; what the server said last
    bounce       INTEGER REFERENCES messages (id), -- the mail that says that it came back
    CHECK ((state IN ('wanted', 'queued', 'sending')) = (done_at IS NULL)),
    CHECK (state IN ('wanted', 'suppressed', 'cancelled') OR recipient <> '')
) STRICT;
INSERT INTO outbox (id, queued_at, kind, occasion, message, event, unit, recipient, subject, body,
                    html, message_id, in_reply_to, state, attempts, uncertain, next_attempt,
                    expires_at, done_at, reason)
SELECT id, queued_at, kind, occasion, message, event, unit, recipient, subject, body, html,
       message_id, in_reply_to, state, attempts, uncertain, next_attempt, expires_at, done_at, reason
  FROM notices;

-- What refers to the old table must not see it go.
CREATE TABLE kept AS SELECT * FROM enclosures;
DROP TABLE enclosures;
DROP TABLE notices;
ALTER TABLE outbox RENAME TO notices;
CREATE TABLE enclosures (
    notice     INTEGER NOT NULL REFERENCES notices (id),
    position   INTEGER NOT NULL CHECK (position >= 0), -- in the order of the letter
    attachment INTEGER NOT NULL REFERENCES attachments (id),
    PRIMARY KEY (notice, position)
) STRICT, WITHOUT ROWID;
INSERT INTO enclosures (notice, position, attachment) SELECT notice, position, attachment FROM kept;
DROP TABLE kept;

CREATE INDEX enclosures_attachment ON enclosures (attachment);
CREATE INDEX notices_waiting ON notices (next_attempt) WHERE done_at IS NULL;
CREATE INDEX notices_message ON notices (message) WHERE message IS NOT NULL;
CREATE INDEX notices_recipient ON notices (recipient, queued_at);
