#!/usr/bin/env python3
"""Asks the built server by docs/openapi.yaml: schemathesis draws requests that the document allows
and requests that it forbids, with a token and without, and holds each answer against the document:
status, content type, headers, body, and which methods a path has.

    contract.py BINARY

What is drawn follows from a seed. It must never accept what the document does not say; where the
document cannot say something, the reason stands in the configuration below.
"""

import os
import pathlib
import subprocess
import sys

from cluster import HERE, ROOT, Cluster
from gateway import Installation
from server_stories import House

DOCUMENT = ROOT / "docs" / "openapi.yaml"
SEED = 20260101
# Requests drawn at random for each operation, beside those at every bound.
EXAMPLES = 60

CONFIGURATION = """
# A box that is known, and its event: of any other one it is told that it does not serve it.
[parameters]
"path.event" = "{event}"
"path.id" = "{snapshot}"

[generation]
# JSON may hold U+0000 and PostgreSQL may not: such a body is refused whole, as PROTOCOL says.
allow-x00 = false
# Lengths are bounded in bytes, which a schema cannot say.
codec = "ascii"

# Too many of something is refused as too large.
[checks.negative_data_rejection]
expected-statuses = [400, 401, 403, 404, 405, 409, 413, 415, 422]

[checks.positive_data_acceptance]
expected-statuses = ["2xx", 401, 403, 404, 409]

# A range may lie behind the end of what there is.
[[operations]]
include-operation-id = "snapshotBytes"
checks.positive_data_acceptance.expected-statuses = ["2xx", 416]
"""


def main():
    cluster = Cluster(["fsync=off"])
    here = Installation(sys.argv[1], cluster, "contract")
    try:
        here.prepare()
        house = House(here)
        box, other = house.box("a"), house.box("b")
        for one in (box, other):
            one.send([one.entry(house.event, ticket) for ticket in house.tickets])
        snapshot = box.ask("GET", f"/v1/events/{house.event}/snapshot").json["id"]
        configuration = cluster.folder / "schemathesis.toml"
        configuration.write_text(
            CONFIGURATION.format(event=house.event, snapshot=snapshot), "utf-8")
        done = subprocess.run(
            [pathlib.Path(sys.executable).parent / "schemathesis", "--config-file", configuration,
             "run", DOCUMENT, "--url", f"http://127.0.0.1:{house.server.port}",
             "--header", f"Authorization: Bearer {box.token}", "--seed", str(SEED),
             "--max-examples", str(EXAMPLES), "--continue-on-failure", "--no-shrink",
             "--phases", "examples,coverage,fuzzing"],
            cwd=cluster.folder, check=False,
            env={**os.environ, "PYTHONPATH": str(HERE), "SCHEMATHESIS_HOOKS": "contract_hooks"})
        # Whatever was asked, it still serves, and as before.
        assert house.server.process.poll() is None, "the server ended"
        assert box.ask("GET", "/v1/device").status == 200
        sys.exit(done.returncode)
    finally:
        here.close()
        cluster.close()


if __name__ == "__main__":
    main()
