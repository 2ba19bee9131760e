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
systemctl reload baosongd
sleep 1
echo "wrong reload: $(property ActiveState)"
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

begun=$SECONDS
systemctl stop baosongd
echo "stopped: $(property ActiveState) $(property Result) $([ $((SECONDS - begun)) -le 5 ] && echo quickly)"
echo "mailbox: $(find /srv/Maildir/new -type f | wc -l) new, $(find /srv/Maildir/cur -type f | wc -l) cur"
