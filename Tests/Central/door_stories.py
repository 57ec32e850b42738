"""What doors of one venue know of each other, with real daemons at the built server. Each function
is one story; each has a database of its own.
"""

import contextlib
import sqlite3

from door import Door
from gateway import until
from server_stories import House

# For what comes by itself, however loaded the machine is.
PATIENCE = 90


class Venue(House):
    """A house with doors, each enrolled by its own command and open."""

    def __init__(self, here, *names):
        super().__init__(here)
        self.doors = [self.open(name) for name in names]

    def central(self, name):
        """Where a door finds the server."""
        return f"http://{self.here.host}:{self.server.port}"

    def open(self, name):
        door = Door(self.here.door, name, self.event, self.central(name))
        self.here.doors.append(door)
        code = self.here.administer(
            "enrolment", "new", name, "--door", "door-" + name, "--event", self.event)
        said = door.enrol(code)
        assert f"enrolled as {name}" in said and "2 keys" in said, said
        door.start()
        knows(door, 3)
        return door

    def codes_of(self, count):
        """Codes of new tickets, as guests show them."""
        return [code for _, code in self.sold(count)]

    def sold(self, count):
        """New tickets, each with its code."""
        made = self.here.administer("tickets", "add", "--event", self.event, "--tier", self.tier,
                                    "--count", str(count), "--holder", "Ada Lovelace")
        rows = [line.split("\t") for line in made.split("\n")]
        return [(ticket, code) for ticket, _, code in rows]

    def held(self):
        """How many attempts the server holds."""
        with self.db() as db:
            return db.execute("SELECT count(*) FROM door_attempt").fetchone()[0]


def inside(door):
    return int(door.shows("inside").split()[0])


def knows(door, tickets):
    """As soon as so many tickets are in the door's list."""
    until(lambda: door.shows("admitted").endswith(f"of {tickets} sold"), PATIENCE)


def who_came_in_at_one_door_is_inside_at_the_other(here):
    venue = Venue(here, "a", "b")
    a, b = venue.doors
    first, second = venue.codes_of(2)
    # Sold just now: no list was imported anywhere.
    knows(a, 5)
    assert a.result(first) == "admitted"
    until(lambda: inside(b) == 1, PATIENCE)
    assert b.result(first) == "already_inside"
    assert b.result(second) == "admitted"
    until(lambda: inside(a) == 2, PATIENCE)
    assert a.result(second) == "already_inside"
    for door in (a, b):
        assert door.stop() == 0
        door.run("verify", "--config", door.config)


def an_outage_hides_a_copy_until_it_heals(here):
    venue = Venue(here, "a", "b")
    a, b = venue.doors
    code, other = venue.codes_of(2)
    for door in (a, b):
        knows(door, 5)
    assert a.result(other) == "admitted"
    until(lambda: inside(b) == 1, PATIENCE)
    port = venue.server.port
    venue.server.kill()
    # Nobody can know of the other one, and nobody waits.
    assert a.result(code) == "admitted"
    assert b.result(code) == "admitted"
    # The box goes on with what it has, also after a restart.
    assert b.stop() == 0
    b.start()
    assert b.result(other) == "already_inside"
    venue.server = here.serve(port=port)
    until(lambda: here.administer("conflicts", "list", "--event", venue.event) != "", PATIENCE)
    until(lambda: inside(a) == inside(b) == 2, PATIENCE)
    # Both boxes and the server call it by the same name, and nobody else contradicts anybody.
    name = here.administer("conflicts", "list", "--event", venue.event).split()[0]
    for door in (a, b):
        until(lambda: door.conflicts() == [name], PATIENCE)
    assert "central_unreachable" not in a.conditions()
    sent = sum(len(door.journal()) for door in (a, b))
    until(lambda: venue.held() == sent, PATIENCE)


