#!/bin/bash
# Makes what run.sh boots, once, and prints the folder it is in: Debian's kernel, a small file
# system with what checkind is linked with, and the devices of Devices/. It must never change the
# host.
#   image.sh                needs root and a Debian mirror the first time
# The folder: kernel, initrd (finds the disk, then hands over to it), disk (ext4).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/cache.sh"

suite=bookworm
# udev makes the links by id, v4l-utils is another user of a camera, Python runs the cases.
packages="udev kmod python3 v4l-utils libsqlite3-0 libssl3 libzbar0 libv4lconvert0 libturbojpeg0
libpng16-16 libwebp7 libqrencode4 libzxing2 libstdc++6 zlib1g"
# To boot; then the drivers under test, and what they hang on.
boot_modules="virtio_pci virtio_blk crc32c_generic ext4 9pnet_virtio 9p configfs"
modules="$boot_modules uvcvideo vivid v4l2loopback vhci-hcd usbhid hid-generic evdev uinput
dummy_hcd libcomposite usb_f_acm cdc-acm"
export PATH=$PATH:/usr/sbin:/sbin

[ -n "$(find /var/lib/apt/lists -name '*_Packages*' -print -quit)" ] || apt-get -qq update
release=$(apt-cache depends linux-image-amd64 | awk '/Depends: linux-image/ { print $2; exit }')
release=${release#linux-image-}
version=$(apt-cache policy "linux-image-$release" | awk '/Candidate:/ { print $2 }')
stamp=$({
    echo "$suite $packages $modules $version"
    cat "$0" "$here"/Guest/init "$here"/Devices/*
} | sha256sum | cut -c1-12)
image=$cache/image-$stamp
mkdir -p "$cache"
exec 9>"$cache/image.lock"
flock 9
if [ -e "$image/.complete" ]; then
    echo "$image"
    exit 0
fi
clear_others image "$image"
# Somebody was stopped in the middle of it.
rm -rf --one-file-system "$image"
mkdir "$image"
work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT

# Debian's kernel and the source of v4l2loopback, unpacked beside the host's own files.
mkdir "$work/debs" "$work/kernel"
(cd "$work/debs" && apt-get -qq -o APT::Sandbox::User=root download \
    "linux-image-$release" "linux-headers-$release" "linux-headers-${release%-amd64}-common" \
    "linux-kbuild-$(echo "$release" | cut -d. -f1,2)" v4l2loopback-dkms busybox-static) >&2 || {
    # Old lists name packages that the mirror has no more: once more from the start, with new ones.
    [ -z "${CHECKIND_NEW_LISTS:-}" ] || exit 1
    echo "not to be had: reading the mirror's lists anew" >&2
    apt-get -qq update >&2
    rm -rf --one-file-system "$work" "$image"
    CHECKIND_NEW_LISTS=yes exec "$0"
}
for deb in "$work"/debs/*.deb; do dpkg-deb -x "$deb" "$work/kernel"; done

# Everything that takes time and does not wait for the rest goes on beside it. The tree depends on
# the packages alone: it is kept when only the devices have changed.
base=$cache/base-$(echo "$suite $packages" | sha256sum | cut -c1-12).tar
if [ ! -e "$base" ]; then
    rm -f "$cache"/base-*.tar
    # shellcheck disable=SC2086
    mmdebstrap --quiet --mode=root --variant=essential --format=tar \
        --dpkgopt=force-unsafe-io --dpkgopt='path-exclude=/usr/share/doc/*' \
        --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        --include="$(echo $packages | tr ' ' ,)" "$suite" "$base.new" >&2 &
    bootstrap=$!
fi

sources=$work/kernel/usr/src
headers=$sources/linux-headers-$release
sed -i "s|^include /usr/src/|include $sources/|" "$headers/Makefile"
loopback=$(echo "$sources"/v4l2loopback-*)
make -s -C "$headers" M="$loopback" modules >"$work/make.log" 2>&1 ||
    { cat "$work/make.log" >&2 && exit 1; }
library=$work/kernel/lib/modules/$release
install -D -m 644 -t "$library/updates" "$loopback/v4l2loopback.ko"
strip -g "$library/updates/v4l2loopback.ko"
depmod -b "$work/kernel" "$release"
needed() { # needed MODULE…: the files of these and of what they hang on, in the order of loading
    for module in "$@"; do
        modprobe -d "$work/kernel" -S "$release" --show-depends "$module" |
            awk '$1 == "insmod" { print $2 }'
    done | awk '!seen[$0]++'
}

compile() { # compile PROGRAM ARGUMENT…: static, as the guest has other libraries than the host
    gcc -std=gnu11 -Wall -Wextra -Werror -O2 -static -o "$work/$1" "${@:2}"
}
cd "$here/Devices"
compile usb_camera usb_camera.c uvc.c usb_device.c reel.c picture.c -lturbojpeg
compile loopback_feed loopback_feed.c picture.c -lturbojpeg
compile hand_scanner hand_scanner.c keys.c usb_device.c
cd "$work"

# The initrd: busybox, the modules that reach the disk, and the list of them.
mkdir -p initrd/bin initrd/modules
cp kernel/bin/busybox initrd/bin/
install -m 755 "$here/Guest/init" initrd/init
# shellcheck disable=SC2086
needed $boot_modules | while read -r file; do
    cp "$file" initrd/modules/
    echo "${file##*/}" >>initrd/list
done
(cd initrd && find . | cpio -o -H newc --quiet -R 0:0 | gzip -1) >"$image/initrd"
cp "kernel/boot/vmlinuz-$release" "$image/kernel"

# The disk.
if [ -n "${bootstrap:-}" ]; then
    wait "$bootstrap"
    mv "$base.new" "$base"
fi
mkdir tree
tar -C tree --xattrs --xattrs-include='*' -xpf "$base"
# shellcheck disable=SC2086
needed $modules | while read -r file; do
    install -D -m 644 "$file" "tree/usr/lib/modules/$release/${file#"$library"/}"
done
cp "$library"/modules.{order,builtin,builtin.modinfo} "tree/usr/lib/modules/$release/"
depmod -b tree "$release"
install -m 755 -t tree/usr/local/bin usb_camera loopback_feed hand_scanner
mkdir -p tree/lane
rm -rf tree/dev && mkdir tree/dev
truncate -s "$(($(du -sm tree | cut -f1) * 5 / 4 + 100))M" "$image/disk"
mke2fs -q -t ext4 -d tree -O '^has_journal,^metadata_csum' -m 0 "$image/disk"
touch "$image/.complete"
echo "$image"
