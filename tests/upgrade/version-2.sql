-- A ledger of schema version 2, as `sqlite3 ledger.db .dump` writes it, with the two numbers that a
-- dump leaves out.
PRAGMA application_id=1650552691;
PRAGMA user_version=2;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO settings VALUES('campaign_hash','dc05924768fe5f2c27b93be6c42db5b0cca8408b78d6ed54aea1c8b389f0a262');
CREATE TABLE folders (
    id          INTEGER PRIMARY KEY,
    mailbox     TEXT NOT NULL,
    name        TEXT NOT NULL,
    uidvalidity INTEGER,
    uidnext     INTEGER,
    existing    INTEGER,
    marked_at   INTEGER,
    UNIQUE (mailbox, name),
    CHECK ((uidvalidity IS NULL) = (marked_at IS NULL)),
    CHECK ((uidnext IS NULL) = (marked_at IS NULL)),
    CHECK ((existing IS NULL) = (marked_at IS NULL))
) STRICT;
INSERT INTO folders VALUES(1,'/srv/office/Maildir','INBOX',0,0,5,1795968890);
CREATE TABLE messages (
    id                INTEGER PRIMARY KEY,
    sha256            TEXT NOT NULL UNIQUE
                      CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    size              INTEGER NOT NULL CHECK (size >= 0),
    first_seen        INTEGER NOT NULL,
    receipt           TEXT NOT NULL CHECK (receipt IN ('internaldate', 'maildir', 'mbox', 'none')),
    delivered         INTEGER,
    state             TEXT NOT NULL DEFAULT 'fetched'
                      CHECK (state IN ('fetched', 'read', 'judged', 'quarantined')),
    -- Waits to be judged. Beside the state, because a quarantined message is judged, too.
    stale             INTEGER NOT NULL DEFAULT 0 CHECK (stale IN (0, 1)),
    -- Grows whenever something changes that the judgement depends on, so that a judgement of the
    -- former facts is not taken for one of the new.
    revision          INTEGER NOT NULL DEFAULT 0,
    attempts          INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    quarantine_reason TEXT,
    -- what the reader said; empty until then
    subject           TEXT NOT NULL DEFAULT '',
    from_address      TEXT NOT NULL DEFAULT '',
    from_name         TEXT NOT NULL DEFAULT '',
    dated             INTEGER,
    received          INTEGER,
    message_id        TEXT NOT NULL DEFAULT '',
    in_reply_to       TEXT NOT NULL DEFAULT '',
    auto_submitted    INTEGER NOT NULL DEFAULT 0 CHECK (auto_submitted IN (0, 1)),
    -- what the judge said; unknown until then
    received_at       INTEGER,
    unit_state        TEXT NOT NULL DEFAULT 'none' CHECK (unit_state IN ('none', 'review', 'sure')),
    submission        INTEGER NOT NULL DEFAULT 0 CHECK (submission IN (0, 1)),
    -- the body; last, since it is long
    body              TEXT NOT NULL DEFAULT '',
    CHECK ((receipt = 'none') = (delivered IS NULL)),
    CHECK ((state = 'quarantined') = (quarantine_reason IS NOT NULL)),
    CHECK (state = 'quarantined' OR stale = (state = 'read'))
) STRICT;
INSERT INTO messages VALUES(1,'2ecd2f97824a2cb677eabcbb4a44fd8824e00579ff117ebd74174463927d9fe8',1161,1795968888,'maildir',1511226000,'judged',0,2,1,NULL,'市环保局信用材料','a@hbj.example','',1511226000,NULL,'1@test.example','',0,1511226000,'sure',1,replace('见附件\n\n','\n',char(10)));
INSERT INTO messages VALUES(2,'dd8c8553169801f2a7a9622fa873e0d601d0011bdcf774a9f31c9392a3acc62f',898,1795968888,'maildir',1511226001,'judged',0,1,1,NULL,'市交通运输局材料','b@jtj.example','',1511226000,NULL,'2@test.example','',0,1511226001,'sure',1,replace('见附件\n\n','\n',char(10)));
INSERT INTO messages VALUES(3,'26a3c2d3eacb02f41ab0a3cad56d7a8d85f9348489ace5fb5b56395aadfbc356',263,1795968888,'maildir',1511226002,'judged',0,2,1,NULL,'请问截止时间','d@nobody.example','',1511226000,NULL,'3@test.example','',0,1511226002,'sure',1,replace('请问截止到哪天？\n\n','\n',char(10)));
INSERT INTO messages VALUES(4,'28f2557e944356b7a59e97c3d0bf862e6581d6c5b7ec89ec2972662d3586bd18',653,1795968888,'maildir',1511226003,'judged',0,2,1,NULL,'市审计局信用材料','c@sjj.example','',1511226000,NULL,'4@test.example','',0,1511226003,'sure',1,replace('见附件\n\n','\n',char(10)));
CREATE TABLE places (
    folder      INTEGER NOT NULL REFERENCES folders (id),
    uidvalidity INTEGER NOT NULL,
    key         TEXT NOT NULL,
    size        INTEGER NOT NULL,
    delivered   INTEGER,
    message     INTEGER NOT NULL REFERENCES messages (id),
    seen_at     INTEGER NOT NULL,
    PRIMARY KEY (folder, uidvalidity, key)
) STRICT, WITHOUT ROWID;
INSERT INTO places VALUES(1,0,'1511226000.M0.test',1161,1511226000,1,1795968888);
INSERT INTO places VALUES(1,0,'1511226001.M1.test',898,1511226001,2,1795968888);
INSERT INTO places VALUES(1,0,'1511226002.M2.test',263,1511226002,3,1795968888);
INSERT INTO places VALUES(1,0,'1511226003.M3.test',653,1511226003,4,1795968888);
INSERT INTO places VALUES(1,0,'1511226004.M4.test',653,1511226004,4,1795968888);
CREATE TABLE files (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    message         INTEGER NOT NULL REFERENCES messages (id),
    position        INTEGER NOT NULL CHECK (position >= 0),
    path            TEXT NOT NULL,
    sha256          TEXT NOT NULL CHECK (length(sha256) = 64 AND sha256 NOT GLOB '*[^0-9a-f]*'),
    occurrence      INTEGER NOT NULL CHECK (occurrence >= 0),
    gone            INTEGER NOT NULL DEFAULT 0 CHECK (gone IN (0, 1)),
    name            TEXT NOT NULL,
    size            INTEGER NOT NULL CHECK (size >= 0),
    kind            TEXT NOT NULL,
    pages           INTEGER NOT NULL CHECK (pages >= 0),
    chars           INTEGER NOT NULL CHECK (chars >= 0),
    title           TEXT NOT NULL,
    scan            INTEGER NOT NULL CHECK (scan IN (0, 1)),
    seal            REAL CHECK (seal BETWEEN 0 AND 1),
    document_number TEXT,
    decoration      INTEGER NOT NULL CHECK (decoration IN (0, 1)),
    body            TEXT NOT NULL, text_layer TEXT CHECK (text_layer <> ''), page_width INTEGER NOT NULL DEFAULT 0 CHECK (page_width >= 0), page_height INTEGER NOT NULL DEFAULT 0 CHECK (page_height >= 0), signatures INTEGER NOT NULL DEFAULT 0 CHECK (signatures >= 0),
    UNIQUE (message, path, sha256, occurrence)
) STRICT;
INSERT INTO files VALUES(1,1,0,'材料.zip/共性任务3/信用承诺书.txt','e3d1c3bf2a532ddce006eeaae6d24f8a99d1cc0a3367989d3a07ad4c3a7211c2',0,0,'信用承诺书.txt',1320,'text',0,520,'',0,NULL,NULL,0,replace('共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt共性任务3/信用承诺书.txt\n','\n',char(10)),NULL,0,0,0);
INSERT INTO files VALUES(2,1,1,'材料.zip/共性任务6/双公示.txt','8f386977ebda256026cd55a29244dfd16f604f6ebda5bd09eaf5e526327ddd16',0,0,'双公示.txt',1080,'text',0,440,'',0,NULL,NULL,0,replace('共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt共性任务6/双公示.txt\n','\n',char(10)),NULL,0,0,0);
INSERT INTO files VALUES(3,2,0,'坏.zip','8a861f3a99d2c7c3cded01d7a841cc9f2eae026b0cbf603fd7cb0346c926bbbd',0,0,'坏.zip',200,'archive',0,0,'',0,NULL,NULL,0,'',NULL,0,0,0);
INSERT INTO files VALUES(4,4,0,'说明.txt','9fd3ea389e8f44df045741abb9757839637492d48703d830a51d9166ddac5212',0,0,'说明.txt',13,'text',0,4,'市审计局',0,NULL,NULL,0,replace('市审计局\n','\n',char(10)),NULL,0,0,0);
CREATE TABLE sections (
    file     INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    position INTEGER NOT NULL CHECK (position >= 0),
    heading  TEXT NOT NULL,
    level    INTEGER NOT NULL CHECK (level >= 1),
    chars    INTEGER NOT NULL CHECK (chars >= 0),
    body     TEXT NOT NULL,
    PRIMARY KEY (file, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE findings (
    id      INTEGER PRIMARY KEY,
    message INTEGER NOT NULL REFERENCES messages (id),
    file    INTEGER REFERENCES files (id) ON DELETE CASCADE,
    origin  TEXT NOT NULL CHECK (origin IN ('reader', 'judge')),
    code    TEXT NOT NULL CHECK (code <> ''),
    detail  TEXT
) STRICT;
INSERT INTO findings VALUES(1,2,3,'reader','damaged',NULL);
CREATE TABLE message_units (
    message    INTEGER NOT NULL REFERENCES messages (id),
    position   INTEGER NOT NULL CHECK (position >= 0),
    unit       TEXT NOT NULL,
    confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    person     INTEGER NOT NULL CHECK (person IN (0, 1)),
    reason     TEXT NOT NULL,
    PRIMARY KEY (message, position)
) STRICT, WITHOUT ROWID;
INSERT INTO message_units VALUES(1,0,'市环保局',0.94117647058823528105,0,'发件地址a@hbj.example已登记为该单位');
INSERT INTO message_units VALUES(2,0,'市交通运输局',0.85714285714285709527,0,'主题写有“市交通运输局”');
INSERT INTO message_units VALUES(3,0,'市交通运输局',1.0,1,'由工作人员指定');
INSERT INTO message_units VALUES(4,0,'市审计局',0.875,0,'主题写有“市审计局”');
CREATE TABLE matches (
    id         INTEGER PRIMARY KEY,
    message    INTEGER NOT NULL REFERENCES messages (id),
    file       INTEGER NOT NULL REFERENCES files (id) ON DELETE CASCADE,
    section    INTEGER,
    heading    TEXT,
    unit       TEXT NOT NULL,
    task       TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('review', 'sure', 'person')),
    confidence REAL NOT NULL CHECK (confidence BETWEEN 0 AND 1),
    chars      INTEGER NOT NULL CHECK (chars >= 0),
    reason     TEXT NOT NULL,
    CHECK ((section IS NULL) = (heading IS NULL))
) STRICT;
INSERT INTO matches VALUES(3,4,4,NULL,NULL,'市审计局','C1','person',1.0,0,'由工作人员归档');
INSERT INTO matches VALUES(4,1,1,NULL,NULL,'市环保局','C2','sure',0.9451068029581013441,0,'文件名“信用承诺书”与共性任务2（信用承诺）相符');
INSERT INTO matches VALUES(5,1,2,NULL,NULL,'市环保局','C3','sure',0.93962619664340263359,0,'文件名“双公示”与共性任务3（双公示）相符');
CREATE TABLE stages (
    id       TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    title    TEXT NOT NULL,
    deadline INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO stages VALUES('midterm',0,'中期',1511366400);
CREATE TABLE obligations (
    unit     TEXT NOT NULL,
    task     TEXT NOT NULL,
    position INTEGER NOT NULL,
    category TEXT NOT NULL,
    common   INTEGER NOT NULL CHECK (common IN (0, 1)),
    title    TEXT NOT NULL,
    text     TEXT NOT NULL,
    PRIMARY KEY (unit, task)
) STRICT, WITHOUT ROWID;
INSERT INTO obligations VALUES('市交通运输局','C1',7,'市直部门',1,'实施方案','制定信用体系建设实施方案');
INSERT INTO obligations VALUES('市交通运输局','C2',8,'市直部门',1,'信用承诺','实施信用承诺制度');
INSERT INTO obligations VALUES('市交通运输局','C3',9,'市直部门',1,'双公示','双公示工作');
INSERT INTO obligations VALUES('市审计局','C1',4,'市直部门',1,'实施方案','制定信用体系建设实施方案');
INSERT INTO obligations VALUES('市审计局','C2',5,'市直部门',1,'信用承诺','实施信用承诺制度');
INSERT INTO obligations VALUES('市审计局','C3',6,'市直部门',1,'双公示','双公示工作');
INSERT INTO obligations VALUES('市环保局','C1',0,'市直部门',1,'实施方案','制定信用体系建设实施方案');
INSERT INTO obligations VALUES('市环保局','C2',1,'市直部门',1,'信用承诺','实施信用承诺制度');
INSERT INTO obligations VALUES('市环保局','C3',2,'市直部门',1,'双公示','双公示工作');
INSERT INTO obligations VALUES('市环保局','F1',3,'市直部门',0,'企业环境信用评价','开展企业环境信用评价');
CREATE TABLE standings (
    stage        TEXT NOT NULL,
    unit         TEXT NOT NULL,
    task         TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('complete', 'late', 'deficient', 'review',
                                                'missing', 'waived')),
    report_chars INTEGER NOT NULL CHECK (report_chars >= 0),
    findings     TEXT NOT NULL, -- codes, separated by a blank
    changed_at   INTEGER NOT NULL,
    PRIMARY KEY (stage, unit, task)
) STRICT, WITHOUT ROWID;
INSERT INTO standings VALUES('midterm','市交通运输局','C1','missing',0,'',1795968888);
INSERT INTO standings VALUES('midterm','市交通运输局','C2','missing',0,'',1795968888);
INSERT INTO standings VALUES('midterm','市交通运输局','C3','missing',0,'',1795968888);
INSERT INTO standings VALUES('midterm','市审计局','C1','complete',0,'no-report',1795968889);
INSERT INTO standings VALUES('midterm','市审计局','C2','waived',0,'',1795968889);
INSERT INTO standings VALUES('midterm','市审计局','C3','missing',0,'',1795968888);
INSERT INTO standings VALUES('midterm','市环保局','C1','missing',0,'',1795968888);
INSERT INTO standings VALUES('midterm','市环保局','C2','complete',0,'no-report',1795968889);
INSERT INTO standings VALUES('midterm','市环保局','C3','complete',0,'no-report',1795968889);
INSERT INTO standings VALUES('midterm','市环保局','F1','missing',0,'',1795968888);
CREATE TABLE unit_standings (
    stage       TEXT NOT NULL,
    unit        TEXT NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('complete', 'partial', 'silent')),
    deadline    INTEGER NOT NULL,
    complete    INTEGER NOT NULL,
    obligations INTEGER NOT NULL,
    changed_at  INTEGER NOT NULL,
    PRIMARY KEY (stage, unit)
) STRICT, WITHOUT ROWID;
INSERT INTO unit_standings VALUES('midterm','市交通运输局','silent',1511625600,0,3,1795968889);
INSERT INTO unit_standings VALUES('midterm','市审计局','partial',1511366400,2,3,1795968889);
INSERT INTO unit_standings VALUES('midterm','市环保局','partial',1511366400,2,4,1795968889);
CREATE TABLE events (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    at       INTEGER NOT NULL,
    verb     TEXT NOT NULL
             CHECK (verb IN ('assign', 'refile', 'accept', 'reject', 'waive', 'extend')),
    author   TEXT NOT NULL CHECK (author <> ''),
    reason   TEXT,
    message  INTEGER REFERENCES messages (id),
    file     INTEGER REFERENCES files (id),
    stage    TEXT,
    deadline INTEGER,
    CHECK ((message IS NOT NULL) = (verb IN ('assign', 'refile', 'accept', 'reject'))),
    CHECK ((file IS NOT NULL) = (verb IN ('refile', 'accept', 'reject'))),
    CHECK ((stage IS NOT NULL) = (verb = 'extend')),
    CHECK ((deadline IS NOT NULL) = (verb = 'extend'))
) STRICT;
INSERT INTO events VALUES(1,1795968889,'assign','zhang@vm',NULL,3,NULL,NULL,NULL);
INSERT INTO events VALUES(2,1795968889,'refile','zhang@vm',NULL,4,4,NULL,NULL);
INSERT INTO events VALUES(3,1795968889,'accept','zhang@vm','核对过',1,2,NULL,NULL);
INSERT INTO events VALUES(4,1795968889,'waive','zhang@vm','不涉及',NULL,NULL,NULL,NULL);
INSERT INTO events VALUES(5,1795968889,'extend','zhang@vm','来函申请',NULL,NULL,'midterm',1511625600);
CREATE TABLE event_targets (
    event    INTEGER NOT NULL REFERENCES events (id),
    position INTEGER NOT NULL CHECK (position >= 0),
    unit     TEXT NOT NULL,
    task     TEXT,
    PRIMARY KEY (event, position)
) STRICT, WITHOUT ROWID;
INSERT INTO event_targets VALUES(1,0,'市交通运输局',NULL);
INSERT INTO event_targets VALUES(5,0,'市交通运输局',NULL);
INSERT INTO event_targets VALUES(2,0,'市审计局','C1');
INSERT INTO event_targets VALUES(4,0,'市审计局','C2');
CREATE TABLE notices (
    id           INTEGER PRIMARY KEY,
    queued_at    INTEGER NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('receipt', 'reminder', 'report', 'alert')),
    message      INTEGER REFERENCES messages (id),
    unit         TEXT,
    recipient    TEXT NOT NULL CHECK (recipient <> ''),
    subject      TEXT NOT NULL,
    message_id   TEXT NOT NULL UNIQUE,
    state        TEXT NOT NULL DEFAULT 'queued'
                 CHECK (state IN ('queued', 'sent', 'suppressed', 'failed')),
    attempts     INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    next_attempt INTEGER,
    done_at      INTEGER,
    reason       TEXT, -- why it was suppressed, or why sending failed
    body         TEXT NOT NULL,
    CHECK ((state = 'queued') = (done_at IS NULL))
) STRICT;
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('files',4);
INSERT INTO sqlite_sequence VALUES('events',5);
CREATE INDEX messages_state ON messages (state, id);
CREATE INDEX messages_stale ON messages (id) WHERE stale;
CREATE INDEX messages_from ON messages (from_address) WHERE from_address <> '';
CREATE INDEX messages_message_id ON messages (message_id) WHERE message_id <> '';
CREATE INDEX messages_in_reply_to ON messages (in_reply_to) WHERE in_reply_to <> '';
CREATE INDEX places_message ON places (message);
CREATE INDEX files_sha256 ON files (sha256);
CREATE INDEX findings_message ON findings (message, origin);
CREATE INDEX findings_file ON findings (file) WHERE file IS NOT NULL;
CREATE INDEX matches_message ON matches (message);
CREATE INDEX matches_file ON matches (file);
CREATE INDEX events_message ON events (message) WHERE message IS NOT NULL;
CREATE INDEX events_file ON events (file) WHERE file IS NOT NULL;
CREATE INDEX event_targets_unit ON event_targets (unit, task);
CREATE TRIGGER events_keep BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER events_stay BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;
CREATE TRIGGER event_targets_keep BEFORE UPDATE ON event_targets
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER event_targets_stay BEFORE DELETE ON event_targets
BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;
CREATE INDEX notices_queued ON notices (next_attempt) WHERE state = 'queued';
CREATE INDEX notices_message ON notices (message) WHERE message IS NOT NULL;
CREATE VIEW message AS
SELECT
    m.id                                                       AS id, -- stays for ever
    m.state                                                    AS state, -- fetched, read, judged, quarantined
    CASE WHEN m.state = 'fetched' THEN 'reading'
         WHEN m.stale THEN 'judging' END                       AS waits_for, -- reading, judging; NULL: nothing
    strftime('%Y-%m-%dT%H:%M:%SZ',
             coalesce(m.received_at, m.delivered, m.first_seen),
             'unixepoch')                                      AS received_at, -- decides what is in time
    m.receipt                                                  AS receipt, -- source of delivered_at: internaldate, maildir, mbox, none
    strftime('%Y-%m-%dT%H:%M:%SZ', m.delivered, 'unixepoch')   AS delivered_at, -- as the mailbox says
    strftime('%Y-%m-%dT%H:%M:%SZ', m.first_seen, 'unixepoch')  AS first_seen_at, -- when it was first fetched
    strftime('%Y-%m-%dT%H:%M:%SZ', m.dated, 'unixepoch')       AS dated_at, -- Date header, never trusted
    m.from_address                                             AS from_address, -- lower case; '' if none
    m.from_name                                                AS from_name, -- as the mail writes it
    m.subject                                                  AS subject, -- decoded
    m.message_id                                               AS message_id, -- without <>
    m.in_reply_to                                              AS in_reply_to, -- without <>
    m.auto_submitted                                           AS auto_submitted, -- auto-reply, bounce or bulk mail
    m.sha256                                                   AS sha256, -- of the raw mail, its name in the store
    m.size                                                     AS size, -- bytes of the raw mail
    m.unit_state                                               AS unit_state, -- sure, review, none
    (SELECT group_concat(u.unit, '、')
       FROM (SELECT unit FROM message_units
              WHERE message = m.id ORDER BY position) AS u)    AS units, -- its units; in review the guesses
    EXISTS (SELECT 1 FROM events AS e
             WHERE e.message = m.id AND e.verb = 'assign')     AS assigned, -- a person said whose it is
    m.submission                                               AS submission, -- 0: an inquiry, an advertisement...
    (SELECT count(*) FROM files AS f
      WHERE f.message = m.id AND NOT f.gone)                   AS files, -- how many files it holds
    m.quarantine_reason                                        AS quarantine_reason, -- NULL unless quarantined
    m.body                                                     AS body -- as text
