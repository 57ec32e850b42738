"""One life of a machine whose power is going to be cut: Tests/PowerCut has the other half.

First what the lives before left on the disks is held against what they showed. Then guests come,
and every answer that one of them got is said to the host at once, until the power goes. There are
three disks: `truth`, with the daemon on it; `liar`, the same on a disk that answers a flush and
does not flush; `lazy`, with a writer that never asks for one. The last two must lose something, or
nothing is proved by the first.
"""

import ctypes
import itertools
import json
import pathlib
import random
import sqlite3
import sys
import threading
import time
import urllib.error

from devices import LIMIT, wait_until
from stage import BINARY, LANE

from box import Box
from kill_loop import check

PAGES = 3
# As many answers as show that a daemon is at work.
AT_WORK = 20
# Between two rows of the writer that never asks for a flush.
LAZY_PAUSE = 0.01
# Between two looks at the door's conditions.
LOOK_PAUSE = 0.1

MS_REMOUNT, MS_NOATIME = 32, 1_024

speech = threading.Lock()


def say(*words):
    with speech:
        sys.stdout.write(" ".join(map(str, words)) + "\n")
        sys.stdout.flush()


def main():
    plan = json.loads((LANE / "plan.json").read_text())
    mounted = [name for name in ("truth", "liar", "lazy") if mount(name)]
    # The liar may have lost its file system, and then its box as well.
    boxes = {name: box(name) for name in ("truth", "liar") if name in mounted}
    assert "truth" in boxes, "the file system did not survive"
    if plan["life"] > 1:
        look_back(plan, boxes, mounted)
    if plan["last"]:
        return 0
    live(plan, boxes)
    return 1


def mount(name):
    (device,) = [found.parent.name for found in pathlib.Path("/sys/block").glob("vd*/serial")
                 if found.read_text().strip() == name]
    (pathlib.Path("/tmp") / name).mkdir()
    return call_mount(f"/dev/{device}", name, MS_NOATIME)


def call_mount(device, name, flags):
    """mount(2): the machine has no program for it."""
    return ctypes.CDLL(None, use_errno=True).mount(
        device.encode(), f"/tmp/{name}".encode(), b"ext4", ctypes.c_ulong(flags), None) == 0


def box(name):
    found = Box.at(f"/tmp/{name}/box", BINARY)
    found.log_file = pathlib.Path(f"/tmp/{name}.log")
    return found


# What was kept


def look_back(plan, boxes, mounted):
    shown = [(asked, ticket, {"number": number, "kind": kind})
             for asked, ticket, number, kind in plan["shown"]["truth"]]
    journal = boxes["truth"].journal()
    # Acknowledgements may be lost: then an answer is said again, which is no second entry.
    entered, repeats = check(journal, shown, heard=[])
    boxes["truth"].run("verify", "--config", boxes["truth"].config)
    say(f"kept {len(journal)} attempts: {len(shown)} shown, all stored; {len(entered)} tickets in, "
        f"none twice; {repeats} said again")
    newest = newest_number(boxes.get("liar"))
    lost = [number for _, _, number, _ in plan["shown"]["liar"] if number > newest]
    say("lost liar", len(lost))
    say("lost lazy", max(plan["lazy"] - (newest_row() if "lazy" in mounted else 0), 0))


def newest_number(found):
    try:
        return max((attempt["number"] for attempt in found.journal()), default=0)
    except (AssertionError, AttributeError):
        return 0


def newest_row():
    try:
        with sqlite3.connect("/tmp/lazy/rows.db") as rows:
            return rows.execute("SELECT ifnull(max(number), 0) FROM row").fetchone()[0]
    except sqlite3.Error:
        return 0


# A life


class Page(threading.Thread):
    """Scans random codes, and says what it was shown."""

    def __init__(self, name, door, codes, rng, order):
        super().__init__(daemon=True)
        self.disk, self.door, self.codes, self.rng, self.order = name, door, codes, rng, order
        self.stored = 0
        self.unavailable = 0

    def run(self):
        tickets = list(self.codes)
        while True:
            ticket, asked = self.rng.choice(tickets), next(self.order)
            try:
                answer = self.door.scan(self.codes[ticket])
                number = answer["number"]
                if number is None:
                    assert answer["kind"] == "unavailable", answer
                    self.unavailable += 1
                    continue
                say("shown", self.disk, asked, ticket, number, answer["kind"])
                self.stored += 1
                if self.rng.random() < 0.5:
                    self.door.seen(number)
            except urllib.error.HTTPError:
                self.unavailable += 1  # nothing can be acknowledged while the disk fails
            except OSError:
                time.sleep(LOOK_PAUSE)  # no answer in time: nothing was shown
            except AssertionError as error:
                return say("FAILED  a page:", error)


class LazyWriter(threading.Thread):
    """Never asks the disk for a flush."""

    def run(self):
        with sqlite3.connect("/tmp/lazy/rows.db", isolation_level=None) as rows:
            rows.execute("PRAGMA journal_mode = WAL")
            rows.execute("PRAGMA synchronous = OFF")
            rows.execute("CREATE TABLE IF NOT EXISTS row (number INTEGER PRIMARY KEY)")
            while True:
                number = rows.execute("INSERT INTO row VALUES (NULL) RETURNING number").fetchone()
                say("wrote", number[0])
                time.sleep(LAZY_PAUSE)


def live(plan, boxes):
    for found in boxes.values():
        found.start()
    rng, order = random.Random(plan["seed"]), itertools.count(plan["order"])
    pages = [Page(name, boxes[name], plan["codes"], random.Random(rng.random()), order)
             for name in ["truth"] * PAGES + ["liar"] if name in boxes]
    for page in pages:
        page.start()
    LazyWriter(daemon=True).start()
    truth = [page for page in pages if page.disk == "truth"]
    wait_until("the daemon is at work", lambda: stored(truth) >= AT_WORK)
    if plan["read_only"]:
        go_through_read_only(boxes["truth"], truth)
    say("at work")
    told = False
    # Until the power goes; the host has its own limit.
    end = time.monotonic() + LIMIT
    while time.monotonic() < end:
        if boxes["truth"].process.poll() is not None:
            return say("FAILED  the daemon ended:", boxes["truth"].log()[-2_000:])
        if not told and journal_fails(boxes["truth"]):
            told = True
            say("condition journal_failed")
        time.sleep(LOOK_PAUSE)
    say("FAILED  nobody cut the power")


def journal_fails(door):
    """Whether the door says so; None when nobody answered, which is no news on a slow machine."""
    try:
        return "journal_failed" in door.conditions()
    except OSError:
        return None


def stored(pages):
    return sum(page.stored for page in pages)


def go_through_read_only(door, pages):
    """The kernel makes every disk read-only under the running daemon, and writable again: nothing
    is shown meanwhile, the door says so, and goes on by itself."""
    pathlib.Path("/proc/sysrq-trigger").write_text("u")
    wait_until("the door says that the journal fails",
               lambda: journal_fails(door))
    before = sum(page.unavailable for page in pages)
    wait_until("guests are told to wait",
               lambda: sum(page.unavailable for page in pages) >= before + AT_WORK)
    for name in ("truth", "liar", "lazy"):
        assert call_mount("none", name, MS_REMOUNT | MS_NOATIME), f"{name} stays read-only"
    before = stored(pages)
    wait_until("the door goes on", lambda: stored(pages) >= before + AT_WORK)
    wait_until("the condition ends", lambda: journal_fails(door) is False)
    say("kept out a read-only disk, and went on when it was writable")
