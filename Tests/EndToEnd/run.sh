#!/bin/sh
# The built daemon from outside: what it does, what it does when its disk fails, then killed many
# times.
#   run.sh BINARY KILLS [all]        all: every page with every kind of damage
set -eu
here=$(cd "$(dirname "$0")" && pwd)
binary=$(realpath "$1")
python3 "$here/scenarios.py" "$binary"
# A full disk is a small file system, mounted where nobody else sees it.
namespace="unshare --mount"
[ "$(id -u)" = 0 ] || namespace="unshare --mount --map-root-user"
$namespace python3 "$here/disk_faults.py" "$binary"
python3 "$here/damage.py" "$binary" "${3:-}"
python3 "$here/kill_loop.py" "$binary" "$2"
