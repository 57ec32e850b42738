#!/bin/sh
# Measures the eyes beside plain zbar, zbarimg and the newest zxing-cpp in one run, and prints
# tables: photographs, drawn door frames by kind, frames a second by size, CPU while nothing moves,
# and the time from light to token.
#   bench.sh [PHOTOS [FRAMES]]     a folder of photographs; frames of every kind (60)
# Without PHOTOS the first table is left out, and it says so. FRAMES_DIR in the environment names a
# folder of door frames that another program drew: then only those and the photographs are read. Its
# manifest.csv has the columns file, codes, expected_base64 and kind: A-M and A-L are long codes, B-M,
# B-Q and C-L compact ones. Exits 1 when a budget that does not depend on the machine is missed: a
# ghost, a still scene too dear, a code never read.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
PHOTOS=${1:+$(realpath "$1")}
frames=${2:-60}
export PHOTOS
others=${FRAMES_DIR:+$(realpath "$FRAMES_DIR")}
cd "$here/../.."
work=.build/frames
bench=.build/release/BenchScanner

python=$("$here/venv.sh")
set -- "--python=$python" "--zxing=$here/zxing_peer.py"
swift build -c release --static-swift-stdlib --product BenchScanner

photographs() {
    echo "== photographs"
    if [ -n "$PHOTOS" ]; then
        "$bench" photos "$PHOTOS" "$@"
    else
        echo "no folder of photographs given: nothing read (PHOTOS=folder)"
    fi
}

status=0
if [ -n "$others" ]; then
    photographs "$@" || status=1
    echo "== door frames of $others"
    "$bench" doors "$others" "$@" || status=1
    exit $status
fi

# Another way of drawing, and what stands behind the guests, makes another set of it.
set_of=$(cat "$here"/*.py "$here/requirements.txt" ${PHOTOS:+"$PHOTOS/manifest.csv"} |
    cksum | cut -d ' ' -f 1)
doors="$work/doors-$frames-$set_of"
[ -f "$doors/manifest.csv" ] || "$python" "$here/draw.py" everyday "$doors" "$frames"
sizes="$work/sizes-$set_of"
[ -f "$sizes/manifest.csv" ] || "$python" "$here/draw.py" sizes "$sizes"

photographs "$@" || status=1
echo "== drawn door frames"
"$bench" doors "$doors" "$@" || status=1
echo "== frames a second"
"$bench" speed "$sizes" "$@" || status=1
echo "== nothing moves"
"$bench" still "$sizes" || status=1
echo "== light to token"
"$bench" latency "$sizes" || status=1
exit $status
