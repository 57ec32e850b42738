"""The daemon on a disk without room: what is shown is stored, the door says what is wrong, and goes
on by itself when there is room again.

    disk_faults.py BINARY [STEP]      STEP: in pages; 1 tries every amount of room there is

The disk is a tmpfs of its own, which takes the right to mount: run.sh gives this program a mount
namespace. Exit status 77: nothing can be mounted here.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error

from box import Box
from kill_loop import check

PAGE = 4_096
DISK = 16 << 20
TICKETS = 400
# From a disk on which not even the log's index fits to some tens of answers.
FEW_PAGES = range(0, 64)
# SQLite moves the log into the journal when it has 1,000 pages: that takes room once more.
MANY_PAGES = range(1_010, 1_070)
# The many are looked at in steps, since each takes hundreds of scans.
MANY_STEP = 6
# Answers in a row that were not stored.
FULL = 4
# The file that fills the disk.
BALLAST = "ballast"


class SmallDisk:
    """A tmpfs, with a file in it that leaves just so much room."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="checkind-disk-"))
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK},mode=700", "tmpfs",
                               self.folder], capture_output=True, text=True)
        if done.returncode:
            print(f"skipped: nothing can be mounted here: {done.stderr.strip()}", file=sys.stderr)
            sys.exit(77)

    def leave(self, pages):
        self.make_room()
        free = os.statvfs(self.folder)
        ballast = free.f_bavail * free.f_frsize // PAGE - pages
        with (self.folder / BALLAST).open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(ballast, 0) * PAGE)

    def make_room(self):
        (self.folder / BALLAST).unlink(missing_ok=True)

    def remount(self, *options):
        subprocess.run(["mount", "-o", ",".join(("remount", *options)), self.folder], check=True)

    def remove(self):
        subprocess.run(["umount", "-l", self.folder], check=True)
        self.folder.rmdir()


class Door:
    """A box whose state directory is on the small disk, as it was before anybody came."""

    def __init__(self, binary):
        self.disk = SmallDisk()
        self.box = Box(binary, tickets=TICKETS)
        self.codes = {ticket: self.box.code(ticket) for ticket in self.box.tickets[:40]}
        self.fresh = self.box.folder / "fresh"
        state = self.box.folder / "state"
        state.rename(self.fresh)
        state.symlink_to(self.disk.folder / "state")
        self.reset()

    def reset(self):
        self.disk.make_room()
        shutil.rmtree(self.disk.folder / "state", ignore_errors=True)
        shutil.copytree(self.fresh, self.disk.folder / "state")
        self.box.log_file.unlink(missing_ok=True)

    def details(self):
        state = json.loads(self.box.get("/api/v1/door/state"))
        return {entry["code"]: entry.get("detail", "") for entry in state["conditions"]}

    def start(self):
        """False when the disk was too full to start, and the daemon said so."""
        try:
            self.box.start()
            return True
        except AssertionError:
            assert self.box.process.returncode == 1, f"ended with {self.box.process.returncode}"
            assert "error[disk_full]" in self.box.log(), self.box.log()[-2_000:]
            return False

    def scan(self, shown, index):
        """One guest. True when the answer was stored."""
        ticket = list(self.codes)[index % len(self.codes)]
        answer = self.box.scan(self.codes[ticket])
        if answer["number"] is None:
            assert answer["kind"] == "unavailable", f"shown and not stored: {answer}"
            assert answer["reason"] == "journal_failed", answer
            return False
        shown.append((len(shown), ticket, answer))
        try:
            self.box.seen(answer["number"])
        except urllib.error.HTTPError:
            pass  # there was no room for that either: it is shown once more then
        return True

    def remove(self):
        self.box.remove()
        self.disk.remove()


def survives(door, pages, scans):
    """One amount of room: until it is full, then with room again. Returns how many answers were
    stored before."""
    door.reset()
    door.disk.leave(pages)
    shown = []
    if not door.start():
        door.disk.make_room()
        assert door.start(), "does not start although there is room"
    else:
        failed = 0
        for index in range(scans):
            failed = 0 if door.scan(shown, index) else failed + 1
            # One answer may need less room than another: full is when none fits.
            if failed == FULL:
                break
        else:
            raise AssertionError(f"{scans} scans went into {pages} pages")
        # Everybody at the door can see why.
        assert "disk is full" in door.details().get("journal_failed", ""), door.details()
        door.disk.make_room()
    before = len(shown)
    for index in range(3):
        assert door.scan(shown, index), "does not go on although there is room"
    assert "journal_failed" not in door.details(), door.details()
    check(door.box.journal(), shown, heard=[])
    door.box.run("verify", "--config", door.box.config)
    assert door.box.stop() == 0
    return before


def every_amount_of_room(door, step):
    began = time.monotonic()
    stored, runs = 0, 0
    for pages in FEW_PAGES[::step]:
        stored += run(door, pages, scans=400)
        runs += 1
    for pages in MANY_PAGES[::step * MANY_STEP]:
        stored += run(door, pages, scans=4_000)
        runs += 1
    print(f"✔ a full disk: {runs} amounts of room, {stored} answers shown until it was full, all "
          f"stored ({time.monotonic() - began:.0f} s)", flush=True)


def run(door, pages, scans):
    try:
        return survives(door, pages, scans)
    except (AssertionError, urllib.error.URLError) as error:
        raise AssertionError(f"with {pages} pages of room: {error}") from error


def an_import_without_room_changes_nothing(door):
    door.reset()
    rows = door.box.folder / "other.csv"
    rows.write_text("ticket_id,tier_id,number\n" + "".join(
        f"other-{number},general,{number}\n" for number in range(2_000)))
    door.disk.leave(4)
    done = subprocess.run(
        [door.box.binary, "import", "--config", str(door.box.config), str(rows)],
        capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and "error[disk_full]" in done.stderr, done
    door.disk.make_room()
    door.start()
    shown = []
    assert door.scan(shown, 0) and shown[0][2]["kind"] == "admitted", "the old list is gone"
    assert door.box.stop() == 0
    print("✔ an import without room changes nothing", flush=True)


def a_read_only_disk_is_named(door):
    door.reset()
    door.disk.remount("ro")
    try:
        door.box.start()
        raise AssertionError("it started on a disk that cannot be written")
    except AssertionError as error:
        assert "ended while starting" in str(error), error
    assert door.box.process.returncode == 1, door.box.process.returncode
    log = door.box.log()
    assert "error[state_directory_unusable]" in log and "read-only" in log, log
    door.disk.remount("rw")
    assert door.start()
    assert door.scan([], 0)
    assert door.box.stop() == 0
    print("✔ a read-only disk is named, and a writable one is used", flush=True)


def main():
    binary = sys.argv[1]
    step = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    door = Door(binary)
    try:
        an_import_without_room_changes_nothing(door)
        a_read_only_disk_is_named(door)
        every_amount_of_room(door, step)
    finally:
        door.remove()


if __name__ == "__main__":
    main()