def a_managers_word_on_a_conflict_is_heard_everywhere(here):
    venue = Venue(here, "a", "b")
    a, b = venue.doors
    manager = a.manager()
    (code,) = venue.codes_of(1)
    for door in (a, b):
        knows(door, 4)
    venue.server.kill()
    assert a.result(code) == b.result(code) == "admitted"
    port = venue.server.port
    venue.server = here.serve(port=port)
    until(lambda: a.rulings() and a.rulings() == b.rulings(), PATIENCE)
    (name, word), = a.rulings().items()
    assert word == "undecided"
    (seen,) = until(manager.conflicts, PATIENCE)
    assert seen["name"] == name and seen["kind"] == "admission", seen
    assert {side["device"] for side in seen["sides"]} == {"a", "b"}, seen
    manager.decide(name, "copy")
    assert a.rulings() == {name: "copy"}
    # The other box and the server hear of it, and nobody was thrown out.
    until(lambda: b.rulings() == {name: "copy"}, PATIENCE)
    said = here.administer("conflicts", "list", "--event", venue.event)
    assert said.split()[0] == name and said.split()[-1] == "copy", said
    assert inside(a) == inside(b) == 1
    assert manager.conflicts()[0]["decision"]["cause"] == "copy"


def an_entry_that_was_cancelled_before_is_named_when_it_is_heard_of(here):
    """The ticket was refunded while the door could not hear of it."""
    venue = Venue(here, "a")
    (a,) = venue.doors
    ((ticket, code),) = venue.sold(1)
    knows(a, 4)
    port = venue.server.port
    venue.server.kill()
    with venue.db() as db:
        db.execute("UPDATE tickets SET status = 'cancelled', updated_at = now() WHERE id = %s",
                   [ticket])
    assert a.result(code) == "admitted"
    venue.server = here.serve(port=port)
    until(lambda: a.rulings(), PATIENCE)
    listed = until(lambda: here.administer("conflicts", "list", "--event", venue.event), PATIENCE)
    (name, word), = a.rulings().items()
    assert listed.split()[:2] == [name, "late"] and "cancelled" in listed, listed
    assert word == "undecided"
    # It counts as inside all the same.
    assert inside(a) == 1


def a_code_before_the_camera_makes_a_box(here):
    venue = Venue(here, "a")
    door = Door(here.door, "b", venue.event, venue.central("b"))
    here.doors.append(door)
    pictures = door.folder / "pictures"
    pictures.mkdir()
    door.config.write_text(door.config.read_text().replace(
        'device = "none"', f'device = "replay:{pictures}"'))

    def invite(central):
        # A picture of a code is made once, and for its owner alone.
        (pictures / "code.png").unlink(missing_ok=True)
        here.administer("enrolment", "new", "b", "--door", "door-b", "--event", venue.event,
                        "--central", central, "--png", str(pictures / "code.png"))
    invite("https://elsewhere.example.org")
    try:
        door.run("enrol", "--camera", "--config", door.config)
        raise AssertionError("a code led the box to another server")
    except AssertionError as refusal:
        assert "enrolment_code_of_another_server" in str(refusal), refusal
    invite(venue.central("b"))
    assert "enrolled as b" in door.run("enrol", "--camera", "--config", door.config)
    door.start()
    knows(door, 3)


def a_revoked_box_forgets_its_guests_and_ends(here):
    venue = Venue(here, "a", "b")
    a, b = venue.doors
    codes = venue.codes_of(2)
    for door in (a, b):
        knows(door, 5)
    assert a.result(codes[0]) == "admitted"
    here.administer("device", "revoke", "a")
    assert a.process.wait(PATIENCE) == 78, a.log()[-2000:]
    assert "revoked" in a.log()
    for path in (a.folder / "state").glob("snapshot-*.db"):
        with contextlib.closing(sqlite3.connect(path)) as list_of_guests:
            count = list_of_guests.execute("SELECT count(*) FROM ticket").fetchone()[0]
            assert count == 0, (path, count)
    assert b"Ada Lovelace" not in b"".join(
        path.read_bytes() for path in (a.folder / "state").iterdir() if path.is_file())
    assert [entry["outcome"] for entry in a.journal()][-1] == "admitted"
    # It does not open again, and the other door does not mind.
    assert "revoked" in again(a)
    assert b.result(codes[1]) == "admitted"


def again(door):
    """What a start says that does not succeed."""
    try:
        door.start()
    except AssertionError as fault:
        return str(fault)
    raise AssertionError("it opened")
