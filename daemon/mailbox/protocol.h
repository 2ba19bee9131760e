/*
 * The fetcher's side and the parent's side of one mailbox. The parent starts `baosong-fetcher` with
 * a socket pair as descriptor 3 and the mailbox's incoming folder, open, as descriptor 4: the only
 * place where the fetcher may write. Both speak in the frames of base/frame.h. The parent closing
 * its end, at any moment, ends the fetcher.
 *
 * Parent to fetcher
 *
 *   {"type":"start","mailbox":{"scheme":"imaps|imap|maildir|mbox","url":"...","path":null|"/abs",
 *       "user":null|"..","password_file":null|"/abs","ca_file":null|"/abs","start_tls":true,
 *       "folders":["INBOX","\\Junk"],"since":-1|epoch,"message_bytes":536870912,"timeout":30,
 *       "idle":1500}}
 *     once and first. "timeout": seconds that the server may be silent, 30 if absent; "idle":
 *     seconds after which an IDLE is said anew.
 *   {"type":"cycle","reconcile":false,"wait":false,
 *       "folders":[{"name":"INBOX","uidvalidity":123,"uidnext":456,"exists":7}]}
 *     what the ledger knows, by the names of "folder" frames; unknown folders are absent. "wait":
 *     after the cycle, until the next frame, the fetcher shall wait for new mail where it can.
 *   {"type":"fetch","folder":"INBOX","keys":["101","205"]}
 *     the answer to "listed"; may be empty. With "more":true the fetcher waits for one further
 *     "fetch" of this folder after its "fetched": for keys that do not fit into one frame.
 *   {"type":"quit"}
 *     ends it: LOGOUT, exit status 0.
 *
 * Fetcher to parent
 *
 *   {"type":"ready"}
 *     the start was understood and the process is confined. A start that cannot be obeyed is
 *     answered by "cycle-end" with "ok":false instead, and the process ends.
 *   {"type":"folder","name":"INBOX","uidvalidity":n,"uidnext":n,"exists":n,"unchanged":bool}
 *     "name" is the folder's own name in UTF-8, also where "\\Junk" was configured, so that the
 *     ledger's identity of a message does not depend on how the folder was found. 0: unknown.
 *     "unchanged": nothing is listed, and no "fetch" is waited for.
 *   {"type":"list","folder":"INBOX","entries":[["key",size,received|-1],...]}
 *     any number, each of at most LIMIT_LIST_BATCH entries; then
 *   {"type":"listed","folder":"INBOX"}
 *     now the parent must answer with "fetch".
 *   {"type":"message","folder":"INBOX","key":"101","size":n,"received":epoch|-1,
 *       "receipt":"internaldate|maildir|mbox|none","stored":"17","sha256":"..."}
 *     "stored" (digits) names a file in the incoming folder: complete, fsynced, closed, mode 0400.
 *     "size": its bytes. The parent moves it away and syncs the folder.
 *   {"type":"gone","folder":"INBOX","key":"101"}
 *     was listed but cannot be had now; it will be listed again if it still exists.
 *   {"type":"too-large","folder":"INBOX","key":"101","size":n}
 *   {"type":"fetched","folder":"INBOX"}
 *     one "message", "gone" or "too-large" has been said for each key.
 *   {"type":"folder-failed","name":"X","error":"folder","text":"..."}
 *     the configured folder X cannot be worked on; the others are.
 *   {"type":"cycle-end","ok":true} or {"type":"cycle-end","ok":false,"error":"login","text":"..."}
 *     "error" is a name of base/error.h. After a failure the connection is closed.
 *   {"type":"changed"}
 *     at most once after a cycle with "wait": new mail has come. It may cross a "cycle".
 *   {"type":"log","level":"info|warning|error|debug","text":"..."}
 *     at any moment, at most LIMIT_FETCHER_LOG a cycle.
 *
 * Keys: IMAP: the UID in decimal. Maildir: the unique name, up to its ':' ("sha256-" and the hash
 * of the name where that is not UTF-8). mbox: the offset of the From_ line in bytes, "-", and the
 * first 16 hexadecimal digits of the message's SHA-256. A single .eml: "1".
 */
#ifndef BAOSONG_MAILBOX_PROTOCOL_H
#define BAOSONG_MAILBOX_PROTOCOL_H

enum {
    FETCHER_PARENT_FD = 3, /* socket, both ways */
    FETCHER_FOLDER_FD = 4, /* the incoming folder, O_DIRECTORY */
};

enum { FETCHER_TIMEOUT = 30 }; /* seconds: Dovecot answers a wrong password only after 2 to 6 */

#endif
