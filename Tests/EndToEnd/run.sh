#!/bin/sh
# The built daemon from outside, then killed many times.
#   run.sh BINARY KILLS
set -eu
here=$(cd "$(dirname "$0")" && pwd)
binary=$(realpath "$1")
python3 "$here/scenarios.py" "$binary"
python3 "$here/kill_loop.py" "$binary" "$2"
