#!/bin/sh
# The built daemon from outside: what it does, what it does when its disk fails, then killed many
# times.
#   run.sh BINARY KILLS [all]        all: every page with every kind of damage
# Exit: 0 all held, 1 something did not, 77 all held but what this machine cannot do.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
binary=$(realpath "$1")
python3 "$here/scenarios.py" "$binary"
# A full disk is a small file system, mounted where nobody else sees it.
namespace="unshare --mount"
[ "$(id -u)" = 0 ] || namespace="unshare --mount --map-root-user"
# What cannot be done here must not keep the rest from being done.
skipped=0
$namespace python3 "$here/disk_faults.py" "$binary" || skipped=$?
[ $skipped = 0 ] || [ $skipped = 77 ] || exit $skipped
python3 "$here/damage.py" "$binary" "${3:-}"
python3 "$here/kill_loop.py" "$binary" "$2"
exit $skipped
