#!/bin/bash
# The test itself, run as root inside the container: each line of output is one promise of the unit,
# kept or broken. It must leave the judgement to its exit status: 0 only when all were kept.
set -uo pipefail

unit=checkind
# shellcheck source=checks.sh
. "$(dirname "$0")/checks.sh"
password=the-passphrase-of-this-test
secret=c2VjcmV0LW9mLXRoaXMtdGVzdC1uZXZlci11c2VkLWVsc2V3aGVyZQ==

answers() {
    exec 3<>/dev/tcp/127.0.0.1/8321 || return 1
    printf 'GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:8321\r\nConnection: close\r\n\r\n' >&3
    timeout "$patience" head -1 <&3 | grep ' 200 '
}

echo "== install"
check "the user is made" systemd-sysusers
check "the folder of keys is root's alone" \
    test "$(stat -c %U:%a /etc/checkind/keys)" = root:700
check "it starts without a key and without a passphrase" systemctl start "$unit"
systemctl stop "$unit"
cat >/etc/checkind/keys/test.toml <<KEYS
[[key]]
id = 1
event = "7d2f3c9e-0a51-4f6e-9a39-0d5a6a1b2c3d"
scheme = "ns1"
algorithm = "hmac-sha256"
secret = "$secret"
KEYS
chmod 600 /etc/checkind/keys/test.toml
(umask 077 && echo "$password" >/etc/checkind/manager-passphrase)
# The first is the camera's.
sed -i '0,/^#device = "auto"/s//device = "none"/' /etc/checkind/checkind.toml
check "the unit is well formed" systemd-analyze verify "$unit.service"
check "the unit's exposure is at most 1.8" systemd-analyze security --threshold=18 "$unit.service"
systemctl daemon-reload

echo "== start"
check "READY is reached" systemctl start "$unit"
check "the service runs" never_restarted
check "it says what it is doing" test -n "$(property StatusText)"
echo "        status: $(property StatusText)"
check "the door page's server answers" within "$patience" answers
check "the state directory is its own" \
    test "$(stat -c %U:%a /var/lib/checkind)" = checkind:700

echo "== ticket list"
# As ops would: by root, while the service runs, and by the service's own user.
printf 'ticket_id,event_id,tier_id,number\n%s,7d2f3c9e-0a51-4f6e-9a39-0d5a6a1b2c3d,general,N-1\n' \
    5f0c1a52-7c0e-4a35-9d0c-0d9c33d1b001 >/tmp/tickets.csv
check "root imports a list while the service runs" checkind import /tmp/tickets.csv
check "the service's user imports one" runuser -u checkind -- checkind import /tmp/tickets.csv
check "every file is still the service's" \
    test -z "$(find /var/lib/checkind ! -user checkind -o -perm /077 ! -path /var/lib/checkind)"
check "the journal agrees with itself" runuser -u checkind -- checkind verify
check "the service still runs" never_restarted

echo "== rights"
check "it is not root" refused status_of Uid 0
check "it has no capability" status_of CapEff 0000000000000000
check "it can gain none" status_of NoNewPrivs 1
check "its system calls are filtered" status_of Seccomp 2
credentials=/run/credentials/$unit.service
check "the keys were handed over" test -s "$credentials/keys_test.toml"
check "the service's user can read them" \
    runuser -u checkind -- cat "$credentials/keys_test.toml"
check "another user cannot" refused runuser -u nobody -- cat "$credentials/keys_test.toml"
check "another user cannot read the state" refused runuser -u nobody -- ls /var/lib/checkind

echo "== sandbox"
touch /home/marker
chmod 755 /home
# The unit as installed, with the probe in the daemon's place.
sed -e 's/^Type=.*/Type=oneshot/' -e '/^Restart/d' -e '/^WatchdogSec/d' \
    -e 's|^ExecStart=.*|ExecStart=/usr/bin/perl /usr/libexec/checkind-probe.pl|' \
    "/usr/lib/systemd/system/$unit.service" >"/run/systemd/system/$unit-probe.service"
install -D -m 755 /opt/checkind-test/probe.pl /usr/libexec/checkind-probe.pl
systemctl daemon-reload
check "the probe runs" systemctl start "$unit-probe"
journalctl --sync
journalctl --unit="$unit-probe" --output=cat --no-pager >/tmp/probed
allowed() { grep -x "$1 yes" /tmp/probed || { grep "^$1 " /tmp/probed && return 1; }; }
denied() { grep "^$1 " /tmp/probed && ! grep -qx "$1 yes" /tmp/probed; }
for attempt in write-state write-tmp read-copy socket-tcp; do
    check "may: $attempt" allowed "$attempt"
done
for attempt in write-etc write-usr write-home read-home read-keys see-init socket-netlink \
    socket-packet map-write-exec new-namespace mount bpf set-clock nice; do
    check "may not: $attempt" denied "$attempt"
done

echo "== restart"
# A watchdog that bites soon, for this part alone: a loaded machine must not meet it elsewhere.
watchdog=8
drop_in=/run/systemd/system/$unit.service.d/test.conf
mkdir -p "${drop_in%/*}"
printf '[Service]\nWatchdogSec=%s\nTimeoutAbortSec=2\n' "$watchdog" >"$drop_in"
systemctl daemon-reload
systemctl restart "$unit"
restarts=$(property NRestarts)
sleep $((watchdog + 4))
check "it keeps the watchdog content" never_restarted "$restarts"
kill -STOP "$(property MainPID)"
check "a frozen daemon is replaced" within "$patience" replaced_since "$restarts"
check "the log says so" grep -qi watchdog <(said)
rm "$drop_in"
systemctl daemon-reload
systemctl restart "$unit"
check "the watchdog is the unit's own again" is WatchdogUSec 20s
restarts=$(property NRestarts)
kill -KILL "$(property MainPID)"
check "a killed daemon is replaced" within "$patience" replaced_since "$restarts"
check "it answers again" within "$patience" answers

echo "== configuration"
cp /etc/checkind/checkind.toml /tmp/good.toml
echo 'nonsense = true' | cat - /tmp/good.toml >/etc/checkind/checkind.toml
systemctl stop "$unit" && systemctl reset-failed "$unit" 2>/dev/null
check "a bad configuration does not start" refused systemctl start "$unit"
check "it says which kind of failure" is ExecMainStatus 78
# A unit that is going to be tried again waits for that, and has not failed.
check "it has failed" within "$patience" is ActiveState failed
sleep 3
check "it is not tried again" is ActiveState failed
check "and never was" is NRestarts 0
cp /tmp/good.toml /etc/checkind/checkind.toml

echo "== stop"
systemctl reset-failed "$unit" 2>/dev/null
check "it starts after the mending" systemctl start "$unit"
began=$SECONDS
check "it stops" systemctl stop "$unit"
# After eight seconds the daemon cuts off whatever does not end by itself.
check "before anything is cut off" test $((SECONDS - began)) -lt 8
check "with success" is Result success
check "with status 0" is ExecMainStatus 0
check "no credential is left" test ! -e "$credentials"
check "the log holds no key" refused grep -qF "$secret" <(said)
check "the log holds no passphrase" refused grep -qF "$password" <(said)

finish
