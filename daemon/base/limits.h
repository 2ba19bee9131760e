/*
 * Every bound of the house, in one place, each with its unit and its reason. What an administrator
 * may change stands in conf/baosong.yaml (`limits:`); these are the outer walls.
 */
#ifndef BAOSONG_BASE_LIMITS_H
#define BAOSONG_BASE_LIMITS_H

/* --- base --- */

/* bytes: a log line longer than this says nothing more to a person. */
#define LIMIT_LOG_LINE 2000
/* bytes of one frame between a child and its parent: a file's text and sections fit, a flood of
 * memory does not. */
#define LIMIT_FRAME (4U << 20)
/* seconds that a full pipe or socket may stay full. */
#define LIMIT_SEND_WAIT 30
/* bytes of a configuration or campaign file: the campaign of 2017 has 150 KB. */
#define LIMIT_CONFIG_FILE (16U << 20)
/* faults of such a file that are told at once: more than these nobody mends in one go. */
#define LIMIT_CONFIG_FAULTS 20
/* faults kept, of which the first by line are told. */
#define LIMIT_CONFIG_FAULTS_KEPT 500
/* keys of one mapping, entries of one list, and values in all (each alias counts anew, so that
 * aliases of aliases do not fill the memory): the campaign of 2017 has 12, 139 and some 4,000. */
#define LIMIT_CONFIG_KEYS 100
#define LIMIT_CONFIG_LIST 2000
#define LIMIT_CONFIG_VALUES 200000
/* brackets open at the same place of such a file: people write three. */
#define LIMIT_CONFIG_DEPTH 200

/* kinds of evidence of one task: they are bits of one number; three is much. */
#define LIMIT_REQUIREMENTS 16

/* --- reader --- */

/* bytes of UTF-8 text kept of one file: some 60,000 Chinese characters, far over any report. */
#define LIMIT_FILE_TEXT (192U << 10)
/* bytes of UTF-8 text kept of the mail's body: clerks write lines, not books. */
#define LIMIT_BODY_TEXT (64U << 10)
/* bytes of a path or name: names in archives may be 64 KiB, people's are under 300. */
#define LIMIT_PATH 4096
/* bytes of a header value such as the subject. */
#define LIMIT_HEADER 4096
/* Authentication-Results of one mail that are kept, results of one of them, and bytes of a word in
 * them: two or three servers write one each, with some five results. */
#define LIMIT_AUTHENTICATIONS 5
#define LIMIT_AUTHENTICATION_RESULTS 12
#define LIMIT_AUTHENTICATION_WORD 100
/* bytes of one XML part of an office document: a sheet of a million cells has fewer. */
#define LIMIT_XML_PART (256ULL << 20)
/* bytes of a text file or web page that are looked at. */
#define LIMIT_TEXT_FILE (4U << 20)
/* headings of one document; a report has some twenty, a hostile file any number. */
#define LIMIT_SECTIONS 400
/* papers that are bound into one file: twice as many as there are tasks, and pages that may begin
 * one; bytes kept of the lines that each begins with, and of its text, as of a whole file. */
#define LIMIT_PORTIONS 200
#define LIMIT_PORTION_HEAD 400
#define LIMIT_PORTION_TEXT 2400
/* bytes of UTF-8 text kept of one section: what the judge reads to know its task. */
#define LIMIT_SECTION_TEXT 1500
/* findings of one file, and of one message beside its files. */
#define LIMIT_FINDINGS 64
/* files of one message that are described; the rest is one finding (over-budget). */
#define LIMIT_FILES 20000
/* beyond them, the archives that they lie in and that could not be opened to their end. */
#define LIMIT_FILES_RESERVE 100
/* levels of container in container: mail in archive in archive in mail is 4. */
#define LIMIT_DEPTH 8
/* archive entries looked at in one message, junk included. */
#define LIMIT_ENTRIES 100000
/* bytes of an entry of a ZIP, packed and unpacked, that is held in memory as a whole because that
 * is twice as fast: nearly all that offices send is smaller. */
#define LIMIT_WHOLE_ENTRY (32U << 20)
/* bytes unpacked from one message in all. */
#define LIMIT_UNPACKED (4ULL << 30)
/* bytes unpacked for each byte of the container, beyond a first allowance: DEFLATE itself ends at
 * 1032, real office files stay under 60. */
#define LIMIT_RATIO 200
/* bytes that may be unpacked before the ratio is looked at. */
#define LIMIT_RATIO_ALLOWANCE (64ULL << 20)
/* likewise of the whole message, for archives in archives that each stay below theirs. */
#define LIMIT_MESSAGE_ALLOWANCE (512ULL << 20)
/* bytes of a picture that is taken for a part of the mail's look when it is not offered as a file:
 * icons and rules are smaller, screenshots and photos are not. */
