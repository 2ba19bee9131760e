-- The public views: what others may read, with sqlite3, a spreadsheet or a report program. They are
-- dropped and made anew at each upgrade; columns are added, never renamed or removed. Open the
-- ledger read-only: sqlite3 'file:ledger.db?mode=ro'.
--
-- Times are text in UTC, RFC 3339 ("2017-11-21T08:42:10Z"), NULL where unknown. Booleans are 0, 1.

-- Decisions that nobody took back; not public.
CREATE VIEW events_in_force AS
SELECT * FROM events
WHERE id NOT IN (SELECT event FROM revocations WHERE scope = 'decision');

-- When something was decided about a message or a file, or a decision taken back; not public.
CREATE VIEW decision_times AS
SELECT message, file, at FROM events WHERE message IS NOT NULL
UNION ALL
SELECT e.message, e.file, r.at FROM revocations AS r JOIN events AS e ON e.id = r.event
WHERE r.scope = 'decision' AND e.message IS NOT NULL;

-- Addresses from which a notice came back, while no mail from them, and no later notice that stayed
-- there for two days, shows that they work; not public.
CREATE VIEW dead_addresses AS
SELECT n.recipient AS recipient, n.unit AS unit, n.reason AS reason, b.first_seen AS came_at
FROM notices AS n JOIN messages AS b ON b.id = n.bounce
WHERE n.state = 'bounced' AND n.kind <> 'alert'
AND NOT EXISTS (SELECT 1 FROM notices AS l WHERE l.recipient = n.recipient AND l.id > n.id
                 AND (l.state = 'bounced'
                      OR (l.state = 'sent' AND l.done_at < unixepoch() - 2 * 86400)))
AND NOT EXISTS (SELECT 1 FROM messages AS m WHERE m.from_address = lower(n.recipient)
                 AND m.first_seen > b.first_seen AND NOT m.auto_submitted);

-- The mails that a mail says it answers, the nearest first; whoever answers a notice about a mail
-- answers that mail; not public.
CREATE VIEW answered AS
SELECT l.message AS message, l.position AS position, m.id AS answered
FROM links AS l JOIN messages AS m ON m.message_id = l.target
WHERE m.message_id <> '' AND m.id <> l.message
UNION ALL
SELECT l.message, l.position, n.message
FROM links AS l JOIN notices AS n ON n.message_id = l.target
WHERE n.message IS NOT NULL AND n.message <> l.message;

-- One row for each mail.
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
    m.authentication                                           AS authentication, -- what servers say of the sender
    m.auto_submitted                                           AS auto_submitted, -- auto-reply, bounce or bulk mail
    m.sha256                                                   AS sha256, -- of the raw mail, its name in the store
    m.size                                                     AS size, -- bytes of the raw mail
    m.unit_state                                               AS unit_state, -- sure, review, none
    (SELECT group_concat(u.unit, '、')
       FROM (SELECT unit FROM message_units
              WHERE message = m.id ORDER BY position) AS u)    AS units, -- its units; in review the guesses
    EXISTS (SELECT 1 FROM events_in_force AS e
             WHERE e.message = m.id AND e.verb = 'assign')     AS assigned, -- a person said whose it is
    m.submission                                               AS submission, -- 0: an inquiry, an advertisement...
    (SELECT count(*) FROM files AS f
      WHERE f.message = m.id AND NOT f.gone)                   AS files, -- how many files it holds
    m.quarantine_reason                                        AS quarantine_reason, -- NULL unless quarantined
    m.body                                                     AS body -- as text
FROM messages AS m;

