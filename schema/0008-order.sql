-- Which of two mails came first: by the time when they came, not by when we found them, for a mail
-- that is imported later may be older. The server's own time, else the earlier one of the file's and
-- the topmost Received, as judge/receipt.c has it; known before anything is judged.
ALTER TABLE messages ADD COLUMN came_at INTEGER GENERATED ALWAYS AS (
    CASE receipt WHEN 'internaldate' THEN delivered
    ELSE min(coalesce(delivered, received, first_seen), coalesce(received, delivered, first_seen))
    END) VIRTUAL;
DROP INDEX messages_stale;
CREATE INDEX messages_stale ON messages (came_at, id) WHERE stale;