#define LIMIT_DECORATION (8U << 10)
/* bytes of a compound file (.doc, .xls, .ppt) that is looked into, and of one stream of it. */
#define LIMIT_DOCUMENT (512LL << 20)
#define LIMIT_STREAM (128U << 20)
/* bytes of one file embedded in a document: it is held in memory while it is taken out. */
#define LIMIT_EMBEDDED (128U << 20)
/* bytes of one XML part of an office package: the text of a thousand pages has 20 MB. */
#define LIMIT_PART (64U << 20)
/* bytes of a document's text that are looked at; what is kept is LIMIT_FILE_TEXT. */
#define LIMIT_DOCUMENT_TEXT (8U << 20)
/* bytes from its beginning that are read of a mail which an earlier attempt did not survive while
 * it took the whole apart; and where that was still too much, for the headers and a file or two. */
#define LIMIT_MAIL_SHORTENED (8U << 20)
#define LIMIT_MAIL_BEGINNING (64U << 10)
/* levels of multipart in multipart; programs make four, and the walk is on the stack. */
#define LIMIT_MULTIPARTS 400
/* blocks of 64 bytes that are hashed for one message to make keys of passwords, which archives slow
 * down on purpose: for one try RAR 5 takes 80,000 or so, RAR 4 and 7z 150,000, and a stranger's may
 * ask for a thousand times more. These are 8 seconds of CPU where the processor has instructions
 * for it, 28 where it has not, of the 120 that there are. */
#define LIMIT_KEY_BLOCKS 100000000ULL
/* passwords that one mail's text may offer, and bytes of one. */
#define LIMIT_PASSWORDS 20
#define LIMIT_PASSWORD 64
/* volumes of one RAR that are open at a time: mail programs take some tens of attachments. */
#define LIMIT_VOLUMES 60
/* passwords that the configuration may offer for every mail. */
#define LIMIT_CONFIGURED_PASSWORDS 20
/* files of one message that may each have stopped the reader, and are left out when it tries again;
 * with more of them the message is beyond reading. */
#define LIMIT_READER_AVOIDED 8
/* pages of a PDF whose text is read: laws have 300. */
#define LIMIT_PDF_PAGES 600
/* seconds of CPU for one page of a PDF, its text or its picture: a large plan takes three. A page
 * that takes longer is left out, and what it shows is said to be unknown. */
#define LIMIT_PAGE_CPU 10
/* pages of one PDF that may be left out so, until no more of it is looked at. */
#define LIMIT_PAGES_AVOIDED 2
/* seconds of CPU for the text of one PDF; what is left of it after them is said to be left out. */
#define LIMIT_PDF_CPU 20
/* millimetres of a page's side: PDF itself ends at 200 inches; a poster, a plan. */
#define LIMIT_PAGE_SIZE 20000
/* digital signatures counted in one document: a contract has two, a form of many hands ten. */
#define LIMIT_SIGNATURES 1000
/* bytes of address space of a reader: poppler's worst honest page stays under it. */
#define LIMIT_READER_MEMORY (1280ULL << 20)
/* pixels of one page or picture in memory, four bytes each: A4 at 300 dpi has 8.7 million, a
 * telephone's photo 12 to 48 million, of which a smaller copy is decoded. */
#define LIMIT_RASTER_PIXELS 50000000
/* pixels of a JPEG whose header is believed: its decoder keeps 6 bytes of each when it came
 * progressively, and 100 million is what the largest telephones take. */
#define LIMIT_JPEG_PIXELS 110000000
/* pages of one file that are searched for seals: what is longer is a book, whose first pages and
 * last one are. */
#define LIMIT_SEAL_PAGES 30
/* seconds of CPU of a reader after which it looks at no more pages of this message: a scanned page
 * takes 0.1 to 0.4. What it has not seen is said to be unknown, and left to the background. */
#define LIMIT_LOOK_CPU 60
/* points of edges looked at on a page at 100 dpi: one with more is a photo through and through. */
#define LIMIT_SEAL_EDGES 160000
/* seconds of CPU that a reader of the background may look at pages, and after which it recognises
 * no more text: both within LIMIT_READER_CPU, for what was found so far is worth keeping. */
#define LIMIT_RECOGNISE_LOOK_CPU 40
#define LIMIT_RECOGNISE_CPU 100
/* times that a file's text is tried to be recognised. */
#define LIMIT_RECOGNISE_ATTEMPTS 2
/* pages of one scanned report whose text is recognised, unless configured otherwise, and at most: a
 * page takes some two seconds. */