-- One row for each file in a mail, archives opened.
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
    f.number_confidence AS document_number_confidence, -- 0..1, how sure its characters are
    f.issuer          AS issuer, -- the unit that its head names, as read; '' if none
    f.scan            AS scan, -- its pages are pictures
    f.rotation        AS rotation, -- degrees clockwise to turn its pages by: 0, 90, 180, 270
    f.text_layer      AS text_layer, -- text, scan, mixed; NULL: unknown, or no pages
    nullif(f.page_width, 0)  AS page_width, -- millimetres, of the first page as shown; NULL: unknown
    nullif(f.page_height, 0) AS page_height, -- likewise
    f.signatures      AS signatures, -- digital signatures that are there, valid or not
    f.seal            AS seal, -- 0..1, how sure a round seal is there; NULL: not known
    (SELECT r.state FROM recognitions AS r
      WHERE r.file = f.id) AS recognition, -- of a scanned report's text: waiting, done, failed; NULL: none
    f.decoration      AS decoration, -- belongs to the look of the mail, not to its content
    (SELECT CASE e.verb WHEN 'accept' THEN 'accepted' ELSE 'rejected' END
       FROM events_in_force AS e
      WHERE e.file = f.id AND e.verb IN ('accept', 'reject')
      ORDER BY e.id DESC LIMIT 1) AS verdict, -- accepted or rejected by a person; NULL: neither
    f.body            AS body -- text, cut after some 60,000 characters
FROM files AS f
WHERE NOT f.gone;

-- One row for each seal 公章 that was seen on a page.
CREATE VIEW seal AS
SELECT
    s.file       AS file, -- file.id
    s.position   AS position, -- from 0, the surest first
    s.page       AS page, -- from 1
    s.x_mm       AS x_mm, -- its middle, from the left edge of the page
    s.y_mm       AS y_mm, -- from the upper edge
    s.confidence AS confidence, -- 0..1
    s.colour     AS colour -- red; grey: a ring on a page without colours
FROM seals AS s JOIN files AS f ON f.id = s.file
WHERE NOT f.gone;

-- One row for each finding 问题 of a mail or a file.
CREATE VIEW finding AS
SELECT
    x.id      AS id, -- changes when a mail is read or judged again
    x.message AS message, -- message.id
    x.file    AS file, -- file.id; NULL: of the mail itself
    x.origin  AS origin, -- reader or judge
    x.code    AS code, -- encrypted, no-seal ...
    x.detail  AS detail -- what exactly; NULL for none
FROM findings AS x;

-- One row for each match: a file, or a section of a self-report, proves a task of a unit.
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
    m.reason     AS reason, -- a line of Chinese
    m.part       AS part, -- what a paper is called that is bound into the file; NULL: all of it
    m.first_page AS first_page, -- where it stands in the file, from 1; NULL: all of it, or not known
    m.last_page  AS last_page
FROM matches AS m;

-- One row for each obligation: a task of a unit, in the order of the campaign.
CREATE VIEW obligation AS
SELECT
    o.position AS position, -- in the campaign, from 0
    o.unit     AS unit, -- its printed name
    o.category AS category, -- of the unit
    o.task     AS task, -- C1 ..., F1 ...
    o.common   AS common, -- 1: a common task, 0: a functional one
    o.title    AS title, -- a few words
    o.text     AS text, -- as the campaign prints it
    EXISTS (SELECT 1 FROM event_targets AS t JOIN events_in_force AS e ON e.id = t.event
             WHERE e.verb = 'waive' AND t.unit = o.unit AND t.task = o.task) AS waived -- by a person
FROM obligations AS o;

-- One row for each obligation and stage: how far it has come, as last worked out.
CREATE VIEW standing AS
SELECT
    s.stage        AS stage, -- its id in the campaign
    s.unit         AS unit, -- its printed name
    s.task         AS task, -- C1 ..., F1 ...
    s.state        AS state, -- complete, late, deficient, review, missing, waived
    s.report_chars AS report_chars, -- 字 of the sections that count
    s.findings     AS findings, -- codes, separated by a blank; '' for none
    s.lacking      AS lacking, -- kinds of evidence and months that have not come; '' for none
    s.changed_late AS changed_late, -- a person decided about it after the deadline
    strftime('%Y-%m-%dT%H:%M:%SZ', s.changed_at, 'unixepoch') AS changed_at, -- when it became so
    u.state        AS unit_state, -- of the whole unit: complete, partial, silent
    strftime('%Y-%m-%dT%H:%M:%SZ', u.deadline, 'unixepoch')   AS deadline -- first instant too late for this unit