FROM messages AS m
;
CREATE VIEW file AS
SELECT
    f.id              AS id, -- stays when the mail is read again
    f.message         AS message, -- message.id
    f.position        AS position, -- order in the mail, from 0
    f.path            AS path, -- names of containers and entries, joined by /
    f.name            AS name, -- last component of path
    f.sha256          AS sha256, -- its name in the store
    f.size            AS size, -- bytes
    f.kind            AS kind, -- pdf, docx ..., by its content
    f.pages           AS pages, -- 0: unknown, or no pages
    f.chars           AS chars, -- 字
    f.title           AS title, -- of the document, '' if none was seen
    f.document_number AS document_number, -- 文号, NULL if none was seen
    f.scan            AS scan, -- its pages are pictures
    f.text_layer      AS text_layer, -- text, scan, mixed; NULL: unknown, or no pages
    nullif(f.page_width, 0)  AS page_width, -- millimetres, of the first page as shown; NULL: unknown
    nullif(f.page_height, 0) AS page_height, -- likewise
    f.signatures      AS signatures, -- digital signatures that are there, valid or not
    f.seal            AS seal, -- 0..1, how sure a round seal is there; NULL: not looked for
    f.decoration      AS decoration, -- belongs to the look of the mail, not to its content
    (SELECT CASE e.verb WHEN 'accept' THEN 'accepted' ELSE 'rejected' END
       FROM events AS e
      WHERE e.file = f.id AND e.verb IN ('accept', 'reject')
      ORDER BY e.id DESC LIMIT 1) AS verdict, -- accepted or rejected by a person; NULL: neither
    f.body            AS body -- text, cut after some 60,000 characters
