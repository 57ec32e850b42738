# What the tests inside the container say of a unit, for scripts that source it and have set `unit`:
# each line of output is one promise, kept or broken. The judgement is their exit status.
# shellcheck shell=bash

failures=0
# Seconds for what comes by itself, however loaded the machine is.
patience=120

check() { # check DESCRIPTION COMMAND…: the command must succeed
    local description=$1
    shift
    if "$@" >/tmp/said 2>&1; then
        echo "ok      $description"
    else
        echo "BROKEN  $description"
        sed 's/^/        /' /tmp/said
        failures=$((failures + 1))
    fi
}
refused() { ! "$@"; }
property() { systemctl show "$unit" --property="$1" --value; }
is() { [ "$(property "$1")" = "$2" ] || { echo "$1 is $(property "$1")" && return 1; }; }
within() { # within SECONDS COMMAND…: the command succeeds before long
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        [ $SECONDS -lt $deadline ] || return 1
        sleep 0.1
    done
}
runs() { is ActiveState active && is SubState running; }
never_restarted() { is NRestarts "${1:-0}" && runs; }
# More than one restart is a slow machine's, and no broken promise.
replaced_since() { [ "$(property NRestarts)" -gt "$1" ] && runs; }
said() { journalctl --sync && journalctl --unit="$unit" --output=cat --no-pager; }
status_of() { grep -E "^$1:[[:space:]]*$2" "/proc/$(property MainPID)/status"; }
finish() { # the last thing that is said: status 0 only when all were kept
    if [ "$failures" -gt 0 ]; then
        echo "== $failures broken; the service's log:"
        said | tail -60
        exit 1
    fi
    echo "== all kept"
}
