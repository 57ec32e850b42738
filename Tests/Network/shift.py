"""One door's evening: its guests, in its weather, on a thread that lives at its site.

A guest comes when the one before has an answer. It must never change the weather while a guest
waits, so that what an answer waited for is known.
"""

import contextlib
import re
import time

import compare
from gateway import until
from relay import DRIP, FAIR, HOLE, UNPLUGGED

# For what comes by itself. The longest: a box leaves a server that seems to refuse it alone for a
# minute, and one that seems to be gone for up to another.
PATIENCE = 150
# An answer takes milliseconds. The shortest wait for a network is ten seconds, for a connection.
ANSWER_LIMIT = 5.0
FEWEST_GUESTS, MOST_GUESTS = 8, 50
# Their attempts take longer by a drip than a box waits for an answer.
CROWD = 100
# Seconds between guests, at the most: while it is busy, and afterwards, when they still come as
# long as something is waited for. A drip carries what those do.
BUSY, CALM = 0.2, 2.0
PIN = "418205"


class Shift:
    def __init__(self, street, door, forecast, is_killed, random):
        self.street, self.door, self.forecast, self.random = street, door, forecast, random
        self.site = street.here.sites[door.name]
        self.relay = street.here.relay
        self.link = self.relay.links[door.name]
        # In which spell the daemon is killed, and in which one guests go out here.
        self.killed_in = random.randrange(len(forecast)) if is_killed else None
        self.exit_in = random.randrange(len(forecast))
        # Codes: of who is to come, who has been here, and who bought a ticket just now.
        self.guests, self.been, self.sold_now = [], [], []
        # What was answered under each number, and which of them were taken back.
        self.answers, self.taken_back = {}, set()
        self.slownesses = []
        # The last of a crowd, and how much of the log was written when the spell began.
        self.crowd = self.log_size = 0
        self.spells_over = 0
        self.story = []

    def run(self):
        with self.site.inside():
            self.come_on()
            for place, kind in enumerate(self.forecast):
                if place == self.exit_in:
                    self.turn("exit")
                self.spell(kind, place == self.killed_in)
                if place == self.exit_in:
                    self.turn("entry")
                self.recover()
                if self.street.over.is_set():
                    return
                self.spells_over += 1

    def spell(self, kind, is_deadly):
        """Guests come until enough have been here and the weather has done what it does."""
        begun, newest = time.monotonic(), self.newest()
        if kind == DRIP:
            self.pile_up()
        if kind == UNPLUGGED:
            self.site.plug(False)
        before, self.log_size = self.link.bites[kind], self.door.log_file.stat().st_size
        passed = self.relay.set(self.door.name, kind)
        wanted = self.random.randint(FEWEST_GUESTS, MOST_GUESTS)
        guests = 0
        while guests < wanted or not self.has_happened(kind, before):
            if is_deadly and guests == wanted // 2:
                self.door.kill()
                self.door.start()
            self.guest(BUSY if guests < wanted and kind != DRIP else CALM)
            guests += 1
            assert time.monotonic() < begun + PATIENCE, f"nobody noticed: {kind}"
            if self.street.over.is_set():
                return
        if kind == HOLE:
            assert self.link.passed == passed, "something got through the hole"
        self.story.append(f"{kind}: {guests} guests from number {newest} on,"
                          f" {time.monotonic() - begun:.1f} s" + (", killed" * is_deadly))

    def pile_up(self):
        """A crowd comes while nothing gets through, as much as no drip carries at once."""
        self.relay.set(self.door.name, HOLE)
        for _ in range(CROWD):
            self.show(self.random.choice(self.been + self.guests))
        self.crowd = self.newest()

    def has_happened(self, kind, before):
        """Whether the weather has done what it does, which it had done so often before."""
        if kind == UNPLUGGED:
            return "attempts were not sent" in self.door.log_after(self.log_size)
        if kind == DRIP and self.held() < self.crowd:
            return False
        return self.link.bites[kind] > before

    def recover(self):
        """Guests come in fair weather until the server has what happened before."""
        begun, newest = time.monotonic(), self.newest()
        self.site.plug(True)
        self.relay.set(self.door.name, FAIR)
        guests = 0
        while self.held() < newest and not self.street.over.is_set():
            self.guest(BUSY if guests < MOST_GUESTS else CALM)
            guests += 1
            assert time.monotonic() < begun + PATIENCE, f"it never sent number {newest}"
        self.story.append(f"  {time.monotonic() - begun:.1f} s until it was heard again")

    def guest(self, longest_gap):
        """The next one comes, after a while."""
        time.sleep(self.random.uniform(0, longest_gap))
        chance = self.random.random()
        if chance > 0.97:
            self.take_back()
        if self.sold_now and chance < 0.5:
            code = self.sold_now.pop(0)
        elif self.been and (chance > 0.85 or not self.guests):
            code = self.random.choice(self.been)
        elif chance > 0.82:
            code = "N2:NOTATICKET"
        else:
            code = self.guests.pop()
        self.been.append(code)
        self.show(code)

    def show(self, code):
        begun = time.monotonic()
        answer = self.door.scan(code)
        took = time.monotonic() - begun
        self.slownesses.append(took)
        assert took < ANSWER_LIMIT, f"a guest at {self.door.name} waited for {took:.1f} s"
        assert answer["number"], f"{self.door.name} did not write down {answer}"
        self.answers[answer["number"]] = (answer["kind"], answer.get("reason"))

    def come_on(self):
        """A manager signs in, with a PIN of their own."""
        said = self.door.run("staff", "add", "--config", self.door.config, "--first", "Noor Ali")
        number, pin = re.search(r"number (\S+), PIN (\S+)", said).groups()
        self.door.post("/api/v1/door/staff/sign-in", {"id": number, "pin": pin})
        self.door.post("/api/v1/door/staff/pin", {"old": pin, "new": PIN})

    def take_back(self):
        """An entry that was a mistake, of whoever it was; the guest may come again."""
        entries = [number for number, answer in self.answers.items()
                   if answer[0] == "admitted" and number not in self.taken_back]
        if entries:
            number = self.random.choice(entries)
            self.order("orders", order="undo", target=number, cause="mistake")
            self.taken_back.add(number)

    def turn(self, direction):
        """Guests go in or out here from now on."""
        self.order("turn", direction=direction)
        self.story.append(f"({direction})")

    def order(self, what, **members):
        self.door.post("/api/v1/door/staff/unlock", {"pin": PIN})
        self.door.post(f"/api/v1/door/{what}", members)

    def newest(self):
        return self.journal("SELECT ifnull(max(number), 0) FROM attempt")

    def held(self):
        """Up to where the server has the journal, as far as the box knows."""
        return self.journal("SELECT held_by_central FROM box")

    def position(self):
        """Up to where the box has the feed."""
        return self.journal("SELECT position FROM feed")

    def journal(self, question):
        path = self.door.folder / "state" / "journal.db"
        with contextlib.closing(compare.open_read_only(path)) as db:
            return db.execute(question).fetchone()[0]
