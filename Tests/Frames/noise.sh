#!/bin/sh
# Shows the scanner an hour of a camera at 30 frames/s that sees nothing but noise, 108,000 frames
# of the kinds that `ghosts.sh` has: no text may be read. All rungs on every frame would be four
# hours of CPU, so every seventh frame is given all of them (seven has no factor in common with five
# kinds and with the large frame that is every eighth), the others what a camera's frame is given:
# the first rungs and one more in turn, as far as 33 ms of CPU reach.
#   NOISE=3600 SEED=1000 noise.sh     seconds of a camera; another seed draws other frames
# Says how far it is twenty times, and exits 1 on one ghost, which it names with kind and seed; the
# frame comes again with
#   BenchScanner ghosts noise KIND SEED FILE.pgm
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."

swift build -c release --static-swift-stdlib --product BenchScanner
exec .build/release/BenchScanner ghosts noise "${NOISE:-3600}" --rate=30 --every=7 \
    --seed="${SEED:-1000}"
