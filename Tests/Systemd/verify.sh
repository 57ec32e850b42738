#!/bin/bash
# Checks the units without installing them: well formed, and no more exposed than we said they would
# be. What checkind's does when it runs is shown by nspawn.sh.
set -euo pipefail
cd "$(dirname "$0")/../../systemd"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# check UNIT THRESHOLD: systemd's figure from 0 to 10, times ten. A higher one is a line that was
# lost.
check() {
    # The programs are not installed where this runs; anything executable does in their place.
    sed 's|^ExecStart=[^ ]*|ExecStart=/bin/true|' "$1.service" >"$work/$1.service"
    said=$(systemd-analyze verify "$work/$1.service" 2>&1) && [ -z "$said" ] || {
        echo "$said" >&2
        exit 1
    }
    systemd-sysusers --dry-run "$PWD/$1.sysusers" >/dev/null 2>&1
    echo "$1: $(systemd-analyze security --offline=true --threshold="$2" "$work/$1.service" |
        grep 'Overall exposure')"
}

# What is left: the pages listen on the network, cameras are opened, the user is a fixed one, the
# kernel is asked about its clock.
check checkind 18
# What is left: it listens on the network, and the user is a fixed one.
check checkin-central 12
