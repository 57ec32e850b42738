#!/bin/bash
# The power of a machine that admits guests is cut, on disks with a volatile write cache.
#   run.sh BINARY CYCLES [SEED]
# Exit: 0 nothing shown was lost, and the controls lost something; 1 otherwise; 77 this machine
# cannot run QEMU at all.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)

skip() {
    echo "skipped: $1" >&2
    exit 77
}
[ $# -ge 2 ] || { echo "usage: run.sh BINARY CYCLES [SEED]" >&2 && exit 64; }
[ "$(uname -m)" = x86_64 ] || skip "the machine that is booted is a x86_64"
[ "$(id -u)" = 0 ] || skip "making a file system for the machine needs root"
command -v qemu-system-x86_64 >/dev/null || skip "there is no QEMU (apt install qemu-system-x86)"
. "$here/../VM/cache.sh"
hold "$here/../VM/image.sh" || { echo "the machine's disk could not be made" >&2 && exit 1; }
binary=$(realpath "$1")
shift
export PATH=$PATH:/usr/sbin:/sbin
exec python3 -B "$here/power_cut.py" "$binary" "$held" "$@"
