#!/bin/sh
# The database half of the central server, against a real PostgreSQL 15 of its own.
#   sql.sh            the tests
#   sql.sh bench      attempts taken in beside a COPY of the same rows, and what a sale costs
# PGBIN names another folder of PostgreSQL's programs. Exit status 77 when there are none.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
venv="$root/.build/central-venv"
bin=${PGBIN:-/usr/lib/postgresql/15/bin}

[ -x "$bin/initdb" ] || {
    echo "sql.sh: no PostgreSQL in $bin; nothing was tested" >&2
    exit 77
}
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/python" -c 'import psycopg' 2>/dev/null ||
    "$venv/bin/pip" install -q --disable-pip-version-check 'psycopg[binary]==3.*'
case ${1:-test} in
bench) PGBIN="$bin" "$venv/bin/python" "$here/bench_ingest.py" ;;
*) PGBIN="$bin" "$venv/bin/python" "$here/sql.py" ;;
esac
