#!/bin/sh
# To be sourced, by the scripts beside it: says where PostgreSQL's programs are (PGBIN, the newest
# of Debian's unless it is given) and makes the Python of these tests below .build (python). Exit
# status 77 when there is no PostgreSQL.
venv="$(cd "$(dirname "$0")/../.." && pwd)/.build/central-venv"
PGBIN=${PGBIN:-$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)}
export PGBIN

[ -n "$PGBIN" ] && [ -x "$PGBIN/initdb" ] || {
    echo "$(basename "$0"): no PostgreSQL; nothing was tested" >&2
    exit 77
}
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/python" -c 'import psycopg, cryptography, schemathesis' 2>/dev/null ||
    "$venv/bin/pip" install -q --disable-pip-version-check 'psycopg[binary]==3.*' \
        'cryptography>=42' 'schemathesis==4.32.*'
python="$venv/bin/python"
