"""Overwrites each page of the databases in turn, under the real daemon and its commands: nothing
crashes or hangs, nobody is let in twice, and whatever can be read is saved.

    damage.py BINARY [all]      all: every page with zeros and with noise; else by turns

What a page of the journal held may be lost: then `recover` must say which numbers are.
"""

import contextlib
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import time

from box import Box
from kill_loop import WENT_IN, check_entries

PAGE = 4_096
TICKETS = 120
ROUNDS = 3
# Scans after the last clean stop: they are in the log, not in the journal's own file.
LATE_SCANS = 40
WAL_HEADER, FRAME = 32, 24 + PAGE
COMMAND_LIMIT = 60


class Evening:
    """A box after some hours at a door: stopped cleanly, and killed somewhat later."""

    def __init__(self, binary):
        self.box = Box(binary, tickets=TICKETS)
        self.state = self.box.folder / "state"
        self.codes = {ticket: self.box.code(ticket) for ticket in self.box.tickets}
        self.old, self.new = self.box.tickets[:-10], self.box.tickets[-10:]
        rng = random.Random(1)
        self.box.start()
        for _ in range(ROUNDS):
            for ticket in self.old:
                answer = self.box.scan(self.codes[ticket])
                # Every other guest's answer stays unseen and is said again: where the entry is
                # lost, what was said again stands in for it.
                if rng.random() < 0.5:
                    self.box.seen(answer["number"])
        self.box.scan("no ticket at all")
        assert self.box.stop() == 0
        # Everything into the journal's own file: pages of the log would lie over damaged ones.
        with contextlib.closing(sqlite3.connect(self.state / "journal.db")) as journal:
            journal.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self.stopped = self.keep("stopped")
        self.box.start()
        for _ in range(LATE_SCANS):
            self.box.scan(self.codes[rng.choice(self.old)])
        self.box.kill()
        self.killed = self.keep("killed")

    def keep(self, name):
        journal = {attempt["number"]: attempt for attempt in self.box.journal()}
        for file in self.state.glob("journal.db-shm"):
            file.unlink()
        shutil.copytree(self.state, self.box.folder / name)
        return self.box.folder / name, journal

    def restore(self, folder):
        shutil.rmtree(self.state)
        shutil.copytree(folder, self.state)
        self.box.log_file.unlink(missing_ok=True)

    def command(self, *words):
        """A command's exit status and words. It must end by itself, and not by a signal."""
        done = subprocess.run(
            [self.box.binary, *words, "--config", str(self.box.config)], capture_output=True,
            text=True, timeout=COMMAND_LIMIT)
        assert done.returncode in (0, 1, 2), f"{words[0]} ended with {done.returncode}"
        return done.returncode, done.stdout + done.stderr


def overwrite(path, offset, kind, seed):
    data = bytes(PAGE) if kind == "zeros" else random.Random(seed).randbytes(PAGE)
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(data)


def scan_some(evening, tickets):
    """(ticket, answer) of each; the daemon must live."""
    answers = [(ticket, evening.box.scan(evening.codes[ticket])) for ticket in tickets]
    assert evening.box.process.poll() is None, f"the daemon died: {evening.box.log()[-2_000:]}"
    return answers


def a_damaged_journal_is_left_alone_and_recovered(evening, page, kind):
    """Returns how many attempts were lost."""
    folder, before = evening.stopped
    evening.restore(folder)
    overwrite(evening.state / "journal.db", page * PAGE, kind, page)
    evening.box.start()
    answers = scan_some(evening, [evening.old[page % 100], evening.new[0], *evening.old[:4]])
    stored = [answer["number"] is not None for _, answer in answers]
    if not all(stored):
        assert not any(stored[stored.index(False):]), "goes on with a damaged journal"
        assert "journal_damaged" in evening.box.conditions(), evening.box.conditions()
        # Also after a restart, whatever page is read first then.
        evening.box.kill()
        evening.box.start()
        (_, answer), = scan_some(evening, [evening.new[1]])
        assert answer["number"] is None, "a restart made it forget the damage"
        assert "journal_damaged" in evening.box.conditions(), evening.box.conditions()
    evening.box.kill()
    evening.command("verify")
    status, words = evening.command("recover")
    assert status == 0, words
    return check_recovery(evening, before, answers, words)


def check_recovery(evening, before, answers, words):
    """What was there is there, or named as lost."""
    missing = missing_numbers(words)
    status, said = evening.command("verify")
    assert status == 0, f"not sound after recovery: {said}"
    after = {attempt["number"]: attempt for attempt in evening.box.journal()}
    lost = 0
    last = max(after, default=0)
    for number, attempt in before.items():
        if number in after:
            assert after[number] == attempt, f"attempt {number} was changed"
        else:
            assert number in missing or (number > last and "after number" in words), (
                f"attempt {number} is missing, and nobody says so: {words}")
            lost += 1
    for ticket, answer in answers:
        number = answer["number"]
        if number is not None and number in after:
            assert after[number]["ticket_id"] == ticket
    if missing or "after number" in words:
        assert "new incarnation" in words, words
    evening.box.start()
    given = scan_some(evening, [evening.old[7], evening.new[2]])
    said_again = {attempt["number"] for attempt in evening.box.journal() if attempt.get("repeats")}
    for ticket, answer in given:
        assert answer["number"] is not None, answer
        # An entry of half a minute ago that no page has shown is said again, and counts once.
        if answer["number"] in said_again:
            continue
        was_in = any(attempt["ticket_id"] == ticket and attempt["outcome"] in WENT_IN
                     for attempt in after.values() if attempt.get("ticket_id"))
        if was_in and answer["kind"] in WENT_IN:
            raise AssertionError(f"let in twice after a recovery: {ticket}")
    assert evening.box.stop() == 0
    journal = evening.box.journal()
    numbers = {attempt["number"] for attempt in journal}
    check_entries(journal, set(range(1, max(numbers))) - numbers)
    assert evening.command("verify")[0] == 0
    return lost


