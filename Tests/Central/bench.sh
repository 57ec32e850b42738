#!/bin/sh
# Attempts taken in beside a COPY of the same rows, and what a sale costs with the doors' triggers.
# Exit status 77 when there is no PostgreSQL.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/venv.sh"
exec "$python" "$here/bench_ingest.py" "$@"
