#!/bin/bash
# Checks the unit without installing it: well formed, and no more exposed than we said it would be.
# What it does when it runs is shown by nspawn.sh.
set -euo pipefail
cd "$(dirname "$0")/../../systemd"

# systemd's figure from 0 to 10, times ten. What is left of it: the pages listen on the network,
# cameras are opened, the user is a fixed one, the kernel is asked about its clock. A higher figure
# is a line that was lost.
threshold=18

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The daemon is not installed where this runs; anything executable does in its place.
sed 's|^ExecStart=[^ ]*|ExecStart=/bin/true|' checkind.service >"$work/checkind.service"
said=$(systemd-analyze verify "$work/checkind.service" 2>&1) && [ -z "$said" ] || {
    echo "$said" >&2
    exit 1
}
systemd-sysusers --dry-run "$PWD/checkind.sysusers" >/dev/null 2>&1
systemd-analyze security --offline=true --threshold=$threshold "$work/checkind.service" |
    grep 'Overall exposure'
