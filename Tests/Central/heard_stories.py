"""What doors are told by the server and tell each other, with real daemons at the built server:
people, rules, emergencies and words. Each function is one story; each has a database of its own.
"""

import json
import urllib.error

from door_stories import PATIENCE, Venue, knows
from gateway import until


def person(venue, number, role, name="Noor Ali"):
    """Makes somebody known at the server; returns their first PIN."""
    said = venue.here.administer(
        "staff", "add", name, "--event", venue.event, "--id", number, "--role", role)
    return said.split()[-1]


def asked(door, path, body):
    """The answer of the door's API, or the code of its refusal."""
    try:
        return door.post("/api/v1/door/" + path, body) or {}
    except urllib.error.HTTPError as refusal:
        return json.loads(refusal.read())["code"]


def signed_in(door, number, pin, new):
    """Signs in with a first PIN, as soon as the box has heard of them, and chooses another."""
    until(lambda: isinstance(
        asked(door, "staff/sign-in", {"id": number, "pin": pin}), dict), PATIENCE)
    answer = asked(door, "staff/pin", {"old": pin, "new": new})
    assert isinstance(answer, dict) and not answer["mustChange"], answer


def state(door):
    return json.loads(door.get("/api/v1/door/state"))


def somebody_of_the_server_signs_in_at_the_box(here):
    venue = Venue(here, "a")
    a = venue.doors[0]
    pin = person(venue, "31", "supervisor")
    signed_in(a, "31", pin, "704182")
    assert state(a).get("staff") == "Noor"
    listed = a.run("staff", "list", "--config", a.config)
    assert "of the central server" in listed and "PIN chosen at this box" in listed, listed
    # The chosen PIN outlasts a restart, and the shift goes on with it.
    assert a.stop() == 0
    a.start()
    assert state(a).get("staff") == "Noor"
    assert isinstance(asked(a, "staff/unlock", {"pin": "704182"}), dict)
    # Whoever is disabled has gone at once, without giving another order.
    with venue.db() as db:
        db.execute("UPDATE door_staff SET disabled = true WHERE id = '31'")
    until(lambda: state(a).get("staff") is None, PATIENCE)
    assert asked(a, "staff/sign-in", {"id": "31", "pin": "704182"}) == "wrong_pin"
    with venue.db() as db:
        db.execute("UPDATE door_staff SET disabled = false WHERE id = '31'")
    until(lambda: isinstance(
        asked(a, "staff/sign-in", {"id": "31", "pin": "704182"}), dict), PATIENCE)
    with venue.db() as db:
        db.execute("DELETE FROM door_staff")
    until(lambda: state(a).get("staff") is None, PATIENCE)
    assert "31" not in a.run("staff", "list", "--config", a.config)
    a.run("verify", "--config", a.config)


def an_emergency_at_one_door_stops_the_other_and_its_end_frees_both(here):
    venue = Venue(here, "a", "b")
    a, b = venue.doors
    first, second, third = venue.codes_of(3)
    for door in (a, b):
        knows(door, 6)
    assert b.result(first) == "admitted"
    a.post("/api/v1/door/orders", {"order": "emergency"})
    assert a.result(second) == "emergency"
    until(lambda: state(b).get("emergency") is not None, 10)
    assert b.result(third) == "emergency"
    # It outlasts a restart of either, and of both the server is told once.
    assert b.stop() == 0
    b.start()
    assert b.result(third) == "emergency"
    # A manager whom the server has ends it at the other door.
    pin = person(venue, "41", "manager")
    signed_in(b, "41", pin, "704182")
    asked(b, "orders", {"order": "all_clear", "target": state(b).get("emergency")})
    assert state(b).get("emergency") is None
    until(lambda: state(a).get("emergency") is None, 10)
    with venue.db() as db:
        told = db.execute("SELECT kind, device, staff FROM door_message ORDER BY at").fetchall()
    assert told == [("emergency", "a", None), ("all_clear", "b", "41")], told
    for door in (a, b):
        acts = [entry["act"] for entry in door.journal()]
        assert acts.count("emergency") == acts.count("all_clear") == 1, acts
        assert door.stop() == 0
        door.run("verify", "--config", door.config)


def an_emergency_in_an_outage_is_told_when_the_server_is_back(here):
    venue = Venue(here, "a", "b")
    a, b = venue.doors
    port = venue.server.port
    venue.server.kill()
    a.post("/api/v1/door/orders", {"order": "emergency"})
    assert state(a).get("emergency") is not None and state(b).get("emergency") is None
    a.kill()
    a.start()
    venue.server = here.serve(port=port)
    until(lambda: state(b).get("emergency") is not None, PATIENCE)
    with venue.db() as db:
        assert db.execute("SELECT count(*) FROM door_message").fetchone()[0] == 1


def an_event_that_is_called_off_refuses_at_the_door(here):
    venue = Venue(here, "a")
    a = venue.doors[0]
    first, second = venue.codes_of(2)
    knows(a, 5)
    with venue.db() as db:
        db.execute("UPDATE events SET status = 'cancelled' WHERE id = %s", [venue.event])
        until(lambda: a.result(first) == "event_cancelled", PATIENCE)
        assert a.result(second) == "event_cancelled"
        # Known without the server too.
        venue.server.kill()
        assert a.stop() == 0
        a.start()
        assert a.result(second) == "event_cancelled"
        db.execute("UPDATE events SET status = 'published' WHERE id = %s", [venue.event])
    venue.server = here.serve(port=venue.server.port)
    # That one was shown often enough to be refused for haste.
    until(lambda: a.result(first) != "event_cancelled", PATIENCE)
    assert a.result(second) == "admitted"


def words_stand_at_the_doors_until_they_are_touched_away(here):
    venue = Venue(here, "a", "b")
    a, b = venue.doors
    with venue.db() as db:
        db.execute("INSERT INTO door_message (event, kind, text) VALUES (%s, 'message', %s)",
                   [venue.event, "Bar <b>closed</b>"])
    for door in (a, b):
        until(lambda: [one["text"] for one in state(door)["messages"]] == ["Bar <b>closed</b>"],
              PATIENCE)
    a.post("/api/v1/door/messages/read", {"id": state(a)["messages"][0]["id"]})
    assert state(a)["messages"] == []
    assert a.stop() == 0
    a.start()
    assert state(a)["messages"] == [] and len(state(b)["messages"]) == 1
