#!/bin/sh
# Three real doors and their real server, joined by bad networks in namespaces: one evening.
#   run.sh SERVER DOOR [SEED]        the two binaries; a random seed when there is none
# Exit status 77 without root, who alone may make namespaces, or without PostgreSQL.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ "$(id -u)" = 0 ] || {
    echo "run.sh: only root may make network namespaces; nothing was tested" >&2
    exit 77
}
. "$here/../Central/venv.sh"
exec unshare --net "$python" "$here/network.py" "$@"
