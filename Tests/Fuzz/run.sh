#!/bin/sh
# Fuzzes the reading of ticket codes: run.sh [SECONDS] (60). Exits with the fuzzer's status, so that
# a crash, a hang or a broken promise fails; the input lies in .build/fuzz/ and fails again with
#   swift run FuzzCodeText .build/fuzz/crash-…
# The seeds in corpus/ are only read; what is found grows in .build/fuzz/corpus.
set -eu

seconds=${1:-60}
here=$(cd "$(dirname "$0")" && pwd)
cd "$here/../.."

# A build of its own: the sanitizer's instrumentation must not mix with ordinary objects. libFuzzer
# brings a `main` that is not wanted beside the program's; the first one, the program's, is taken.
swift build --scratch-path .build/fuzz/build --product FuzzCodeText -c release \
    -Xswiftc -sanitize=fuzzer -Xswiftc -DFUZZING \
    -Xswiftc -use-ld=lld -Xlinker --allow-multiple-definition

mkdir -p .build/fuzz/corpus
# Swift's own crash handler would hide a crash from libFuzzer.
SWIFT_BACKTRACE=enable=no .build/fuzz/build/release/FuzzCodeText \
    -dict="$here/code-text.dict" -artifact_prefix=.build/fuzz/ -max_len=2112 -timeout=5 \
    -max_total_time="$seconds" -print_final_stats=1 .build/fuzz/corpus "$here/corpus"
