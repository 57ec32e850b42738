#!/bin/bash
# Installs checkind into a Debian tree, boots that with real systemd in a container, and shows that
# the service keeps what its unit promises (inside.sh). Changes to the tree are thrown away.
#   nspawn.sh BINARY [CENTRAL]   the rest comes from `make install`; or
#   nspawn.sh FOLDER             that `make install DESTDIR=FOLDER` filled
# With the central server, its unit is shown as well (inside-central.sh), beside a PostgreSQL.
# Exit: 0 all held, 1 something did not, 77 this machine cannot do it. A container has no cameras,
# and on many hosts no memory limits: those are not shown here.
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
# Seconds; a machine with nothing else to do needs a few, and one minute.
boot_limit=300
test_limit=900

skip() {
    echo "skipped: $1" >&2
    exit 77
}
[ $# -eq 1 ] || [ $# -eq 2 ] || { echo "usage: nspawn.sh BINARY [CENTRAL]|FOLDER" >&2 && exit 64; }
[ "$(id -u)" = 0 ] || skip "containers need root"
for tool in systemd-nspawn mmdebstrap nsenter; do
    command -v "$tool" >/dev/null ||
        skip "$tool is missing (apt install systemd-container mmdebstrap)"
done
. "$here/../VM/cache.sh"
hold "$here/base-tree.sh" || { echo "the Debian tree could not be made" >&2 && exit 1; }

work=$(mktemp -d)
container=
cleanup() {
    if [ -n "$container" ]; then
        for child in $(cat "/proc/$container/task/$container/children" 2>/dev/null); do
            kill -9 "$child" 2>/dev/null
        done
        wait "$container" 2>/dev/null
    fi
    rm -rf --one-file-system "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

mkdir "$work/stage" "$work/tree"
if [ -d "$1" ]; then
    cp -a "$1/." "$work/stage" || exit 1
else
    make -s -C "$root" install DESTDIR="$work/stage" BINARY="$(realpath "$1")" \
        CENTRAL_BINARY="${2:+$(realpath "$2")}" || exit 1
fi
cp -a "$held/." "$work/tree" && cp -a "$work/stage/." "$work/tree" || exit 1
install -D -m 755 -t "$work/tree/opt/checkind-test" "$here/checks.sh" "$here/inside.sh" \
    "$here/inside-central.sh" "$here/probe.pl"
binds=()
# A build with a dynamic Swift runtime finds it where this machine has it.
runtime=$(ldd "$work/stage/usr/bin/checkind" 2>/dev/null | awk '/libswiftCore/ {print $3}')
[ -z "$runtime" ] || binds+=("--bind-ro=$(dirname "$runtime")")

SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 systemd-nspawn --quiet --boot --directory="$work/tree" \
    --machine="checkind-$$" --register=no --keep-unit --link-journal=no --private-network \
    --console=pipe "${binds[@]}" </dev/null >"$work/console" 2>&1 &
container=$!
inside() { # inside SECONDS COMMAND…: in the container, and no longer than that
    timeout --kill-after=5 "$1" nsenter --target "$init" --mount --uts --ipc --net --pid -- \
        /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "${@:2}"
}
is_up() { inside 30 systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded'; }
deadline=$((SECONDS + boot_limit))
init=
until [ -n "$init" ] && is_up; do
    if [ $SECONDS -ge $deadline ] || ! kill -0 "$container" 2>/dev/null; then
        cat "$work/console" >&2
        echo "the container did not boot" >&2
        exit 1
    fi
    sleep 0.1
    init=$(cut -d' ' -f1 "/proc/$container/task/$container/children" 2>/dev/null)
done
inside "$test_limit" bash /opt/checkind-test/inside.sh </dev/null || exit 1
[ ! -x "$work/stage/usr/bin/checkin-central" ] ||
    inside "$test_limit" bash /opt/checkind-test/inside-central.sh </dev/null
