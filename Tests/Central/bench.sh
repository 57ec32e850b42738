#!/bin/sh
# Measures the central server, on a PostgreSQL of its own.
#   bench.sh     attempts taken in beside a COPY of the same rows, and what a sale costs
#   bench.sh agree SERVER DOOR [TICKETS]    how long a box and the server take to agree
# Exit status 77 when there is no PostgreSQL.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/venv.sh"
if [ "${1:-}" = agree ]; then
    shift
    exec "$python" "$here/bench_agree.py" "$@"
fi
exec "$python" "$here/bench_ingest.py" "$@"
