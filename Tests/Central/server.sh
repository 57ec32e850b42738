#!/bin/sh
# The built server over HTTP, against a real PostgreSQL of its own.
#   server.sh BINARY [PART OF A NAME]
# PGBIN names another folder of PostgreSQL's programs. Exit status 77 when there are none.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
venv="$here/../../.build/central-server-venv"
PGBIN=${PGBIN:-$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)}
export PGBIN

[ -n "$PGBIN" ] && [ -x "$PGBIN/initdb" ] || {
    echo "server.sh: no PostgreSQL; nothing was tested" >&2
    exit 77
}
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/python" -c 'import psycopg, cryptography' 2>/dev/null ||
    "$venv/bin/pip" install -q --disable-pip-version-check 'psycopg[binary]==3.*' 'cryptography>=42'
exec "$venv/bin/python" "$here/server.py" "$@"