#define LIMIT_OCR_PAGES_DEFAULT 30
#define LIMIT_OCR_PAGES 60
/* pages of a scan that is no report, and that nothing else tells the task of. */
#define LIMIT_UNDECIDED_PAGES 1
/* pictures of one office document that are looked at, and bytes of one: a report with evidence has
 * some thirty, of which a telephone's have 5 MB and a scanner's page as a bitmap 25 MB. */
#define LIMIT_ALBUM 300
#define LIMIT_ALBUM_PICTURE (64U << 20)
/* seals that are told of one file: joint documents bear a dozen. */
#define LIMIT_SEALS 64
/* bytes of a finding's detail: a link with its name and expiry, a sentence. */
#define LIMIT_FINDING_DETAIL 2000
/* levels of headings: Word has nine. */
#define LIMIT_HEADING_LEVELS 9
/* bytes of a name in the job folder: the digits of LIMIT_FILES and then some. */
#define LIMIT_STORED_NAME 10
/* bytes of UTF-8 text that a reader tells of all files of one message together, and bytes of all
 * its frames, which is what its parent keeps in memory: a hundred long reports are well below. */
#define LIMIT_TOLD_TEXT (40U << 20)
#define LIMIT_TOLD (112U << 20)
/* lines that a reader may log about one message; more would be a flood, not news. */
#define LIMIT_READER_LOG_LINES 50
/* seconds of CPU of a reader for one message. */
#define LIMIT_READER_CPU 120
/* seconds of wall time of a reader for one message, kept by the parent. */
#define LIMIT_READER_WALL 300
/* open files of a reader. */
#define LIMIT_READER_OPEN_FILES 128
/* times that a message is handed to a reader before it is quarantined. */
#define LIMIT_READ_ATTEMPTS 2
/* times that reading it may begin at all, also when it was us who died meanwhile. */
#define LIMIT_READ_STARTS 6

/* --- mailbox --- */

/* bytes of one message that is fetched: providers stop at 50-100 MB, with base64 about 140. */
#define LIMIT_MESSAGE (512ULL << 20)
/* messages of one listing frame, and of one FETCH command (libetpan keeps 0.1 KB of each). */
#define LIMIT_LIST_BATCH 1000
#define LIMIT_FETCH_BATCH 100
/* messages in one folder. */
#define LIMIT_FOLDER_MESSAGES 2000000
/* folders of one mailbox: staff sort into dozens. */
#define LIMIT_FOLDERS 1000
/* bytes of a password file: tokens of OAuth have some 2 KB. */
#define LIMIT_PASSWORD_FILE 8192
/* log lines of a fetcher in one cycle: a hostile server must not fill the journal. */
#define LIMIT_FETCHER_LOG 500
/* bytes a second that a server must manage on average, so that a drip does not hold the mailbox. */
#define LIMIT_NETWORK_RATE 1024
/* bytes that a server may say beside the bodies: to a command, and for each message of it. */
#define LIMIT_IMAP_RESPONSE (4U << 20)
#define LIMIT_IMAP_MESSAGE_LINES 8192
/* messages of a listing whose size is out of the ordinary (none, or over the limit) and is kept in
 * mind until they are fetched; what is beyond is only noticed when it comes. */
#define LIMIT_LIST_NOTABLE 10000
/* bytes of a server's own words that are worth repeating to a person. */
#define LIMIT_SERVER_WORDS 300
/* seconds that another program may hold an mbox locked before this cycle is given up. */
#define LIMIT_MBOX_LOCK 10

/* seconds of one IDLE: servers may log out who says nothing for 30 minutes (RFC 2177). */
#define LIMIT_IDLE 1500
/* lines that a server may say during one IDLE: each is a mail that came, went or was read. */
#define LIMIT_IDLE_LINES 20000

/* --- service --- */

/* messages of one folder that are fetched in one cycle: their keys fit into a frame. */
#define LIMIT_FETCH_CYCLE 5000
/* messages recorded in one transaction: fsync rules for small mails, so they go in groups. */
#define LIMIT_RECORD_BATCH 50
/* seconds between two full listings of every folder, to find what a watermark cannot show. */
#define LIMIT_RECONCILE_INTERVAL 21600
/* seconds: failures are tried again after twice as long each time, up to this. */
#define LIMIT_BACK_OFF 900
/* messages read until the judge goes over them, when more are still coming. */
#define LIMIT_JUDGE_BATCH 100
/* seconds from the word that new mail has come to the cycle that fetches it: clerks send several
 * mails in a row, and a server that says so all the time shall not keep us running. */
