"""What follows from the attempts, in whatever order they came: conflicts and presence. Each
function is one story; the last ones compare with a fold of one attempt after the other, written
here anew.
"""

import hashlib
import random

from evening import text_id

ENTRIES = ("admitted", "readmitted", "admitted_unlisted", "admitted_by_override",
           "admitted_after_payment")


def conflict_id(one, other):
    """By the document, of two (device, incarnation, number)."""
    first, second = sorted((one, other), key=lambda key: (key[0].encode(), key[1].encode(), key[2]))
    lines = ["checkind/conflict", *map(str, first), *map(str, second)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:32]


def fold(boxes):
    """Every attempt of these boxes, one after the other: (conflicts, presence)."""
    undone = {(box.name, box.life, one["target"]) for box in boxes for one in box.journal
              if one["act"] == "undo"}
    order = sorted(((one["clock"], one["tick"], box.name.encode(), box.life.encode(),
                     one["number"]), box, one) for box in boxes for one in box.journal
                   if (box.name, box.life, one["number"]) not in undone)
    conflicts, presence, stays, paid = {}, {}, {}, {}
    for _, box, one in order:
        key = (box.name, box.life, one["number"])
        ticket = one.get("ticket")
        if one["act"] == "clear_out":
            stays.clear()
        elif one["act"] == "payment":
            before = paid.get(one["reservation"])
            if before and before[0] != key[0]:
                conflicts[conflict_id(before, key)] = ("payment", before, key)
            paid[one["reservation"]] = key
        elif one.get("repeats") or not ticket:
            continue
        elif one["direction"] == "entry" and one["outcome"] in ENTRIES:
            entries, first, _ = presence.get(ticket, (0, one["at"], None))
            is_move = "moved_area" in one.get("flags", [])
            presence[ticket] = (entries + (not is_move or not entries), first, one["at"])
            if ticket in stays and is_move:
                continue
            before = stays.get(ticket)
            if before and before[0] != key[0]:
                conflicts[conflict_id(before, key)] = ("admission", before, key)
            stays[ticket] = key
        elif one["direction"] == "exit" and one["outcome"] == "exited" and not one.get("area"):
            stays.pop(ticket, None)
    return conflicts, {ticket: (ticket in stays, *told) for ticket, told in presence.items()}


def _house(stage, boxes=2):
    event = stage.venue.event()
    ticket = stage.venue.ticket(stage.venue.tier(event))
    return event, ticket, [stage.venue.box(name, event) for name in "abcdef"[:boxes]]


def _send(venue, *boxes):
    for box in boxes:
        for begin in range(0, len(box.journal), 500):
            venue.ingest(box, box.journal[begin:begin + 500])


def _told(venue, event, *boxes):
    """What the server says, after making sure that it says what the fold says."""
    _send(venue, *boxes)
    conflicts, presence = fold(boxes)
    said = venue.conflicts(event)
    assert {name: (row[1], row[3], row[4], row[5], row[6]) for name, row in said.items()} == {
        name: (kind, one[0], one[2], two[0], two[2])
        for name, (kind, one, two) in conflicts.items()}, (said, conflicts)
    assert venue.presence(event) == presence, (venue.presence(event), presence)
    return said


def two_doors_that_admit_one_ticket_are_a_conflict(stage):
    event, ticket, (a, b) = _house(stage)
    a.entry(ticket, 1)
    b.refusal(ticket, 1.5)
    b.entry(ticket, 2)
    (name, row), = _told(stage.venue, event, a, b).items()
    assert name == conflict_id(("a", a.life, 1), ("b", b.life, 2))
    assert row[3:] == ("a", 1, "b", 2, None)


def both_boxes_learn_of_the_conflict_as_they_send(stage):
    venue = stage.venue
    event, ticket, (a, b) = _house(stage)
    assert venue.ingest(a, [a.entry(ticket, 5)])["notes"] == []
    (note,) = venue.ingest(b, [b.entry(ticket, 1)])["notes"]
    assert note["number"] == 1 and note["with"] == {
        "device": "a", "incarnation": a.life, "number": 1}
    (again,) = venue.ingest(a, a.journal)["notes"]
    assert again["conflict"] == note["conflict"], "who asks again is not told"


def one_door_does_not_contradict_itself(stage):
    event, ticket, (a, _) = _house(stage)
    a.entry(ticket, 1)
    a.entry(ticket, 2, outcome="admitted_by_override", act="override", target=1)
    assert _told(stage.venue, event, a) == {}


def an_exit_between_makes_it_a_return(stage):
    event, ticket, (a, b) = _house(stage)
    a.entry(ticket, 1)
    b.exit(ticket, 2)
    b.entry(ticket, 3, outcome="readmitted")
    assert _told(stage.venue, event, a, b) == {}


