#!/bin/bash
# Boots a real systemd as process 1 of namespaces of its own, runs a script in it, and leaves nothing
# behind. The machine's /usr is there read-only; everything else is a private tmpfs.
#
# usage: tests/systemd/boot.sh UNITS PAYLOAD SCRIPT OUT
#   UNITS    folder, copied to /etc/systemd/system       PAYLOAD  folder, read-only at /opt/sut
#   SCRIPT   run by bash inside; its status is ours       OUT      gets journal.json and console.log
set -euo pipefail

outside() {
    UNITS=$(realpath "$1") SUT=$(realpath "$2") TEST=$(realpath "$3")
    mkdir -p "$4"
    OUT=$(realpath "$4")
    GROUPS_MADE=()
    make_cgroups
    export UNITS SUT TEST OUT CGS="${GROUPS_MADE[*]}"
    trap clean EXIT
    trap 'exit 130' INT TERM
    bash -c 'for d in $CGS; do echo $$ >"$d/cgroup.procs"; done
        exec setpriv --pdeathsig KILL unshare --mount --uts --ipc --net --cgroup --pid --fork \
            --kill-child --propagation private "$0" --inside' "$0" >"$OUT/console.log" 2>&1 </dev/null &
    UNSHARE=$!
    wait_for_boot
    local status=0
    "${ENTER[@]}" bash /run/test.sh || status=$?
    "${ENTER[@]}" journalctl --sync || :
    "${ENTER[@]}" journalctl -o json --no-pager --all >"$OUT/journal.json"
    exit $status
}

# One private group below ours in every hierarchy, so that systemd owns what it thinks is the root.
make_cgroups() {
    local controller path folder
    while IFS=: read -r _ controller path; do
        controller=${controller#name=}
        case $controller in
        cpuset) continue ;;
        '') controller=unified; [ -d /sys/fs/cgroup/unified ] || controller=. ;;
        esac
        folder=$(realpath -m "/sys/fs/cgroup/$controller$path/baosong-test-$$")
        mkdir "$folder" && GROUPS_MADE+=("$folder")
    done </proc/self/cgroup
}

# Its process 1 dies, and with it everything in its namespace.
clean() {
    local folder
    [ -z "${PID-}" ] || { kill -9 "$PID" 2>/dev/null || :; wait "$UNSHARE" 2>/dev/null || :; }
    for folder in "${GROUPS_MADE[@]}"; do
        for _ in {1..50}; do
            find "$folder" -depth -type d -exec rmdir {} + 2>/dev/null || :
            [ -d "$folder" ] || break
            sleep .05
        done
    done
}

wait_for_boot() {
    local state=
    for _ in {1..100}; do
        PID=$(tr -d ' ' <"/proc/$UNSHARE/task/$UNSHARE/children" 2>/dev/null) || :
        [ -z "${PID-}" ] || break
        sleep .02
    done
    ENTER=(nsenter -t "$PID" -m -u -i -n -p -C -r -w env -i
        PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8)
    for _ in {1..400}; do
        state=$("${ENTER[@]}" systemctl is-system-running 2>/dev/null) || :
        case $state in running | degraded) return ;; esac
        kill -0 "$UNSHARE" || break
        sleep .05
    done
    echo "systemd did not boot: $state" >&2
    cat "$OUT/console.log" >&2
    exit 1
}

inside() {
    local root=/mnt link name
    mount -t tmpfs -o mode=755,size=512m root $root
    cd $root
    mkdir -p usr etc/systemd/system proc sys dev run var/log/journal var/lib var/tmp tmp root opt/sut mnt old srv
    chmod 1777 tmp var/tmp
    for link in bin sbin lib lib64 lib32; do [ ! -L /$link ] || ln -s usr/$link $link; done
    mount --rbind /usr usr
    mount -o remount,bind,ro usr
    mount --bind "$SUT" opt/sut
    mount -o remount,bind,ro opt/sut
    for name in passwd group shadow nsswitch.conf ld.so.cache os-release localtime alternatives ssl \
        services protocols hosts fonts; do
        cp -a /etc/$name etc/ 2>/dev/null || :
    done
    echo 00000000000040008000000000000001 >etc/machine-id
    echo sut >etc/hostname
    cp -a "$UNITS"/. etc/systemd/system/
    for name in systemd-logind.service systemd-udevd.service getty.target console-getty.service \
        systemd-networkd.service systemd-resolved.service; do
        ln -sf /dev/null etc/systemd/system/$name
    done
    mount_kernel
    mount -t tmpfs -o mode=755 run run
    cp "$TEST" run/test.sh
    pivot_root . old
    umount -l /old
    rmdir /old
    cd /
    mount --make-rshared / # LoadCredential= needs a shared /run
    exec setpriv --bounding-set -sys_time,-sys_module,-sys_rawio,-syslog \
        --inh-caps -sys_time,-sys_module,-sys_rawio,-syslog \
        env -i container=sut PATH=/usr/sbin:/usr/bin LANG=C.UTF-8 \
        /lib/systemd/systemd --unit=multi-user.target --log-target=journal --show-status=0
}

# /proc, /sys and /dev of the new namespaces; the machine's settings stay read-only.
mount_kernel() {
    local folder name
    mount -t proc proc proc
    mount --bind proc/sys proc/sys
    mount -o remount,bind,ro proc/sys
    mount -t sysfs -o ro sysfs sys
    mount -t tmpfs -o mode=755 cg sys/fs/cgroup
    for folder in $CGS; do
        name=${folder#/sys/fs/cgroup/}
        name=${name%%/*}
        mkdir -p "sys/fs/cgroup/$name"
        case $name in
        unified) mount -t cgroup2 cg sys/fs/cgroup/unified ;;
        systemd) mount -t cgroup -o none,name=systemd cg sys/fs/cgroup/systemd ;;
        *) mount -t cgroup -o "$name" cg "sys/fs/cgroup/$name" ;;
        esac
    done
    mount -t tmpfs -o mode=755 dev dev
    mkdir dev/pts dev/shm dev/mqueue
    mount -t devpts -o newinstance,ptmxmode=666,mode=620,gid=5 pts dev/pts
    ln -s pts/ptmx dev/ptmx
    for name in null zero full random urandom tty; do
        touch dev/$name
        mount --bind /dev/$name dev/$name
    done
    ln -s /proc/self/fd dev/fd
    touch dev/console
    mount --bind "$OUT/console.log" dev/console
}

if [ "${1-}" = --inside ]; then
    inside
else
    outside "$@"
fi
