#!/bin/sh
# Makes the Python that draws frames and runs peers, below .build, and says where it is: the drawing
# needs the pinned packages, the peer the newest zxing-cpp there is. Without the network what was
# there before is used, and the peers that are missing are said to be.
#   venv.sh          prints the path of python
set -eu
here=$(cd "$(dirname "$0")" && pwd)
venv=$(cd "$here/../.." && pwd)/.build/frames/venv

[ -x "$venv/bin/python" ] || python3 -m venv "$venv" >&2
"$venv/bin/pip" install -q --disable-pip-version-check -r "$here/requirements.txt" >&2 ||
    "$venv/bin/python" -c 'import cv2, numpy, segno' >&2
"$venv/bin/pip" install -q --disable-pip-version-check --upgrade zxing-cpp >&2 ||
    echo "venv.sh: zxing-cpp could not be brought up to date" >&2
echo "$venv/bin/python"