FROM files AS f
WHERE NOT f.gone
;
CREATE VIEW finding AS
SELECT
    x.id      AS id, -- changes when a mail is read or judged again
    x.message AS message, -- message.id
    x.file    AS file, -- file.id; NULL: of the mail itself
    x.origin  AS origin, -- reader or judge
    x.code    AS code, -- encrypted, no-seal ...
    x.detail  AS detail -- what exactly; NULL for none
FROM findings AS x
;
CREATE VIEW "match" AS
SELECT
    m.id         AS id, -- changes when a mail is judged again
    m.message    AS message, -- message.id
    m.file       AS file, -- file.id
    m.unit       AS unit, -- its printed name
    m.task       AS task, -- C1 ..., F1 ...
    m.state      AS state, -- sure, review, person
    m.confidence AS confidence, -- 0..1
    m.heading    AS section, -- heading of the section; NULL: the file itself
    m.chars      AS chars, -- 字 of the section; 0 for a file
    m.reason     AS reason -- a line of Chinese
FROM matches AS m
;
CREATE VIEW obligation AS
SELECT
    o.position AS position, -- in the campaign, from 0
    o.unit     AS unit, -- its printed name
    o.category AS category, -- of the unit
    o.task     AS task, -- C1 ..., F1 ...
    o.common   AS common, -- 1: a common task, 0: a functional one
    o.title    AS title, -- a few words
    o.text     AS text, -- as the campaign prints it
    EXISTS (SELECT 1 FROM event_targets AS t JOIN events AS e ON e.id = t.event
             WHERE e.verb = 'waive' AND t.unit = o.unit AND t.task = o.task) AS waived -- by a person
