#!/bin/sh
# Looks for texts that are not there: in drawn door frames with and without codes, and in so many
# seconds of a camera that sees noise, stripes, checkerboards, modules without meaning, and a hall.
#   ghosts.sh [FRAMES [NOISE]]     door frames (500); seconds of noise (60)
# SEED draws others than those of before; PHOTOS names a folder of photographs without a code that
# then stand behind most of the guests. Exits 1 on one ghost and names its seed and kind; the same
# frame comes again with
#   draw.py stream 6 SEED | BenchScanner ghosts doors 6
#   BenchScanner ghosts noise KIND SEED FILE.pgm
set -eu
frames=${1:-500}
noise=${2:-60}
seed=${SEED:-1000}
here=$(cd "$(dirname "$0")" && pwd)
PHOTOS=${PHOTOS:+$(realpath "$PHOTOS")}
export PHOTOS
cd "$here/../.."
bench=.build/release/BenchScanner

python=$("$here/venv.sh")
swift build -c release --static-swift-stdlib --product BenchScanner

status=0
# A drawing that fails ends the stream early, and that is noticed.
"$python" "$here/draw.py" stream "$frames" "$seed" | "$bench" ghosts doors "$frames" || status=1
"$bench" ghosts noise "$noise" --seed="$seed" || status=1
exit $status
