#!/bin/sh
# Fuzzes the scanner's handling of frames, picture files and films, twice:
#   frames.sh [SECONDS]   (60) for each of the two:
#   1. libFuzzer, which learns from coverage what to try next;
#   2. AddressSanitizer over everything that found, then random changes of it: the two together in
#      one program would silently lose the coverage.
# Fails on a crash, a hang or a broken promise. The input lies in .build/fuzz/ and fails again with
#   swift run FuzzFrames .build/fuzz/frames-…
# The seeds in frames/ are only read; what is found grows in .build/fuzz/frames-corpus. SEED repeats
# the changes of another run.
set -eu

seconds=${1:-60}
seed=${SEED:-$(date +%s)}
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."
corpus=.build/fuzz/frames-corpus
mkdir -p "$corpus"

# Builds of their own: instrumentation must not mix with ordinary objects. libFuzzer brings a `main`
# that is not wanted beside the program's; the first one, the program's, is taken.
swift build --scratch-path .build/fuzz/build --product FuzzFrames -c release \
    -Xswiftc -sanitize=fuzzer -Xswiftc -DFUZZING \
    -Xswiftc -use-ld=lld -Xlinker --allow-multiple-definition
swift build --scratch-path .build/fuzz/address --product FuzzFrames -c release --sanitize=address

# Swift's own crash handler would hide a crash from either.
export SWIFT_BACKTRACE=enable=no
.build/fuzz/build/release/FuzzFrames \
    -dict="$here/frames.dict" -artifact_prefix=.build/fuzz/frames- -max_len=16384 -timeout=20 \
    -max_total_time="$seconds" -print_final_stats=1 "$corpus" "$here/frames"

# A frame that leaks is found as well: a door runs for days.
ASAN_OPTIONS=detect_leaks=1:allocator_may_return_null=1 \
    .build/fuzz/address/release/FuzzFrames random "$seconds" "$seed" \
    .build/fuzz/frames-address-last "$here/frames" "$corpus"