#define LIMIT_CHANGE_DELAY 5
/* seconds that a thread may take for one turn (one mail, or all that is to be written), its longest
 * sleep included; after that the watchdog gets no more pings, and systemd starts the service anew.
 */
#define LIMIT_WORKER_SILENCE (LIMIT_BACK_OFF + 1800)
/* seconds that a virus scanner may take for one file, at most: archives in archives take minutes.
 */
#define LIMIT_SCAN_TIMEOUT 600
/* seconds until a virus scanner that cannot be used is tried again, doubled up to LIMIT_BACK_OFF.
 */
#define LIMIT_SCAN_RETRY 15
/* times that a file which the scanner gave no answer about is tried. */
#define LIMIT_SCAN_ATTEMPTS 3
/* seconds without a word from a fetcher that has work: its own time-outs are far shorter. */
#define LIMIT_FETCHER_SILENCE 600

/* seconds since a mailbox was last read to its end, up to which we dare say that a mail is missing.
 */
#define LIMIT_CURRENT 7200

/* --- notice, command --- */

/* seconds until a notice that the mail server put off is tried again, doubled each time up to the
 * second: greylisting passes after minutes, a full mailbox after hours. */
#define LIMIT_RESEND_FIRST 60
#define LIMIT_RESEND_MOST 14400
/* times that it is put off until it is given up: four days of a server that answers (RFC 5321
 * 4.5.4.1 says 4 to 5). Days on which no server was to be had do not count. */
#define LIMIT_RESEND_ATTEMPTS 31
/* times smtp.timeout that one mail may take in all, for a server that answers just in time each
 * time. */
#define LIMIT_SMTP_TIMEOUTS 5
/* seconds that a mail which is being handed over gets when we are told to stop. */
#define LIMIT_SMTP_STOP 15
/* seconds before a bounce in which the mail went out that it is about, where it does not name it:
 * servers try for up to five days (RFC 5321 4.5.4.1). */
#define LIMIT_BOUNCE_AGE 432000
/* seconds that notices may wait in the outbox until staff are alerted. */
#define LIMIT_OUTBOX_STUCK 3600
/* seconds that a receipt waits for scans that are still to be read: a report of thirty pages takes
 * some minutes. */
#define LIMIT_RECOGNITION_PATIENCE 1800
/* receipts and follow-ups to one address in a day: a clerk who sends in pieces has some ten; two
 * machines that answer each other have any number. */
#define LIMIT_ANSWERS_A_DAY 20
/* seconds after which a mail that is first seen is not answered any more: whoever sent it has long
 * stopped waiting. */
#define LIMIT_ANSWER_AGE 1209600
/* files and problems that one notice names; of the rest it says how many. */
#define LIMIT_NOTICE_LINES 40
/* bytes of a stranger's subject that we repeat to him. */
#define LIMIT_SUBJECT_REPEATED 180
/* days for which a reminder after the deadline, or the report on a stage that has ended, is made up
 * for when we were down. */
#define LIMIT_OVERDUE_DAYS 5
/* days after the last deadline on which staff still get the daily report. */
#define LIMIT_REPORT_DAYS 7
/* seconds that a report waits for mailboxes that cannot be read. */
#define LIMIT_REPORT_WAIT 3600
/* bytes of a template of a notice: a page of text has 3 KB. */
#define LIMIT_TEMPLATE (64U << 10)
/* seconds that a mailbox may be out of reach until staff are alerted: servers have their nights. */
#define LIMIT_ALERT_PATIENCE 3600
/* notices written in one go. */
#define LIMIT_NOTICE_BATCH 1000

/* bytes of the staff report's workbook: 100,000 files make some 8 MB. */
#define LIMIT_WORKBOOK (256ULL << 20)
/* wrong answers to one question of `baosong setup`. */
#define LIMIT_ANSWERS 5
/* copies of the ledger that a backup folder keeps: two weeks of one a day. */
#define LIMIT_BACKUPS 14
/* bytes of the list of what a dossier holds: 100,000 files with their paths make some 30 MB. */
#define LIMIT_MANIFEST (256U << 20)
/* rows and columns of a sheet that staff fill in, and bytes of its texts: units and items are some
 * hundreds and dozens. */
#define LIMIT_SHEET_ROWS 5000
#define LIMIT_SHEET_COLUMNS 200
#define LIMIT_SHEET_TEXT (8U << 20)
/* seconds that the confined reader may be silent over such a sheet. */
#define LIMIT_SHEET_WALL 30
/* faults that an audit lists one by one; all are counted. */
#define LIMIT_AUDIT_FAULTS 1000
/* bytes of a reason that a person gives for a decision: a sentence or two. */
#define LIMIT_REASON 1000

#endif
