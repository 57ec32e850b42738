"""The examples of docs/PROTOCOL.md, asked of the database: what the document says must be what the
code does. Each function is one story.
"""

import json
import re

from cluster import ROOT, SERVER
from evening import Box

PROTOCOL = ROOT / "docs" / "PROTOCOL.md"
# Of the habits that all our servers share, those that this one has.
SHARED = {"malformed_body", "not_found", "body_too_large", "not_json", "internal", "refused"}


def _example(name):
    """The block of that name, without the line end before its fence."""
    (text,) = re.findall(rf"^```\w+ {name}\n(.*?)\n```$", PROTOCOL.read_text("utf-8"),
                         re.MULTILINE | re.DOTALL)
    return text


def the_documents_attempt_has_the_documents_hash(stage):
    venue = stage.venue
    attempt = json.loads(_example("attempt"))
    stage.db.execute("INSERT INTO events (id, title, slug, start_datetime)"
                     " VALUES (%s, 'An evening', 'an-evening', now())", [attempt["event"]])
    box = venue.box("door-a", attempt["event"])
    told = venue.ingest(box, [{**attempt, "hash": _example("attempt-hash")}],
                        base=attempt["number"] - 1)
    assert (told["stored"], told["refused"], told["held"]) == (1, [], attempt["number"]), told
    assert venue.one("SELECT body::text FROM door_attempt") == _example("attempt-text")
    assert venue.one("SELECT encode(hash, 'hex') FROM door_attempt_key") == _example("attempt-hash")


def the_documents_conflict_has_the_documents_name(stage):
    venue = stage.venue
    word, *lines = _example("conflict-lines").split("\n")
    assert word == "checkind/conflict"
    event = venue.event()
    ticket = venue.ticket(venue.tier(event))
    # The greater one is the earlier: the name does not depend on clocks.
    for minute, (device, life, number) in ((2, lines[:3]), (1, lines[3:])):
        venue.box(device, event)
        box = Box(device, event, life, base=int(number) - 1)
        venue.ingest(box, [box.entry(ticket, minute)], base=int(number) - 1)
    assert list(venue.conflicts(event)) == [_example("conflict-name")]


def every_kind_of_the_feed_has_the_members_of_the_document(stage):
    """Of the document's table: each member without a question mark is there, and none beside."""
    venue = stage.venue
    table = dict(re.findall(r"^\| `(\w+)` \| [^|]+ \| (`\w+`.*) \|$", PROTOCOL.read_text("utf-8"),
                            re.MULTILINE))
    event = venue.event(end_datetime="2026-10-02 02:00Z", doors_open_time="2026-10-01 19:00Z")
    tier = venue.tier(event)
    order = venue.order(event, paid=False, user=venue.user())
    ticket = venue.ticket(tier, order)
    bare = venue.ticket(tier)
    venue.sequence(event)
    stage.db.execute("UPDATE door_event SET policy = %s WHERE id = %s",
                     [json.dumps({"tiers": {tier: {"colour": "red"}}, "age": 18}), event])
    stage.db.execute("INSERT INTO door_ticket VALUES (%s, 1, now(), now())", [ticket])
    stage.db.execute(
        "INSERT INTO door_reservation (id, event, code, holder, lines, amount_due, expires_at)"
        " VALUES (%s, %s, 'ABC123', 'A Guest', %s, 300000, now())",
        [order, event, json.dumps({tier: 2})])
    stage.db.execute("INSERT INTO door_key (event, scheme, algorithm, id, sealed, not_before)"
                     " VALUES (%s, 'ns2', 'hmac-sha256', 7, 'x', now())", [event])
    stage.db.execute("INSERT INTO door_staff (event, id, name, role, pin)"
                     " VALUES (%s, '7', 'Noor', 'manager', 'hash')", [event])
    stage.db.execute("INSERT INTO door_message (event, kind, text) VALUES (%s, 'message', 'Hi')",
                     [event])
    venue.sequence(event)
    seen = {}
    for _, kind, key, body in venue.feed(event):  # The newest of each thing is the last.
        seen.setdefault(kind, {})[key] = body
    for kind in ("event", "tier", "ticket", "reservation", "staff", "message"):
        named = {name: not mark for name, mark in
                 re.findall(r"`([a-z_]+)`(\?)?", re.sub(r"\([^)]*\)", "", table[kind]))}
        for body in seen[kind].values():
            assert set(body) <= set(named), (kind, set(body) - set(named))
            missing = {name for name, must in named.items() if must} - set(body)
            assert not missing, (kind, missing)
    assert set(seen["ticket"]) == {ticket, bare}
    assert seen["ticket"][ticket]["status"] == "unpaid"
    assert seen["ticket"][ticket]["amount_due"] == 150000
    assert seen["tier"][tier]["policy"] == {"colour": "red"}
    assert seen["event"][event]["policy"] == {"age": 18}
    assert seen["reservation"][order]["tickets"] == f"{tier}=2"
    assert list(seen["key"]) == ["ns2/hmac-sha256/7"] and "sealed" not in str(seen["key"])


def every_problem_is_in_the_document_and_no_other(stage):
    """With its status; what the database refuses is handed on by its word."""
    said = "".join(path.read_text("utf-8") for path in SERVER.rglob("*.swift"))
    codes = set(re.findall(r'^ +\.\w+, code: "(\w+)"', said, re.MULTILINE))
    codes |= {word for path in SERVER.rglob("*.sql")
              for word in re.findall(r"RAISE EXCEPTION '(enrolment_\w+)'", path.read_text("utf-8"))}
    rows = re.findall(r"^\| [45]\w\w[^|]* \| ([^|]+) \|", PROTOCOL.read_text("utf-8"), re.MULTILINE)
    told = {code for row in rows for code in re.findall(r"`(\w+)`", row)}
    assert len(codes) > 15, codes
    assert codes | SHARED == told, (codes | SHARED) ^ told