def a_late_exit_dissolves_a_conflict(stage):
    venue = stage.venue
    event, ticket, (a, b, c) = _house(stage, 3)
    a.entry(ticket, 1)
    b.entry(ticket, 9)
    assert len(_told(venue, event, a, b)) == 1
    c.exit(ticket, 5)
    assert _told(venue, event, a, b, c) == {}
    c.undo(c.journal[0], 11)
    assert len(_told(venue, event, a, b, c)) == 1, "an exit that never was"


def undo_takes_its_target_out_wherever_it_stands(stage):
    venue = stage.venue
    event, ticket, (a, b, c) = _house(stage, 3)
    for minute, box in enumerate((a, b, c)):
        box.entry(ticket, minute)
    said = _told(venue, event, a, b, c)
    assert {(row[3], row[5]) for row in said.values()} == {("a", "b"), ("b", "c")}
    b.undo(b.journal[0], 30)
    (row,) = _told(venue, event, a, b, c).values()
    assert (row[3], row[5]) == ("a", "c")
    a.undo(a.journal[0], 31)
    assert _told(venue, event, a, b, c) == {}


def an_undo_may_come_before_what_it_takes_back(stage):
    venue = stage.venue
    event, ticket, (a, b) = _house(stage)
    a.entry(ticket, 1)
    b.entry(ticket, 2)
    b.undo(b.journal[0], 3)
    venue.ingest(b, b.journal[1:])
    venue.ingest(a, a.journal)
    venue.ingest(b, b.journal[:1])
    assert _told(venue, event, a, b) == {}
    assert venue.one("SELECT door_ms(used_at) FROM tickets") == a.journal[0]["at"]


def closing_time_lets_everybody_out(stage):
    event, ticket, (a, b) = _house(stage)
    a.entry(ticket, 1)
    b.clear_out(5)
    b.entry(ticket, 9)
    assert _told(stage.venue, event, a, b) == {}
    b.undo(b.journal[0], 10)
    assert len(_told(stage.venue, event, a, b)) == 1


def who_moves_to_another_area_comes_in_once(stage):
    event, ticket, (a, b, c) = _house(stage, 3)
    a.entry(ticket, 1)
    b.entry(ticket, 2, flags=["moved_area"], area="terrace")
    b.exit(ticket, 3, area="hall")
    assert _told(stage.venue, event, a, b, c) == {}
    c.entry(ticket, 4)
    (row,) = _told(stage.venue, event, a, b, c).values()
    assert (row[3], row[5]) == ("a", "c")


def what_is_said_again_is_no_admission(stage):
    event, ticket, (a, b) = _house(stage)
    a.entry(ticket, 1)
    b.entry(ticket, 2, repeats=1)
    assert _told(stage.venue, event, a, b) == {}


def a_clock_orders_what_came_in_one_moment(stage):
    event, ticket, (a, b) = _house(stage)
    a.entry(ticket, 1, tick=2)
    b.exit(ticket, 1, tick=1)
    b.entry(ticket, 1, tick=3)
    assert len(_told(stage.venue, event, a, b)) == 1


def two_payments_of_one_reservation_are_a_conflict(stage):
    venue = stage.venue
    event, _, (a, b) = _house(stage)
    reservation = text_id()
    sold = text_id()
    for box, minute in ((a, 1), (b, 2)):
        box.payment(reservation, minute)
        box.entry(sold, minute, act="sale", target=1, scheme="reservation",
                  outcome="admitted_after_payment")
    said = _told(venue, event, a, b)
    assert sorted(row[1] for row in said.values()) == ["admission", "payment"]
    (payment,) = [row for row in said.values() if row[1] == "payment"]
    b.undo(b.journal[0], 3)
    b.undo(b.journal[1], 3)
    assert _told(venue, event, a, b) == {}
    assert payment[3:7] == ("a", 1, "b", 1)


def a_decision_is_an_attempt_and_the_newest_holds(stage):
    venue = stage.venue
    event, ticket, (a, b, c) = _house(stage, 3)
    a.entry(ticket, 1)
    b.entry(ticket, 2)
    (name,) = _told(venue, event, a, b)
    c.decision(name, "copy", 5)
    _send(venue, c)
    assert venue.conflicts(event)[name][7] == "copy"
    a.decision(name, "accepted", 4)
    _send(venue, a)
    assert venue.conflicts(event)[name][7] == "copy", "an older decision won"
    b.decision(name, "staff_error", 6)
    _send(venue, b)
    assert venue.conflicts(event)[name][7] == "staff_error"
    b.undo(b.journal[-1], 7)
    _send(venue, b)
    assert venue.conflicts(event)[name][7] == "copy"


