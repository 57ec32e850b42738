#!/bin/sh
# The central server against a real PostgreSQL of its own.
#   run.sh BINARY                        all of it
#   run.sh BINARY sql [PART OF A NAME]   its database half, as stories
#   run.sh BINARY server [PART]          the built server over HTTP, as stories
#   run.sh BINARY contract               the built server, asked by docs/openapi.yaml
# Exit status 77 when there is no PostgreSQL.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/venv.sh"

case ${2:-all} in
sql) exec "$python" "$here/sql.py" ${3:+"$3"} ;;
server) exec "$python" "$here/server.py" "$1" ${3:+"$3"} ;;
contract) exec "$python" "$here/contract.py" "$1" ;;
all) ;;
*) echo "run.sh: sql, server or contract, not $2" >&2 && exit 64 ;;
esac
"$python" "$here/sql.py"
"$python" "$here/server.py" "$1"
"$python" "$here/contract.py" "$1"