def missing_numbers(words):
    found = set()
    for line in words.splitlines():
        if line.startswith("missing:"):
            for first, last in re.findall(r"\b(\d+)(?:-(\d+))?\b", line.split(":", 2)[2]):
                found |= set(range(int(first), int(last or first) + 1))
    return found


def a_damaged_log_is_taken_up_to_the_damage(evening, offset):
    """What follows in the log is as if it had never been written, as after a disk that lied."""
    folder, before = evening.killed
    evening.restore(folder)
    overwrite(evening.state / "journal.db-wal", offset, "noise", offset)
    evening.command("verify")
    evening.box.start()
    answers = scan_some(evening, [evening.old[0], evening.new[0]])
    assert all(answer["number"] for _, answer in answers), answers
    evening.box.kill()
    after = evening.box.journal()
    numbers = [attempt["number"] for attempt in after]
    assert numbers == list(range(1, len(numbers) + 1)), "numbering has a gap"
    kept = len(after) - len(answers)
    assert after[:kept] == list(before.values())[:kept], "other attempts than before"
    check_entries(after)
    status, words = evening.command("recover")
    assert status == 0 and "nothing to recover" in words, words
    return len(before) - kept


def a_damaged_list_is_given_up_until_it_is_imported_again(evening, page, kind):
    folder, _ = evening.stopped
    evening.restore(folder)
    (snapshot,) = evening.state.glob("snapshot-*.db")
    overwrite(snapshot, page * PAGE, kind, page)
    evening.box.start()
    given_up = False
    for ticket, answer in scan_some(evening, evening.new):
        assert answer["number"] is not None, answer
        if answer["kind"] == "unavailable":
            assert answer["reason"] == "no_snapshot", answer
            assert "no_snapshot" in evening.box.conditions()
            given_up = True
        else:
            assert answer["kind"] == "admitted", f"a bad list makes a bad ticket: {answer}"
    rows = evening.box.folder / "tickets.ndjson"
    evening.box.run("import", "--config", evening.box.config, rows)
    # Whoever was told to wait is let in now, without a restart.
    for ticket, answer in scan_some(evening, evening.new):
        assert answer["kind"] in WENT_IN or answer["reason"] == "already_inside", answer
    assert "no_snapshot" not in evening.box.conditions()
    assert evening.box.stop() == 0
    assert evening.command("verify")[0] == 0
    return given_up


def kinds(page, everything):
    return ("zeros", "noise") if everything else (("zeros", "noise")[page % 2],)


def each(name, places, look):
    """Runs `look` at each place, and says where it failed."""
    began, found = time.monotonic(), []
    for place in places:
        try:
            found.append(look(*place))
        except Exception as error:
            raise AssertionError(f"{name}, {place}: {type(error).__name__}: {error}") from error
    return found, time.monotonic() - began


def main():
    binary, everything = sys.argv[1], "all" in sys.argv[2:]
    evening = Evening(binary)
    pages = (evening.stopped[0] / "journal.db").stat().st_size // PAGE
    lost, took = each(
        "a damaged page of the journal",
        [(page, kind) for page in range(pages) for kind in kinds(page, everything)],
        lambda page, kind: a_damaged_journal_is_left_alone_and_recovered(evening, page, kind))
    print(f"✔ the journal: {len(lost)} times one of {pages} pages was overwritten; "
          f"{lost.count(0)} times nothing was lost, else up to {max(lost)} of "
          f"{len(evening.stopped[1])} attempts, all named ({took:.0f} s)", flush=True)
    size = (evening.killed[0] / "journal.db-wal").stat().st_size
    lost, took = each(
        "a damaged frame of the log",
        [(0,)] + [(offset + 24,) for offset in range(WAL_HEADER, size - FRAME + 1, FRAME)],
        lambda offset: a_damaged_log_is_taken_up_to_the_damage(evening, offset))
    print(f"✔ its log: {len(lost)} times a frame was overwritten; attempts up to the damage stand, "
          f"up to {max(lost)} after it are gone ({took:.0f} s)", flush=True)
    (snapshot,) = evening.stopped[0].glob("snapshot-*.db")
    pages = snapshot.stat().st_size // PAGE
    given_up, took = each(
        "a damaged page of the ticket list",
        [(page, kind) for page in range(pages) for kind in kinds(page, everything)],
        lambda page, kind: a_damaged_list_is_given_up_until_it_is_imported_again(
            evening, page, kind))
    print(f"✔ the ticket list: {len(given_up)} times one of {pages} pages was overwritten; "
          f"{sum(given_up)} times it was given up until it was imported again, and no ticket was "
          f"called bad ({took:.0f} s)", flush=True)
    evening.box.remove()


if __name__ == "__main__":
    main()
