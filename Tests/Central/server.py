#!/usr/bin/env python3
"""Tells every story about the built server, each with a database of its own, on a PostgreSQL of our
own. Prints one line a story.

    server.py BINARY [PART OF A NAME]
"""

import sys
import time
import traceback

import server_stories
from cluster import Cluster
from gateway import Installation


def stories(module, wanted):
    for name, told in vars(module).items():
        if hasattr(told, "__code__") and told.__module__ == module.__name__ \
                and told.__code__.co_varnames[:1] == ("here",) and wanted in name:
            yield name, told


def tell(modules, binary, wanted, door=None):
    """Every story of these modules; ends the process."""
    cluster = Cluster(["fsync=off"])
    failed = told = 0
    try:
        for name, story in (one for module in modules for one in stories(module, wanted)):
            told += 1
            here = Installation(binary, cluster, f"story_{told}", door=door)
            begun = time.monotonic()
            try:
                here.prepare()
                story(here)
                print(f"ok      {name} ({time.monotonic() - begun:.1f} s)", flush=True)
            except Exception:  # A story that fails must not keep the others from being told.
                failed += 1
                print(f"BROKEN  {name}\n{traceback.format_exc()}", flush=True)
                for log in [server.log for server in here.servers] \
                        + [box.log_file for box in here.doors]:
                    if log.exists():
                        print("".join(log.read_text("utf-8").splitlines(True)[-8:]))
            finally:
                here.close()
    finally:
        cluster.close()
    print(f"{told - failed} of {told} stories hold")
    sys.exit(1 if failed or not told else 0)


if __name__ == "__main__":
    tell([server_stories], sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "")