def conflicts_are_read_in_pages(stage):
    venue = stage.venue
    event = venue.event()
    tickets = venue.tickets(venue.tier(event), 7)
    a, b = (venue.box(name, event) for name in "ab")
    for place, ticket in enumerate(tickets):
        a.entry(ticket, place)
        b.entry(ticket, place + 10)
    _send(venue, a, b)
    expected = venue.conflicts(event)
    assert len(expected) == 7
    seen, after, pages = [], "", 0
    while after is not None:
        page = venue.one("SELECT door_conflict_page('a', %s, %s, 3)", [event, after])
        assert page["event"] == event and len(page["conflicts"]) <= 3, page
        seen += page["conflicts"]
        after = page.get("next")
        pages += 1
    assert pages == 3 and [one["id"] for one in seen] == sorted(expected)
    one = seen[0]
    row = expected[one["id"]]
    assert one["kind"] == "admission" and one["ticket"] == row[2] and "decision" not in one, one
    assert (one["first"]["device"], one["first"]["number"], one["first"]["incarnation"]) == (
        row[3], row[4], a.life), one
    assert one["second"] == {"device": "b", "incarnation": b.life, "number": row[6],
                             "at": b.journal[row[6] - 1]["at"]}, one
    b.decision(one["id"], "accepted", 30)
    _send(venue, b)
    one = venue.one("SELECT door_conflict_page('a', %s, '', 1)", [event])["conflicts"][0]
    assert one["decision"] == {"cause": "accepted", "device": "b", "at": b.journal[-1]["at"]}, one


def _random_evening(stage, chance):
    """Three boxes and what they do to five tickets, with clocks that disagree."""
    event = stage.venue.event()
    tickets = stage.venue.tickets(stage.venue.tier(event), 5)
    reservation = text_id()
    boxes = [stage.venue.box(f"{text_id()[:4]}-{name}", event) for name in ("ä", "B", "c")]
    for box in boxes:
        for _ in range(chance.randint(5, 25)):
            minute = chance.randint(0, 20)
            ticket = chance.choice(tickets)
            act = chance.choice(["entry"] * 5 + ["exit"] * 3 + ["move", "back", "undo", "clear",
                                                               "refusal", "repeat", "pay"])
            tick = {"tick": chance.randint(0, 2)}
            if act == "entry":
                box.entry(ticket, minute, outcome=chance.choice(ENTRIES), **tick)
            elif act == "exit":
                box.exit(ticket, minute, **tick)
            elif act == "move":
                box.entry(ticket, minute, flags=["moved_area"], area="hall", **tick)
            elif act == "back":
                box.exit(ticket, minute, area="hall", **tick)
            elif act == "clear":
                box.clear_out(minute)
            elif act == "refusal":
                box.refusal(ticket, minute)
            elif act == "repeat" and box.number:
                box.entry(ticket, minute, repeats=1)
            elif act == "pay" and not any(one["act"] == "payment" for one in box.journal):
                box.payment(reservation, minute)
            elif act == "undo":
                taken = {one.get("target") for one in box.journal if one["act"] == "undo"}
                free = [one for one in box.journal
                        if one["act"] != "undo" and one["number"] not in taken]
                if free:
                    box.undo(chance.choice(free), minute)
    return event, boxes


def any_evening_is_folded_as_one_attempt_after_the_other(stage):
    chance = random.Random(7)
    found = 0
    for _ in range(25):
        event, boxes = _random_evening(stage, chance)
        found += len(_told(stage.venue, event, *boxes))
    assert found > 100, f"only {found} conflicts: the evenings are dull"


def the_order_of_arrival_changes_nothing(stage):
    chance = random.Random(11)
    event, boxes = _random_evening(stage, chance)
    whole = [(box, one) for box in boxes for one in box.journal]

    def state():
        tickets = stage.db.execute("SELECT id, status, used_at FROM tickets ORDER BY id")
        return (stage.venue.conflicts(event), stage.venue.presence(event), tickets.fetchall())

    seen = []
    for _ in range(12):
        chance.shuffle(whole)
        at = 0
        while at < len(whole):
            size = chance.randint(1, 9)
            for box in boxes:
                mine = [one for owner, one in whole[at:at + size] if owner is box]
                if mine:
                    stage.venue.ingest(box, mine)
            at += size
        stage.venue.sequence(event)
        seen.append(state())
        stage.db.execute("TRUNCATE door_attempt, door_attempt_key, door_undo, door_journal,"
                         " door_journal_lost, door_attempt_quarantine, door_feed, door_outbox;"
                         " UPDATE tickets SET status = 'valid', used_at = NULL;"
                         " TRUNCATE door_outbox")
    assert len(seen[0][0]) > 3 and all(one == seen[0] for one in seen)
