#!/bin/bash
# The central server's unit, run as root inside the container, beside Debian's PostgreSQL: each line
# of output is one promise, kept or broken. Set up as docs/OPERATIONS.md says.
set -uo pipefail

unit=checkin-central
# shellcheck source=checks.sh
. "$(dirname "$0")/checks.sh"
database=postgresql@15-main

ask() { # ask PATH: the status line of the answer
    exec 3<>/dev/tcp/127.0.0.1/8421 || return 1
    printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:8421\r\nConnection: close\r\n\r\n' "$1" >&3
    timeout "$patience" head -1 <&3
}
serves() { ask /readyz 2>/dev/null | grep ' 200 '; }
cannot_serve() { ask /readyz | grep ' 503 '; }
lives() { ask /healthz | grep ' 200 '; }
has_been_restarted() { [ "$(property NRestarts)" -ge 1 ]; }
administer() { runuser -u checkin-central -- env PGDATABASE=platform checkin-central "$@"; }
owner() { runuser -u postgres -- psql -v ON_ERROR_STOP=1 -qd "$@"; }

echo "== install"
check "the user is made" systemd-sysusers
chown checkin-central: /etc/checkin-central
check "the folder of keys is the service's alone" \
    test "$(stat -c %U:%a /etc/checkin-central)" = checkin-central:750
check "the database starts" systemctl start "$database"
owner postgres -c 'CREATE DATABASE platform'
owner platform -f /usr/share/checkin-central/platform.sql
owner platform <<SQL
CREATE ROLE "checkin-central" LOGIN;
GRANT CREATE, USAGE ON SCHEMA public TO "checkin-central";
GRANT SELECT, TRIGGER ON events, ticket_tiers, orders, tickets TO "checkin-central";
GRANT UPDATE (status, used_at, updated_at) ON tickets TO "checkin-central";
SQL
echo PGDATABASE=platform >/etc/checkin-central/database.env
check "keys are made" administer init
check "they are their owner's alone" \
    test "$(stat -c %U:%a /etc/checkin-central/server.keys)" = checkin-central:600
check "the doors' tables are added" administer migrate

echo "== start"
check "it starts" systemctl start "$unit"
check "it serves" within "$patience" serves
check "it never had to be restarted" never_restarted
check "it is not root" status_of Uid "$(id -u checkin-central)"
check "it has no capability" status_of CapEff 0000000000000000
check "it can gain none" status_of NoNewPrivs 1
check "its system calls are filtered" status_of Seccomp 2
check "no call that it needs is refused" refused grep -iE 'not permitted|EPERM' <(said)

echo "== the database goes away"
systemctl stop "$database"
check "it says so" within "$patience" cannot_serve
check "it lives on" lives
systemctl start "$database"
check "it serves again" within "$patience" serves
check "without a restart" never_restarted

echo "== restart"
restarts=$(property NRestarts)
kill -KILL "$(property MainPID)"
check "a killed server is replaced" within "$patience" replaced_since "$restarts"
check "it serves again" within "$patience" serves
systemctl stop "$unit"
systemctl stop "$database"
systemctl start "$unit"
check "without a database it is tried again" within "$patience" has_been_restarted
systemctl start "$database"
check "and serves when there is one" within "$patience" serves

echo "== a wrong command line"
mkdir -p "/run/systemd/system/$unit.service.d"
printf '[Service]\nExecStart=\nExecStart=/usr/bin/checkin-central serve --nonsense\n' \
    >"/run/systemd/system/$unit.service.d/test.conf"
systemctl daemon-reload
systemctl restart "$unit"
check "it has failed" within "$patience" is ActiveState failed
check "it says which kind of failure" is ExecMainStatus 64
check "it is not tried again" is NRestarts 0
rm "/run/systemd/system/$unit.service.d/test.conf"
systemctl daemon-reload

echo "== stop"
systemctl reset-failed "$unit" 2>/dev/null
systemctl start "$unit"
check "it serves after the mending" within "$patience" serves
began=$SECONDS
check "it stops" systemctl stop "$unit"
check "before anything is cut off" test $((SECONDS - began)) -lt 15
check "with success" is Result success

finish
