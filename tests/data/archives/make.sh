#!/bin/bash
# tests/data/archives/make.sh RAR: makes the RARs of this folder anew with that program.
#
# No free program writes RAR, and the tests shall run without the others: so they are kept here.
# Made with rar 6.23 of Debian 11 (non-free), the last that writes version 4, too. The password is
# xy2017 but where it is said. rar2.rar is rar202-comment-psw.rar of the tests of python's rarfile
# (ISC licence, by Marko Kreen; password: password): the lock of version 2.
set -eu
rar=$(realpath "$1") here=$(realpath "$(dirname "$0")") tree=$(mktemp -d)
trap 'rm -rf "$tree"' EXIT
export LC_ALL=C.UTF-8 TZ=Asia/Shanghai
cd "$tree"
mkdir 佐证资料
seq 1 900 >自查报告.txt
seq 7 3 700 >佐证资料/数据.txt
# Bytes that cannot be packed.
python3 -c 'import hashlib, sys
sys.stdout.buffer.write(b"".join(hashlib.sha256(bytes([i])).digest() for i in range(47)))' >佐证资料/图.bin
: >空.txt
touch -d 2017-11-20T09:00 自查报告.txt 佐证资料/* 空.txt
pack() { # NAME OPTION...
    rm -f "$here/$1"*.rar
    "$rar" a -idq "${@:2}" "$here/$1.rar" 自查报告.txt 佐证资料/数据.txt 佐证资料/图.bin 空.txt
}
for version in 4 5; do
    pack rar$version-data -ma$version -pxy2017
    pack rar$version-headers -ma$version -hpxy2017
    pack rar$version-stored -ma$version -m0 -pxy2017
    pack rar$version-solid -ma$version -s -pxy2017
    pack rar$version-solid-headers -ma$version -s -hpxy2017
    pack rar$version-volumes -ma$version -v1500b -pxy2017
    pack rar$version-volumes-headers -ma$version -v1500b -hpxy2017
    pack rar$version-volumes-stored -ma$version -m0 -v4001b -pxy2017
    pack rar$version-chinese -ma$version -p信用2017
    rm -f "$here/rar$version-some.rar" "$here/rar$version-two.rar"
    "$rar" a -idq -ma$version "$here/rar$version-some.rar" 自查报告.txt
    "$rar" a -idq -ma$version -pxy2017 "$here/rar$version-some.rar" 佐证资料/数据.txt
    "$rar" a -idq -ma$version -pxy2017 "$here/rar$version-two.rar" 自查报告.txt
    "$rar" a -idq -ma$version -pother "$here/rar$version-two.rar" 佐证资料/数据.txt
done
pack rar5-blake -ma5 -htb -pxy2017
pack rar4-solid-volumes -ma4 -s -v1500b -pxy2017
pack rar4-open-solid-volumes -ma4 -s -v1500b
