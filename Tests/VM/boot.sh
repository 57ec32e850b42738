#!/bin/bash
# One machine, for whoever starts it in the background and ends it: it becomes QEMU.
#   boot.sh IMAGE SHARE SAID CONSOLE CASES [QEMU OPTION...]
# IMAGE is the folder that image.sh made, SHARE what the machine may read of the host, SAID and
# CONSOLE the files for what the cases and the kernel say, CASES what Guest/run.py is asked for.
# Disks among the options come after the machine's own, /dev/vda.
set -euo pipefail
image=$1 share=$2 said=$3 console=$4 cases=$5
shift 5

memory=1024
# Without norandmaps each process of the emulated machine is translated anew: the starts of the
# daemon would take twice as long.
options="console=ttyS0 quiet panic=-1 mitigations=off random.trust_cpu=on norandmaps"
# On a busy host the emulated timer may be late when the kernel tests it, and it would give up.
options="$options no_timer_check"
# A processor with virtualisation is told by its flags; a /dev/kvm without them cannot be used.
if [ -w /dev/kvm ] && grep -qwE 'vmx|svm' /proc/cpuinfo; then
    processor=(-accel kvm -cpu host)
else
    processor=(-accel tcg,thread=multi,tb-size=512 -cpu Nehalem,+rdrand)
fi
exec qemu-system-x86_64 -M pc "${processor[@]}" \
    -m "$memory" -smp 2 -nodefaults -display none -no-reboot \
    -kernel "$image/kernel" -initrd "$image/initrd" \
    -append "$options cases=$cases" \
    -serial file:"$console" -serial file:"$said" \
    -drive file="$image/disk",if=none,id=root,format=raw,snapshot=on,cache=unsafe \
    -device virtio-blk-pci,drive=root \
    -virtfs local,path="$share",mount_tag=lane,security_model=none,readonly=on \
    "$@" </dev/null
