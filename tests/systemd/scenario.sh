# Runs inside the booted systemd: the service started, polling, reloaded, killed and stopped. Prints
# one line for each thing seen; tests/e2e/test_systemd.py says what it must be.
set -euo pipefail

ask() { setpriv --reuid baosong --regid baosong --clear-groups /opt/sut/bin/baosong --config /etc/baosong/baosong.yaml "$@"; }
messages() { ask messages --format json | python3 -c 'import json,sys; print(len(json.load(sys.stdin)))'; }
property() { systemctl show -P "$1" baosongd; }

# Waits until "$2..." prints $1, at most $SECONDS_MAX seconds.
await() {
    local wanted=$1 limit=$((SECONDS + 100))
    shift
    until [ "$("$@" 2>/dev/null)" = "$wanted" ]; do
        [ $SECONDS -lt $limit ] || { echo "waited in vain for $* = $wanted"; return 1; }
        sleep .2
    done
}

deliver() {
    printf 'From: a@hbj.example\r\nSubject: 市环保局材料 %s\r\nMessage-ID: <%s@t>\r\n\r\n见附件\r\n' "$1" "$1" \
        >"/srv/Maildir/new/$((1511226000 + $1)).M$1.test"
}

systemd-sysusers /opt/sut/baosong.sysusers
systemd-tmpfiles --create /opt/sut/baosong.tmpfiles
mkdir -p /srv/Maildir/{cur,new,tmp} /etc/baosong/credentials
cp /opt/sut/conf/* /etc/baosong/
echo 'a-secret-nobody-may-see' >/etc/baosong/credentials/mailbox-password
chmod 600 /etc/baosong/credentials/mailbox-password
for number in 1 2 3; do deliver $number; done

systemctl start baosongd
echo "started: $(property ActiveState) $(property SubState)"
await 3 messages
echo "first cycle: $(messages) messages"
await 1 eval 'property StatusText | grep -c "3 messages judged"'
echo "status: $(property StatusText)"

deliver 4
await 4 messages
echo "polled: $(messages) messages"

echo 'nonsense: true' >>/etc/baosong/baosong.yaml
refused=taken
systemctl reload baosongd || refused=refused
echo "wrong reload: $(property ActiveState) $refused"
kill -HUP "$(property MainPID)"
sleep 1
echo "wrong by signal: $(property ActiveState)"
cp /opt/sut/conf/baosong.yaml /etc/baosong/
before=$(property MainPID)
systemctl reload baosongd
sleep 1
echo "right reload: $(property ActiveState) $([ "$before" = "$(property MainPID)" ] && echo same || echo other) process"

deliver 5
kill -9 "$(property MainPID)"
await active property ActiveState
await 5 messages
echo "killed and back: $(messages) messages, restarted $(property NRestarts) times"

# A process that does not come round any more is killed, and started again.
mkdir -p /run/systemd/system/baosongd.service.d
printf '[Service]\nWatchdogSec=8s\nRestartSec=100ms\n' >/run/systemd/system/baosongd.service.d/fast.conf
systemctl daemon-reload
systemctl restart baosongd
kill -STOP "$(property MainPID)"
await 1 property NRestarts
await active property ActiveState
echo "stopped by nobody: $(journalctl -u baosongd --output cat | grep -qi "watchdog timeout" && echo watchdog), and back"

# A second one beside it, with a configuration, a mailbox and a state folder of its own.
mkdir -p /etc/baosong/second /srv/second/{cur,new,tmp}
sed 's|/srv/Maildir|/srv/second|; s|/var/lib/baosong|/var/lib/baosong/second|; s|^campaign: |campaign: ../|' \
    /etc/baosong/baosong.yaml >/etc/baosong/second/baosong.yaml
printf 'From: a@hbj.example\r\nSubject: x\r\n\r\nx\r\n' >/srv/second/new/1511226000.M1.test
systemctl start baosongd@second
second() { ask_instance messages --format json | python3 -c 'import json,sys; print(len(json.load(sys.stdin)))'; }
ask_instance() { setpriv --reuid baosong --regid baosong --clear-groups /opt/sut/bin/baosong --config /etc/baosong/second/baosong.yaml "$@"; }
await 1 second
echo "instance: $(systemctl is-active baosongd@second) $(second) messages in $(dirname /var/lib/baosong/second/ledger.db)"
systemctl stop baosongd@second

# A password that lies encrypted on the disk, as baosongd(8) says; what arrives at the server is told.
mkdir -p /etc/baosong/third/credentials /etc/credstore.encrypted /etc/systemd/system/baosongd@third.service.d
printf 'only-here-in-the-clear\n' | systemd-creds encrypt --with-key=host --name=mailbox-password - \
    /etc/credstore.encrypted/mailbox-password 2>/dev/null
cat >/etc/systemd/system/baosongd@third.service.d/encrypted.conf <<'UNIT'
[Service]
LoadCredential=
LoadCredentialEncrypted=mailbox-password:/etc/credstore.encrypted/mailbox-password
UNIT
sed 's|url: .*|url: imap://127.0.0.1:1143\n    start_tls: no\n    user: office\n    credential: mailbox-password|
    s|/var/lib/baosong|/var/lib/baosong/third|; s|^campaign: |campaign: ../|' \
    /etc/baosong/baosong.yaml >/etc/baosong/third/baosong.yaml
python3 /opt/sut/password_catcher.py >/run/caught &
systemctl daemon-reload
systemctl start baosongd@third
await 1 grep -c . /run/caught
echo "encrypted credential: $(cat /run/caught)"
echo "on disk in the clear: $(grep -rl only-here-in-the-clear /etc /var 2>/dev/null | wc -l) times"
systemctl stop baosongd@third

# A scanned report: its text is recognised by a reader that steps back behind everything else.
cp /opt/sut/scan.eml /srv/Maildir/new/1511226006.M6.test
lowered() { ps -eo ni,args | awk '$1 == 19 && $2 == "baosong-reader" { print "19"; exit }'; }
await 19 lowered
echo "background reader: nice $(lowered)"
await 6 messages

systemctl start baosong-backup.service
echo "backup: $(systemctl show -P Result baosong-backup) $(ls /var/backups/baosong/ledger-*.db | wc -l) ledgers"
systemctl start baosong-audit.service
echo "audit: $(systemctl show -P Result baosong-audit)"
systemctl start baosong-metrics.socket
exec 5<>/dev/tcp/127.0.0.1/9629
printf 'GET /metrics HTTP/1.0\r\n\r\n' >&5
echo "metrics: $(grep '^baosong_up' <&5)"
ask health >/dev/null && well=0 || well=$?

mount -t tmpfs catalogs /usr/local/lib
mkdir -p /usr/local/lib/systemd/catalog
cp /opt/sut/*.catalog /usr/local/lib/systemd/catalog/
echo "catalogs: $(journalctl --update-catalog 2>&1 | grep -c baosong || :) complaints"
started=$(journalctl -u baosongd -o json | python3 -c '
import json, sys
print(next(e["MESSAGE_ID"] for e in map(json.loads, sys.stdin) if e.get("BAOSONG_EVENT") == "started"))')
echo "explained: $(journalctl --dump-catalog "$started" | sed -n 's/^Subject: //p')"

mv /srv/Maildir /srv/away
systemctl restart baosongd
await 1 eval 'property StatusText | grep -c "1 of 1 mailboxes cannot be reached"'
mv /srv/away /srv/Maildir

begun=$SECONDS
systemctl stop baosongd
echo "stopped: $(property ActiveState) $(property Result) $([ $((SECONDS - begun)) -le 5 ] && echo quickly)"
ask health >/dev/null && ill=0 || ill=$?
echo "health: $well while it runs, $ill when stopped"
echo "mailbox: $(find /srv/Maildir/new -type f | wc -l) new, $(find /srv/Maildir/cur -type f | wc -l) cur"
