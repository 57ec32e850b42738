"""How a box comes by a list that is long: a snapshot by the network, with real daemons at the built
server. Each function is one story; each has a database of its own.
"""

import re
import socket
import threading

from door import Door
from door_stories import PATIENCE, knows
from gateway import until
from server_stories import House

# More than a box reads page by page, and more than one piece of a snapshot.
TICKETS = 15_000


class Crossing:
    """A way to the server that a test may cut: the port that the box knows. It notes which bytes of
    a snapshot are asked for."""

    def __init__(self, server):
        self.to = server
        self.asked = []
        # Connections that ask for a piece beyond the first end here, when set.
        self.is_cut = True
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                box, _ = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self.to))
            threading.Thread(target=self._carry, args=[box, server, True], daemon=True).start()
            threading.Thread(target=self._carry, args=[server, box, False], daemon=True).start()

    def _carry(self, source, target, is_asking):
        try:
            while part := source.recv(1 << 16):
                # A request of a box is one part.
                found = re.search(rb"^range: bytes=(\d+)-", part, re.M | re.I)
                if is_asking and found:
                    self.asked.append(int(found[1]))
                    if self.is_cut and self.asked[-1] > 0:
                        break
                target.sendall(part)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def close(self):
        self.listener.close()


class LongHouse(House):
    """A house with a list that is too long for pages."""

    def __init__(self, here, tickets=TICKETS, patience=PATIENCE):
        super().__init__(here)
        with self.db() as db:
            db.execute(
                "INSERT INTO tickets (ticket_tier_id, ticket_number, qr_code_data, holder_name)"
                " SELECT %s, 'N-' || n, 'x' || n, 'Guest ' || n FROM generate_series(1, %s) n",
                [self.tier, tickets])
        until(lambda: self.head() > tickets, patience)

    def head(self):
        with self.db() as db:
            return db.execute("SELECT head FROM door_feed_state(%s)", [self.event]).fetchone()[0]

    def door(self, name, port=None):
        """Enrolled, and not open yet."""
        central = f"http://{self.here.host}:{port or self.server.port}"
        door = Door(self.here.door, name, self.event, central)
        self.here.doors.append(door)
        door.enrol(self.here.administer(
            "enrolment", "new", name, "--door", "door-" + name, "--event", self.event))
        return door


def a_new_box_gets_a_long_list_by_a_snapshot_that_was_interrupted(here):
    house = LongHouse(here)
    first = house.door("a")
    first.start()
    knows(first, TICKETS + 3)
    codes = house.here.administer("tickets", "add", "--event", house.event, "--tier", house.tier,
                                  "--count", "2", "--holder", "Ada Lovelace").split("\n")
    inside, sold = [line.split("\t")[2] for line in codes]
    until(lambda: first.result(inside) == "admitted", PATIENCE)
    with house.db() as db:
        until(lambda: db.execute("SELECT count(*) FROM door_attempt WHERE body->>'outcome' ="
                                 " 'admitted'").fetchone()[0] == 1, PATIENCE)
        # The next one is built with that in it.
        db.execute("DELETE FROM door_snapshot")
    crossing = Crossing(house.server.port)
    second = house.door("b", crossing.port)
    second.start()
    until(lambda: any(crossing.asked), PATIENCE)
    second.kill()
    count = len(crossing.asked)
    crossing.is_cut = False
    second.start()
    knows(second, TICKETS + 5)
    # It went on from where it had come.
    assert crossing.asked[0] == 0 and min(crossing.asked[count:]) > 0, crossing.asked
    assert "a snapshot is in use" in second.log()
    assert not list((second.folder / "state").glob("staged-*"))
    # Who is inside elsewhere was in it; what happens now comes by the feed.
    assert second.result(inside) == "already_inside"
    house.sell()
    knows(second, TICKETS + 6)
    assert second.result(sold) == "admitted"
    until(lambda: second.conditions() == [], PATIENCE)
    for door in (first, second):
        assert door.stop() == 0
        door.run("verify", "--config", door.config)
    crossing.close()


def a_snapshot_that_the_server_has_no_more_is_begun_anew(here):
    house = LongHouse(here)
    crossing = Crossing(house.server.port)
    box = house.door("a", crossing.port)
    box.start()
    until(lambda: any(crossing.asked), PATIENCE)
    box.kill()
    with house.db() as db:
        db.execute("DELETE FROM door_snapshot")
    count = len(crossing.asked)
    crossing.is_cut = False
    box.start()
    knows(box, TICKETS + 3)
    assert crossing.asked[count] == 0, crossing.asked
    assert len(list((box.folder / "state").glob("staged-*"))) == 0
    crossing.close()


def bytes_that_were_changed_are_not_believed_and_the_feed_brings_the_list(here):
    # No more than it takes: page by page that is slow.
    count = 10_700
    house = LongHouse(here, count)
    box = house.door("a")
    with house.db() as db:
        # Built by the first who asks; then one byte of it is another.
        house.box("b").ask("GET", f"/v1/events/{house.event}/snapshot")
        until(lambda: db.execute("SELECT count(*) FROM door_snapshot").fetchone()[0] == 1, PATIENCE)
        db.execute("UPDATE door_snapshot_piece SET bytes = set_byte(bytes, 900,"
                   " get_byte(bytes, 900) # 1) WHERE number = 1")
    box.start()
    until(lambda: box.shows("admitted").endswith(f"of {count + 3} sold"), 5 * PATIENCE)
    assert "snapshot_unusable" in box.log(), box.log()[-3000:]
    assert "a snapshot is in use" not in box.log()
    until(lambda: "snapshot_unusable" not in box.conditions(), PATIENCE)
