#!/bin/sh
# The central server against a real PostgreSQL of its own, and real doors at it.
#   run.sh SERVER DOOR                         all of it; the two binaries
#   run.sh SERVER DOOR sql [PART OF A NAME]    the server's database half, as stories
#   run.sh SERVER DOOR server [PART]           the built server over HTTP, as stories
#   run.sh SERVER DOOR contract                the built server, asked by docs/openapi.yaml
#   run.sh SERVER DOOR doors [PART]            real doors at the built server, as stories
#   run.sh SERVER DOOR demo                    an evening of two doors, told as it happens
# Exit status 77 when there is no PostgreSQL.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
. "$here/venv.sh"

case ${3:-all} in
sql) exec "$python" "$here/sql.py" ${4:+"$4"} ;;
server) exec "$python" "$here/server.py" "$1" ${4:+"$4"} ;;
contract) exec "$python" "$here/contract.py" "$1" ;;
doors) exec "$python" "$here/doors.py" "$1" "$2" ${4:+"$4"} ;;
demo) exec "$python" "$here/demo.py" "$1" "$2" ;;
all) ;;
*) echo "run.sh: sql, server, contract, doors or demo, not $3" >&2 && exit 64 ;;
esac
"$python" "$here/sql.py"
"$python" "$here/server.py" "$1"
"$python" "$here/contract.py" "$1"
"$python" "$here/doors.py" "$1" "$2"
