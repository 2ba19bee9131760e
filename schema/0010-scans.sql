-- What a virus scanner says of each content. Everything is in the queue, also where no scanner is
-- configured yet; what was found is a finding of every file (or quarantined mail) of that content.
CREATE TABLE scans (
    sha256   TEXT PRIMARY KEY
             CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    state    TEXT NOT NULL DEFAULT 'waiting'
             CHECK (state IN ('waiting', 'clean', 'infected', 'unscanned')),
    detail   TEXT, -- the scanner's name for it; why it could not be scanned
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    at       INTEGER,
    CHECK ((state = 'waiting') = (at IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX scans_waiting ON scans (attempts, sha256) WHERE state = 'waiting';

INSERT INTO scans (sha256) SELECT sha256 FROM files WHERE NOT gone AND size > 0
    UNION SELECT sha256 FROM messages WHERE state = 'quarantined';
