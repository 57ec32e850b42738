#!/usr/bin/env python3
"""An evening of two doors and their central server, told as it happens: a sale, a copy, an outage,
and its healing. Everything is real: the built binaries, PostgreSQL, HTTP.

    demo.py SERVER DOOR         stays up until Ctrl-C; with DEMO_EXIT set it ends after the story
"""

import os
import signal
import sys

from cluster import Cluster
from door_stories import PATIENCE, Venue, inside, knows
from gateway import Installation, until


def say(text):
    print(text, flush=True)


def show(door, who, code, expected):
    result = door.result(code)
    say(f"  {who} at door {door.name.upper()}: {result.replace('_', ' ')}")
    if result != expected:
        raise SystemExit(f"demo: expected {expected}")


def tell(here):
    say("A PostgreSQL, a central server, and two doors that enrol there:")
    venue = Venue(here, "a", "b")
    a, b = venue.doors
    say("  doors A and B are open; keys and ticket lists came from the server")
    say("Two tickets are sold on the platform:")
    asha, ben = venue.codes_of(2)
    for door in (a, b):
        knows(door, 5)
    say("  both doors have them in their lists")
    say("Asha goes in, and a friend tries a photograph of her ticket at the other door:")
    show(a, "Asha", asha, "admitted")
    until(lambda: inside(b) == 1, PATIENCE)
    show(b, "the friend", asha, "already_inside")
    say("The central server goes down. Doors do not wait for it:")
    port = venue.server.port
    venue.server.kill()
    show(a, "Ben", ben, "admitted")
    show(b, "a copy of Ben's ticket", ben, "admitted")
    say("The server comes back. What each door did alone is put together:")
    venue.server = here.serve(port=port)
    conflicts = until(
        lambda: here.administer("conflicts", "list", "--event", venue.event), PATIENCE)
    until(lambda: inside(a) == inside(b) == 2, PATIENCE)
    say(f"  {len(conflicts.splitlines())} conflict, for a manager to see; nobody was thrown out")
    say(f"  inside, by door A: {inside(a)}; by door B: {inside(b)}")
    show(a, "another copy of Ben's ticket", ben, "already_inside")
    for door in (a, b):
        door.run("verify", "--config", door.config)
    say("Both journals are sound.")
    return venue


def main():
    server, door = sys.argv[1:3]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    cluster = Cluster()
    here = Installation(server, cluster, "demo", door=door)
    try:
        here.prepare()
        venue = tell(here)
        if os.environ.get("DEMO_EXIT"):
            return
        say("The doors' pages, until Ctrl-C:")
        for door in venue.doors:
            say(f"  door {door.name.upper()}: http://127.0.0.1:{door.port}/")
        signal.pause()
    except KeyboardInterrupt:
        say("")
    finally:
        here.close()
        cluster.close()


if __name__ == "__main__":
    main()
