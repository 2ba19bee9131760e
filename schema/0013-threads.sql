-- Which earlier mails a mail names (RFC 5322, 3.6.4), by their Message-ID: In-Reply-To at 0, then its
-- References from the newest to the oldest. Of mails that were read before, only the parent is known.
CREATE TABLE links (
    message  INTEGER NOT NULL REFERENCES messages (id),
    target   TEXT NOT NULL CHECK (target <> ''),
    position INTEGER NOT NULL CHECK (position >= 0),
    PRIMARY KEY (message, target)
) STRICT, WITHOUT ROWID;
CREATE INDEX links_target ON links (target);
INSERT INTO links (message, target, position)
SELECT id, in_reply_to, 0 FROM messages WHERE in_reply_to <> '';
DROP INDEX messages_in_reply_to;

-- The subject without the marks of answers and forwards, as the judge compares it, and whether it has
-- such marks; unknown for what was read before.
ALTER TABLE messages ADD COLUMN topic TEXT NOT NULL DEFAULT '';
ALTER TABLE messages ADD COLUMN answers INTEGER NOT NULL DEFAULT 0 CHECK (answers IN (0, 1));
CREATE INDEX messages_topic ON messages (topic) WHERE topic <> '';
