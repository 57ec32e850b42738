#!/usr/bin/env python3
"""How fast a box and its server agree, with the built programs on a PostgreSQL of our own: a long
list by snapshot, a change at the platform until the door knows it, a journal of three days without
a network while guests go on coming.

    bench_agree.py SERVER DOOR [TICKETS] [ATTEMPTS]
"""

import contextlib
import pathlib
import re
import sqlite3
import sys
import threading
import time

from bulk_stories import LongHouse
from cluster import Cluster
from door_stories import inside
from gateway import Installation, until

PATIENCE = 1800
CHANGES = 200


def share(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def spread(values):
    return (f"p50 {share(values, 0.5) * 1000:.0f} ms, p99 {share(values, 0.99) * 1000:.0f} ms,"
            f" longest {max(values) * 1000:.0f} ms")


def memory(process):
    """The most a process had, in MB: resident, and what of it is its own now."""
    status = pathlib.Path(f"/proc/{process.pid}/status").read_text()
    return [int(re.search(rf"{name}:\s+(\d+)", status)[1]) / 1024 for name in ("VmHWM", "RssAnon")]


def rows(door):
    """How many tickets the list in use has, by the box's own word."""
    found = re.search(r"of (\d+) sold", door.shows("admitted"))
    return int(found[1]) if found else 0


@contextlib.contextmanager
def guests(door, codes, pause=0.05):
    """Guests who go on coming meanwhile; gives how long each waited."""
    waited, over = [], threading.Event()

    def come():
        for code in codes:
            if over.is_set():
                return
            begun = time.monotonic()
            door.scan(code)
            waited.append(time.monotonic() - begun)
            over.wait(pause)

    thread = threading.Thread(target=come)
    thread.start()
    try:
        yield waited
    finally:
        over.set()
        thread.join()


def snapshot(house, tickets):
    door = house.door("long")
    house.box("other").ask("GET", f"/v1/events/{house.event}/snapshot")
    begun = time.monotonic()
    door.start()
    until(lambda: rows(door) >= tickets, PATIENCE)
    took = time.monotonic() - begun
    most, own = memory(door.process)
    print(f"snapshot of {tickets:,} tickets, loopback, until it is in use: {took:.1f} s;"
          f" the box had {most:.0f} MB at most, of its own {own:.0f} MB now", flush=True)
    most, own = memory(house.server.process)
    print(f"  the server had {most:.0f} MB at most, of its own {own:.0f} MB now", flush=True)
    return door


def feed(house, door):
    """From the commit at the platform until the list in use has it: what the next scan is judged
    by."""
    made = house.here.administer("tickets", "add", "--event", house.event, "--tier", house.tier,
                                 "--count", str(CHANGES)).split("\n")
    tickets = [line.split("\t")[0] for line in made]
    lists = sorted((door.folder / "state").glob("snapshot-*.db"))
    known = sqlite3.connect(f"file:{lists[-1]}?mode=ro", uri=True)

    def status(ticket):
        # By the index: whoever reads for long keeps the door from writing.
        rows = known.execute("SELECT status FROM ticket WHERE event = (SELECT key FROM event)"
                             " AND id = ?", [ticket]).fetchall()
        return rows[0][0] if rows else None
    until(lambda: status(tickets[-1]) == "valid", PATIENCE)
    waited = []
    with house.db() as db:
        for ticket in tickets:
            db.execute("UPDATE tickets SET status = 'cancelled' WHERE id = %s", [ticket])
            begun = time.monotonic()
            while status(ticket) != "cancelled":
                time.sleep(0.002)
            waited.append(time.monotonic() - begun)
    known.close()
    assert door.result(made[0].split("\t")[2]) == "cancelled"
    print(f"{CHANGES} changes in PostgreSQL until the door's list has them: {spread(waited)}",
          flush=True)


def catch_up(house, attempts):
    """The journal is written as if guests had come for three days."""
    door = house.door("late")
    house.server.kill()
    port = house.server.port
    made = house.here.administer("tickets", "add", "--event", house.event, "--tier", house.tier,
                                 "--count", "2000").split("\n")
    codes = [line.split("\t")[2] for line in made]
    house.server = house.here.serve(port=port)
    door.start()
    until(lambda: rows(door) > 0, PATIENCE)
    house.server.kill()
    door.result(codes[0])
    assert door.stop() == 0
    with sqlite3.connect(door.folder / "state" / "journal.db") as journal:
        names = [row[1] for row in journal.execute("PRAGMA table_info(attempt)")]
        last = journal.execute("SELECT max(number) FROM attempt").fetchone()[0]
        new = {"number": "number + n", "at": "at + n", "clock": "clock + n",
               "ticket": "'offline-' || n"}
        journal.execute(
            f"WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more WHERE n < ?)"
            f" INSERT INTO attempt ({', '.join(names)})"
            f" SELECT {', '.join(new.get(name, name) for name in names)} FROM attempt, more"
            f" WHERE number = ? ORDER BY n", [attempts, last])
    journal.close()
    door.start()
    with guests(door, codes[1:400]) as calm:
        until(lambda: len(calm) >= 200, PATIENCE)
    house.server = house.here.serve(port=port)
    begun = time.monotonic()
    with guests(door, codes[400:]) as busy, house.db() as db:
        until(lambda: db.execute("SELECT count(*) FROM door_attempt a JOIN door_journal j"
                                 " ON j.id = a.journal WHERE j.device = 'late'"
                                 ).fetchone()[0] > attempts, PATIENCE)
        took = time.monotonic() - begun
    print(f"{attempts:,} queued attempts until the server has them: {took:.1f} s, of which some are"
          " the box's patience with a server that was away", flush=True)
    print(f"  guests meanwhile: {spread(busy)}; before it: {spread(calm)}", flush=True)


def main():
    server, door = sys.argv[1], sys.argv[2]
    tickets, attempts = [int(one) for one in (sys.argv[3:] + ["1000000", "50000"])[:2]]
    cluster = Cluster([])
    here = Installation(server, cluster, "bench", door=door)
    try:
        here.prepare()
        begun = time.monotonic()
        house = LongHouse(here, tickets, patience=PATIENCE)
        print(f"{tickets:,} tickets written and numbered: {time.monotonic() - begun:.1f} s",
              flush=True)
        long = snapshot(house, tickets)
        feed(house, long)
        assert inside(long) == 0 and long.stop() == 0
        catch_up(house, attempts)
    finally:
        here.close()
        cluster.close()


if __name__ == "__main__":
    main()
