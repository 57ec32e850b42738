#!/bin/sh
# The pages in a real Chromium, served by the real program. Pictures go to .build/browser.
#   run.sh BINARY
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
binary=$(realpath "$1")
venv="$root/.build/browser-venv"

[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/python" -c 'import selenium' 2>/dev/null ||
    "$venv/bin/pip" install -q --disable-pip-version-check 'selenium==4.*'
"$venv/bin/python" "$here/run.py" --out "$root/.build/browser" \
    --serve "$binary storybook --resources $root/Resources --port {port}"
"$venv/bin/python" "$here/staff.py" "$binary" --out "$root/.build/browser"
"$venv/bin/python" "$here/messages.py" "$binary" --out "$root/.build/browser"
