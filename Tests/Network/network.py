#!/usr/bin/env python3
"""One evening of three doors and their central server in bad networks, from a seed: what happens is
told, and everybody's knowledge compared when it is over.

    network.py SERVER DOOR [SEED]        started by run.sh, as root

A failing evening prints its seed and keeps what everybody wrote.
"""

import pathlib
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter

from towns import ROOT, Site, check_that_we_are_alone

sys.path.append(str(ROOT / "Tests" / "Central"))
import compare  # noqa: E402 (the path comes first)
from cluster import Cluster  # noqa: E402
from gateway import Later, until  # noqa: E402
from relay import Relay  # noqa: E402
from shift import PATIENCE  # noqa: E402
from street import LONGEST, NAMES, Street, Town  # noqa: E402

# What a door may not complain of any more when everything is well.
COMPLAINTS = {"central_unreachable", "central_refuses_us", "feed_unreadable", "journal_forked"}


def say(text):
    print(text, flush=True)


def run(town, seed):
    begun = time.monotonic()
    street = Street(town, random.Random(seed))
    street.contradict()
    say(f"three doors are open after {time.monotonic() - begun:.0f} s")
    planned = [Later(work) for work in (*(shift.run for shift in street.shifts), street.disturb)]
    everything = [*planned, Later(street.trade)]
    try:
        until(lambda: any(part.fault for part in everything)
              or not any(part.is_alive() for part in planned), LONGEST)
    finally:
        street.over.set()
        for part in everything:
            part.join(PATIENCE)
        for shift in street.shifts:
            say(f"door {shift.door.name}:\n  " + "\n  ".join(shift.story))
        say("the house:\n  " + "\n  ".join(street.story))
        bites = sum((link.bites for link in street.here.relay.links.values()), Counter())
        say("the relay: " + ", ".join(f"{kind} {count}" for kind, count in bites.items()))
    for part in everything:
        part.result(0)
    heal(street)
    prove(street)
    say(f"{street.answered} guests, the slowest answer took"
        f" {max(max(shift.slownesses) for shift in street.shifts):.2f} s;"
        f" {time.monotonic() - begun:.0f} s in all")


def heal(street):
    """In fair weather everybody comes to know the same, within a bound."""
    begun = time.monotonic()
    for door in street.doors:
        with street.here.sites[door.name].inside():
            until(lambda: not COMPLAINTS & set(door.conditions()), PATIENCE)
    until(street.has_settled, PATIENCE)
    say(f"everybody has heard everything {time.monotonic() - begun:.1f} s after the last spell")


def prove(street):
    for door in street.doors:
        assert door.stop() == 0, door.log()[-2000:]
        assert "sound" in door.run("verify", "--config", door.config)
    # Undone, killed and restarted, nothing is left to happen: all of it is there now.
    boxes, server = street.known()
    differences = compare.differences(boxes, server)
    assert not differences, "\n".join(differences)
    for shift in street.shifts:
        attempts = boxes[shift.door.name].attempts
        for number, answer in shift.answers.items():
            row = attempts[shift.door.name, number]
            assert (row["outcome"], row.get("reason")) == answer, (number, row, answer)
    assert server.conflicts, "nobody contradicted anybody: nothing is proved"
    with street.db() as db:
        put_aside = db.execute("SELECT seq, reason FROM door_attempt_quarantine").fetchall()
    assert not put_aside, f"the server put aside {put_aside}"
    for name, link in street.here.relay.links.items():
        assert set(link.said) <= {200, 503}, (name, link.said)
    # Networks are bad and databases restart: neither is anybody's fault.
    for log in [server.log for server in street.here.servers] \
            + [door.log_file for door in street.doors]:
        faults = re.findall(r"^\S+ (?:error|critical) .*", log.read_text("utf-8"), re.M)
        assert not faults, (log, faults)
    unseen = compare.blind_spots(boxes, server, street.random)
    assert not unseen, f"the comparison does not see {unseen}"
    say(f"{len(server.attempts)} attempts are the same everywhere, and so are"
        f" {len(server.conflicts)} conflicts, where {len(server.presence)} guests are and"
        f" {len(server.tickets)} tickets; the comparison sees every spoiling")


def keep(town, cluster, seed):
    """Copies what everybody wrote into a folder that stays; returns it."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix=f"checkind-network-{seed}-"))
    for door in town.doors:
        shutil.copytree(door.folder, folder / door.name)
    for number, server in enumerate(town.servers):
        shutil.copy(server.log, folder / f"server-{number}.log")
    shutil.copy(cluster.folder / "log", folder / "postgresql.log")
    return folder


def main():
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else random.randrange(1_000_000)
    say(f"seed {seed}")
    check_that_we_are_alone()
    # What was started is ended, whoever ends us.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    sites = {name: Site(name, number) for number, name in enumerate([*NAMES, "server"], 1)}
    cluster = Cluster()
    town = Town(sys.argv[1], cluster, sys.argv[2], sites, Relay())
    try:
        town.prepare()
        run(town, seed)
        say("the evening holds")
    except Exception:  # Whatever it is, it is told with what is needed to look at it.
        say(f"BROKEN\n{traceback.format_exc()}")
        say(f"what everybody wrote is in {keep(town, cluster, seed)}")
        say(f"once more: make network SEED={seed}")
        sys.exit(1)
    finally:
        town.close()
        cluster.close()
        for site in sites.values():
            site.close()


if __name__ == "__main__":
    main()
