#!/bin/bash
# Boots Debian's kernel in QEMU and runs the built daemon there against real drivers: cameras and
# hand scanners that are made in software and pulled out, frozen and broken at will.
#   run.sh BINARY [GROUP...]      a group of cases is one machine: the files Guest/*_cases.py;
#                                 GROUP.CASE runs one of them
# Exit: 0 all held, 1 something did not, 77 this machine cannot run QEMU at all.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
# Seconds for one machine; a thirtieth of it is used on a machine with nothing else to do.
machine_limit=1200

skip() {
    echo "skipped: $1" >&2
    exit 77
}
[ $# -ge 1 ] || { echo "usage: run.sh BINARY [GROUP...]" >&2 && exit 64; }
binary=$(realpath "$1") || exit 64
shift
[ "$(uname -m)" = x86_64 ] || skip "the machine that is booted is a x86_64"
[ "$(id -u)" = 0 ] || skip "making a file system for the machine needs root"
command -v qemu-system-x86_64 >/dev/null || skip "there is no QEMU (apt install qemu-system-x86)"
. "$here/cache.sh"
hold "$here/image.sh" || { echo "the machine's disk could not be made" >&2 && exit 1; }
image=$held

work=$(mktemp -d)
machine=
cleanup() {
    [ -z "$machine" ] || kill -9 "$machine" 2>/dev/null
    rm -rf --one-file-system "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# What the machine sees of the host, and may only read.
share=$work/share
mkdir -p "$share/Tests/EndToEnd" "$share/Tests/VM"
cp "$binary" "$share/checkind"
cp -r "$root/Resources" "$share/"
cp "$root/Tests/EndToEnd/box.py" "$share/Tests/EndToEnd/"
cp -r "$here/Guest" "$share/Tests/VM/"

boot() { # boot GROUP: in the background; it dies with this script, however that ends
    setpriv --pdeathsig KILL -- \
        "$here/boot.sh" "$image" "$share" "$work/said" "$work/console" "$1" &
    machine=$!
}

groups=("$@")
if [ ${#groups[@]} = 0 ]; then
    for file in "$here"/Guest/*_cases.py; do
        name=${file##*/}
        groups+=("${name%_cases.py}")
    done
fi
failed=
for group in "${groups[@]}"; do
    echo "== $group"
    : >"$work/said"
    began=$SECONDS
    boot "$group"
    # In the background as well, so that this script hears a signal meanwhile.
    timeout "$machine_limit" tail -n +1 -f --pid="$machine" "$work/said" |
        sed -u -e 's/\r$//' -e '/^ended with/d' &
    wait $!
    kill -9 "$machine" 2>/dev/null
    wait "$machine" 2>/dev/null
    machine=
    if ! grep -qx 'ended with 0' <(tr -d '\r' <"$work/said"); then
        failed="$failed $group"
        grep -q '^ended with' "$work/said" || {
            echo "FAILED  the machine did not come to an end; its console:"
            tail -40 "$work/console"
        }
    fi
    echo "   $((SECONDS - began)) s"
done
[ -z "$failed" ] || { echo "== failed:$failed" && exit 1; }
echo "== all held"