FROM obligations AS o
;
CREATE VIEW standing AS
SELECT
    s.stage        AS stage, -- its id in the campaign
    s.unit         AS unit, -- its printed name
    s.task         AS task, -- C1 ..., F1 ...
    s.state        AS state, -- complete, late, deficient, review, missing, waived
    s.report_chars AS report_chars, -- 字 of the sections that count
    s.findings     AS findings, -- codes, separated by a blank; '' for none
    strftime('%Y-%m-%dT%H:%M:%SZ', s.changed_at, 'unixepoch') AS changed_at, -- when it became so
    u.state        AS unit_state, -- of the whole unit: complete, partial, silent
    strftime('%Y-%m-%dT%H:%M:%SZ', u.deadline, 'unixepoch')   AS deadline -- first instant too late for this unit
FROM standings AS s
JOIN unit_standings AS u ON u.stage = s.stage AND u.unit = s.unit
;
CREATE VIEW notice AS
SELECT
    n.id         AS id, -- stays for ever
    strftime('%Y-%m-%dT%H:%M:%SZ', n.queued_at, 'unixepoch') AS queued_at, -- when it was decided on
    n.kind       AS kind, -- receipt, reminder, report, alert
    n.message    AS message, -- message.id that it answers; NULL: none
    n.unit       AS unit, -- NULL: to staff, or to nobody's address
    n.recipient  AS recipient, -- address
    n.subject    AS subject, -- as sent
    n.message_id AS message_id, -- without <>
    n.state      AS state, -- queued, sent, suppressed, failed
    n.attempts   AS attempts, -- times that sending was tried
    strftime('%Y-%m-%dT%H:%M:%SZ', n.done_at, 'unixepoch')   AS done_at, -- sent, suppressed or given up
    n.reason     AS reason -- why suppressed or failed
FROM notices AS n
;
CREATE VIEW event AS
SELECT
    e.id      AS id, -- in the order of the decisions
    strftime('%Y-%m-%dT%H:%M:%SZ', e.at, 'unixepoch') AS at, -- when
    e.verb    AS verb, -- assign, refile, accept, reject, waive, extend
    e.author  AS author, -- who: user@host
    e.reason  AS reason, -- NULL where none was given
    e.message AS message, -- message.id; NULL: none
    e.file    AS file, -- file.id, also of a file that is no longer found; NULL: none
    e.stage   AS stage, -- extend: which; NULL for other verbs
    strftime('%Y-%m-%dT%H:%M:%SZ', e.deadline, 'unixepoch') AS deadline, -- extend: first instant too late
    (SELECT json_group_array(json_object('unit', t.unit, 'task', t.task))
       FROM (SELECT unit, task FROM event_targets
              WHERE event = e.id ORDER BY position) AS t) AS targets -- JSON: units, or tasks of units
FROM events AS e
;
COMMIT;