FROM standings AS s
JOIN unit_standings AS u ON u.stage = s.stage AND u.unit = s.unit;

-- One row for each mail that goes out.
CREATE VIEW notice AS
SELECT
    n.id         AS id, -- stays for ever
    strftime('%Y-%m-%dT%H:%M:%SZ', n.queued_at, 'unixepoch') AS queued_at, -- when it was decided on
    n.kind       AS kind, -- receipt, decision, reminder, report, alert
    n.message    AS message, -- message.id that it answers; NULL: none
    n.unit       AS unit, -- NULL: to staff, or to nobody's address
    n.recipient  AS recipient, -- address; '' while it is wanted, or if there is none to write to
    n.subject    AS subject, -- as sent; '' until it is written
    n.message_id AS message_id, -- without <>
    n.state      AS state, -- wanted, queued, sending, sent, bounced, suppressed, failed, cancelled
    n.attempts   AS attempts, -- times that sending was tried
    strftime('%Y-%m-%dT%H:%M:%SZ', n.done_at, 'unixepoch')   AS done_at, -- sent, suppressed, cancelled or given up
    n.reason     AS reason, -- why suppressed, failed or bounced; while queued what went wrong last
    n.occasion   AS occasion, -- what it is about: receipt/12, reminder/midterm/-7/...
    n.bounce     AS bounce -- message.id of the mail that says that it came back; NULL: it did not
FROM notices AS n;

-- One row for each thing that is wrong with the service now.
CREATE VIEW alert AS
SELECT
    a.key  AS key, -- login/office@example.com, quarantine/12 ...
    a.text AS text, -- what staff are told
    strftime('%Y-%m-%dT%H:%M:%SZ', a.since, 'unixepoch') AS since -- when it was first seen
FROM alerts AS a
WHERE a.ended IS NULL;

-- One row for each decision of a person, never changed. The last one about a thing that was not
-- undone is in force.
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
              WHERE event = e.id ORDER BY position) AS t) AS targets, -- JSON: units, or tasks of units
    strftime('%Y-%m-%dT%H:%M:%SZ', r.at, 'unixepoch') AS undone_at, -- NULL: it is in force
    r.author  AS undone_by, -- who took it back
    r.reason  AS undone_because
FROM events AS e
LEFT JOIN revocations AS r ON r.event = e.id AND r.scope = 'decision';

-- One row for each entry of points, never changed.
CREATE VIEW score AS
SELECT
    s.id     AS id, -- in the order of the entries
    strftime('%Y-%m-%dT%H:%M:%SZ', s.at, 'unixepoch') AS at, -- when
    s.author AS author, -- who: user@host
    s.reason AS reason, -- why, or from which sheet
    s.unit   AS unit, -- its printed name
    s.item   AS item, -- number of the item
    s.state  AS state, -- points, not-involved, open (taken back)
    s.points / 100.0 AS points, -- NULL unless state is points
    NOT EXISTS (SELECT 1 FROM score_entries AS l
                 WHERE l.unit = s.unit AND l.item = s.item AND l.id > s.id) AS in_force -- the last one
FROM score_entries AS s;

-- One row for each person that a unit named as responsible, never changed.
CREATE VIEW contact AS
SELECT
    c.import    AS import, -- in the order of the imports
    strftime('%Y-%m-%dT%H:%M:%SZ', i.at, 'unixepoch') AS at, -- when
    i.author    AS author, -- who entered it: user@host
    i.reason    AS reason, -- why, or from which sheet
    c.unit      AS unit, -- its printed name
    c.name      AS name, -- of the person
    c.post      AS post, -- '' if not said
    c.telephone AS telephone, -- '' if not said
    (SELECT group_concat(a.address, ' ') FROM contact_addresses AS a
      WHERE a.import = c.import AND a.position = c.position) AS addresses, -- separated by a blank; NULL: none
    c.import = (SELECT max(l.import) FROM contacts AS l WHERE l.unit = c.unit) AS in_force -- of the last import that names the unit
FROM contacts AS c JOIN contact_imports AS i ON i.id = c.import;
