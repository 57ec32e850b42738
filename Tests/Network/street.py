"""Three doors and their server, each at a site of its own, with the relay between them, and what is
planned for their evening.

The seed decides which things happen, and where; what meets what is up to the machine.
"""

import sys
import threading
from random import Random

from towns import ROOT

sys.path.append(str(ROOT / "Tests" / "Central"))
import compare  # noqa: E402 (the path comes first)
import psycopg  # noqa: E402
from door_stories import Venue, knows  # noqa: E402
from gateway import Installation, until  # noqa: E402
from relay import DRIP, FAIR, FORGOTTEN, HOLE, KINDS, PORTAL, UNPLUGGED  # noqa: E402
from shift import PATIENCE, Shift  # noqa: E402

NAMES = "abc"
# Where doors find the server: at the hub's end of their own cables.
PORT = 8421
TICKETS = 240
# No evening is longer: each spell has a bound of its own, and so has what follows it.
LONGEST = 2 * PATIENCE * len(KINDS)
# The platform sells and cancels once in so many guests.
GUESTS_BETWEEN_SALES = 25


class Town(Installation):
    """An installation whose servers run at a site of their own."""

    def __init__(self, binary, cluster, door, sites, relay):
        super().__init__(binary, cluster, "evening", door=door)
        self.sites, self.relay = sites, relay
        self.host = sites["server"].address

    def serve(self, port=0, **environment):
        with self.sites["server"].inside():
            return super().serve(port, **environment)


class Street(Venue):
    """The doors, each of which reaches the server through the relay alone."""

    def __init__(self, here, random):
        self.random = random
        self.story = []
        # Everything that was planned has happened, or something went wrong.
        self.over = threading.Event()
        super().__init__(here, *NAMES)
        self.tickets = self.sold(TICKETS)
        for door in self.doors:
            knows(door, 3 + TICKETS)
        self.shifts = self.plan()

    def central(self, name):
        hub = (self.here.sites[name].gateway, PORT)
        self.here.relay.join(
            name, hub, (self.here.host, self.server.port), Random(self.random.random()))
        return f"http://{hub[0]}:{hub[1]}"

    def open(self, name):
        with self.here.sites[name].inside():
            return super().open(name)

    def plan(self):
        """Who comes where, and the weather at each door: each kind of it at one of them or more."""
        random = self.random
        # Those that a box needs long to notice or to get over are not all at one door.
        forecasts = [[FORGOTTEN, UNPLUGGED], [PORTAL], [DRIP]]
        others = [kind for kind in KINDS if kind not in sum(forecasts, [])]
        for kind in random.sample(others, len(others)) + random.sample(others, 2):
            min(forecasts, key=len).append(kind)
        for forecast in forecasts:
            random.shuffle(forecast)
        random.shuffle(forecasts)
        killed = random.choice(NAMES)
        shifts = [Shift(self, door, forecast, door.name == killed, Random(random.random()))
                  for door, forecast in zip(self.doors, forecasts)]
        for _, code in self.tickets[1:]:
            # Most tickets are shown at one door, and copies of some at others.
            for shift in random.sample(shifts, random.choice([1, 1, 1, 2, 3])):
                shift.guests.append(code)
        for shift in shifts:
            random.shuffle(shift.guests)
        return shifts

    @property
    def answered(self):
        return sum(len(shift.slownesses) for shift in self.shifts)

    @property
    def spells_over(self):
        return sum(shift.spells_over for shift in self.shifts)

    @property
    def spells(self):
        return sum(len(shift.forecast) for shift in self.shifts)

    def contradict(self):
        """Two doors that cannot hear of each other let a copy in: one conflict at least."""
        _, code = self.tickets[0]
        first, second = self.shifts[:2]
        self.here.relay.set(first.door.name, HOLE)
        for shift in (first, second):
            with shift.site.inside():
                shift.show(code)
                assert shift.answers[max(shift.answers)][0] == "admitted", shift.answers
        self.here.relay.set(first.door.name, FAIR)

    def disturb(self):
        """What happens to the server and its database, each once there were some more spells."""
        acts = [lambda: self.restart("fast"), lambda: self.restart("immediate"), self.crash]
        self.random.shuffle(acts)
        moments = sorted(self.random.sample(range(1, self.spells - 1), len(acts)))
        for act, moment in zip(acts, moments):
            self.wait(lambda: self.spells_over >= moment)
            if self.over.is_set():
                return
            act()

    def restart(self, mode):
        self.story.append(f"PostgreSQL, {mode}, after {self.answered} guests")
        self.here.cluster.restart(mode)

    def crash(self):
        """The server dies, and is started again when some guests have come without it."""
        self.story.append(f"the server is killed after {self.answered} guests")
        port = self.server.port
        self.server.kill()
        guests = self.answered + len(NAMES) * 5
        self.wait(lambda: self.answered >= guests)
        self.server = self.here.serve(port=port)

    def trade(self):
        """The platform sells tickets and takes others back, whatever state its database is in."""
        guests = self.answered
        while not self.over.is_set():
            guests += GUESTS_BETWEEN_SALES
            self.wait(lambda: self.answered >= guests)
            try:
                for ticket, code in self.sold(2):
                    self.random.choice(self.shifts).sold_now.append(code)
                    self.tickets.append((ticket, code))
                with self.db() as db:
                    db.execute("UPDATE tickets SET status = %s, updated_at = now() WHERE id = %s",
                               [self.random.choice(["cancelled", "refunded"]),
                                self.random.choice(self.tickets)[0]])
            except (AssertionError, psycopg.OperationalError):
                pass  # Nobody sells while the database is away; the next guests will.

    def wait(self, condition):
        """Until it is so, or the evening is over."""
        until(lambda: condition() or self.over.is_set(), LONGEST)

    def known(self):
        """What everybody knows now."""
        said = self.here.administer("conflicts", "list", "--event", self.event)
        with self.db() as db:
            server = compare.of_server(
                db, self.event, [line.split()[0] for line in said.splitlines()])
        return {door.name: compare.of_box(door) for door in self.doors}, server

    def has_settled(self):
        """Whether every box has sent everything and taken in the whole feed."""
        with self.db() as db:
            waiting, head = db.execute(
                "SELECT (SELECT count(*) FROM door_outbox),"
                " (SELECT max(position) FROM door_feed WHERE event = %s)", [self.event]).fetchone()
        return waiting == 0 and all(
            shift.held() == shift.newest() and shift.position() == head for shift in self.shifts)
