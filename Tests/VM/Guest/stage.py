"""What a case stands on: the daemon on a box of its own, the devices it was given, and the end.

A case looks at the daemon as people do: conditions on the door page's state, attempts in the
export, the exit status.
"""

import pathlib
import shutil
import sys
import time

LANE = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(LANE / "Tests" / "EndToEnd"))

from box import EVENT, Box  # noqa: E402
from devices import wait_until  # noqa: E402

# In memory: the host's folder is slow to start programs from.
BINARY = pathlib.Path("/tmp/checkind")
shutil.copy(LANE / "checkind", BINARY)
TICKETS = 4
# Longer than the daemon's own patience with a camera that sends nothing.
QUIET = 4.0


def told(codes):
    return "not known: nobody answers" if codes is None else codes or "nothing"


class Stage:
    def __init__(self):
        self.box = None
        self.notes = []
        self._devices = []
        self._pictures = {}

    # Before the daemon runs

    def prepare(self, camera="none", more="", extra=""):
        """A box with tickets. `more` goes into [camera], `extra` becomes tables of their own."""
        self.box = Box(BINARY, tickets=TICKETS, camera=camera, extra=extra)
        self.box.set("require_display = false")
        text = self.box.config.read_text()
        self.box.config.write_text(text.replace("[camera]", f"[camera]\n{more}"))
        return self.box

    def use(self, device):
        self._devices.append(device)
        return device

    def drop(self, device):
        self._devices.remove(device)
        device.end()

    def picture(self, ticket):
        """The file with the drawn code of the ticket with this number."""
        if ticket not in self._pictures:
            path = self.box.folder / f"{ticket}.pgm"
            self.box.run("code", "make", "--keys", self.box.key, "--event", EVENT, "--ticket",
                         self.box.tickets[ticket], "--scheme", "ns2_hmac", "--picture", path)
            self._pictures[ticket] = path
        return self._pictures[ticket]

    # What people see

    def conditions(self):
        """Of cameras and hand scanners, by their codes; None when nobody answered: a machine that
        is slow may be asked once more."""
        try:
            codes = self.box.conditions()
        except OSError:
            assert self.box.process.poll() is None, "the daemon ended"
            return None
        return [code for code in codes if code.startswith(("camera_", "hand_scanner_"))]

    def shows(self, code):
        """Waits for a condition."""
        shown, seen = False, []

        def look():
            nonlocal shown, seen
            seen = self.conditions()
            return seen is not None and code in seen
        try:
            _, passed = wait_until(code, look)
        except AssertionError as error:
            raise AssertionError(f"{error}; shown is {told(seen)}") from None
        self.notes.append(f"{code} after {passed:.1f} s")

    def is_well(self):
        """Waits until nothing is said against a device any more."""
        seen = []

        def look():
            nonlocal seen
            seen = self.conditions()
            return seen == []
        try:
            _, passed = wait_until("nothing is wrong", look)
        except AssertionError as error:
            raise AssertionError(f"{error}; shown is {told(seen)}") from None
        self.notes.append(f"well after {passed:.1f} s")

    def has_mapped(self, device):
        """Waits until the daemon has the buffers of this node before it."""
        maps = pathlib.Path(f"/proc/{self.box.process.pid}/maps")
        wait_until(f"the daemon maps {device}", lambda: device in maps.read_text())

    def stays_well(self):
        """Nothing is said for longer than a silence would go unnoticed."""
        end = time.monotonic() + QUIET

        def look():
            seen = self.conditions()
            assert not seen, f"shown is {told(seen)}"
            return seen is not None and time.monotonic() > end
        wait_until("the door has been well for a while", look)

    def has_ready_scanner(self, times=1):
        """Waits until the daemon has listened to a hand scanner long enough to trust its lines."""
        wait_until(f"{times} times a hand scanner is ready",
                   lambda: self.box.log().count("hand scanner ready") >= times)

    def has_lost_lines(self):
        """How many times the daemon has said that it threw a line away."""
        return self.box.log().count("a line lost keys")

    def admits(self, ticket, meanwhile=lambda: None):
        """Waits until the ticket with this number is in."""
        wanted = self.box.tickets[ticket].lower()

        def look():
            meanwhile()
            return [entry for entry in self.box.journal()
                    if str(entry.get("ticket_id", "")).lower() == wanted]
        found, passed = wait_until(f"ticket {ticket} is admitted", look)
        assert found[0]["outcome"] == "admitted", found
        self.notes.append(f"ticket {ticket} after {passed:.1f} s")

    # The end

    def finish(self):
        """The daemon ends well, and the journal agrees with itself."""
        if self.box.process and self.box.process.poll() is None:
            status = self.box.stop()
            assert status == 0, f"SIGTERM ended it with {status}"
        assert "sound" in self.box.run("verify", "--config", self.box.config)

    def clear(self):
        if self.box and self.box.process and self.box.process.poll() is None:
            self.box.kill()
        for device in reversed(self._devices):
            device.end()
        if self.box:
            self.box.remove()
