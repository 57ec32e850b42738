#!/bin/bash
# Makes the Debian tree that nspawn.sh boots, once, and prints where it is. What is in it is what a
# box has: systemd, and the libraries checkind is linked with; and a PostgreSQL, for the central
# server. It must never change the host.
#   base-tree.sh            needs root, mmdebstrap and a Debian mirror the first time
set -euo pipefail
. "$(dirname "$0")/../VM/cache.sh"

suite=bookworm
packages="systemd systemd-sysv dbus procps perl-base tzdata libsqlite3-0 libssl3 libzbar0 libv4l-0
libv4lconvert0 libturbojpeg0 libpng16-16 libwebp7 libqrencode4 libzxing2
libstdc++6 zlib1g libpq5 postgresql-15"
stamp=$(echo "$suite $packages" | sha256sum | cut -c1-12)
tree=$cache/tree-$stamp

mkdir -p "$cache"
exec 9>"$cache/tree.lock"
flock 9
if [ ! -e "$tree/.complete" ]; then
    clear_others tree "$tree"
    # Somebody was stopped in the middle of it.
    rm -rf --one-file-system "$tree"
    # shellcheck disable=SC2086
    mmdebstrap --quiet --mode=root --variant=minbase --dpkgopt=force-unsafe-io \
        --include="$(echo $packages | tr ' ' ,)" "$suite" "$tree" >&2
    : >"$tree/etc/fstab"
    echo 0123456789abcdef0123456789abcdef >"$tree/etc/machine-id"
    echo door >"$tree/etc/hostname"
    # Nobody logs in, and nothing is upgraded behind the test's back.
    for unit in console-getty.service getty.target apt-daily.timer apt-daily-upgrade.timer \
        dpkg-db-backup.timer systemd-logind.service; do
        ln -sf /dev/null "$tree/etc/systemd/system/$unit"
    done
    mkdir -p "$tree/etc/systemd/journald.conf.d"
    printf '[Journal]\nStorage=volatile\nRateLimitBurst=0\n' \
        >"$tree/etc/systemd/journald.conf.d/test.conf"
    touch "$tree/.complete"
fi
echo "$tree"
