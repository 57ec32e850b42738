"""How attempts come in: each stored once, whatever is wrong with it; and what that does to the
platform's tickets. Each function is one story.
"""

import copy
import hashlib
import json
import threading

import psycopg

from evening import Box, text_id


def _status(venue, ticket):
    return venue.one("SELECT status, door_ms(used_at) FROM tickets WHERE id = %s", [ticket])


def _house(stage, tickets=1):
    event = stage.venue.event()
    tier = stage.venue.tier(event)
    ids = stage.venue.tickets(tier, tickets)
    return event, ids


def canonical(attempt):
    """The text that is hashed, made without PostgreSQL's help."""
    members = {name: value for name, value in attempt.items() if value is not None}
    names = sorted(members, key=lambda name: (len(name.encode()), name.encode()))
    return json.dumps({name: members[name] for name in names}, ensure_ascii=False)


def sending_again_changes_nothing(stage):
    venue = stage.venue
    event, tickets = _house(stage, 50)
    box = venue.box("a", event)
    batch = [box.entry(ticket, place) for place, ticket in enumerate(tickets)]
    first = venue.ingest(box, batch)
    assert (first["held"], first["stored"], first["known"]) == (50, 50, 0), first

    def everything():
        return {table: stage.db.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall()
                for table in ("door_attempt", "door_attempt_key", "tickets", "door_undo",
                              "door_attempt_quarantine", "door_outbox")}

    before = everything()
    for again in (batch, batch[10:20], list(reversed(batch)), batch[:3] + batch[:3]):
        told = venue.ingest(box, again)
        assert told["held"] == 50 and told["stored"] == 0 and not told["forked"], told
    assert everything() == before


def nothing_of_an_attempt_is_lost(stage):
    venue = stage.venue
    event, (ticket,) = _house(stage)
    box, other = venue.box("a", event), venue.box("b", event)
    sent = box.entry(ticket, 1, flags=["over_capacity"], facts="12|a%7cb", user="u", tier="t",
                     area="hall", staff="7", shift=1, cause="known", newer={"word": [1, "é"]})
    venue.ingest(box, [sent])
    venue.sequence(event)
    page = venue.one("SELECT door_feed_page(%s, '', %s, NULL, 0)", [other.name, event])
    body = [entry["body"] for entry in page["entries"] if entry["kind"] == "attempt"][0]
    assert body == {**sent, "device": box.name, "incarnation": box.life}, body


def the_hash_is_what_the_document_says(stage):
    venue = stage.venue
    event, (ticket,) = _house(stage)
    box = venue.box("a", event)
    sent = box.entry(ticket, 1, facts="Tom \"the\" \\ Smith\té", flags=["not_inside"], area=None)
    expected = hashlib.sha256(canonical(sent).encode()).hexdigest()
    told = venue.ingest(box, [{**sent, "hash": expected}])
    assert told["stored"] == 1 and not told["refused"], (told, canonical(sent))
    assert venue.one("SELECT encode(hash, 'hex') FROM door_attempt_key") == expected
    # A member that is absent, null or newer and empty makes no other attempt of it.
    told = venue.ingest(box, [{**sent, "brand_new": None}])
    assert told["known"] == 1 and not told["forked"], told
    told = venue.ingest(box, [{**box.entry(ticket, 2), "hash": "00"}])
    assert told["refused"] == [{"number": 2, "reason": "hash_mismatch"}] and told["held"] == 2


def a_fork_is_quarantined(stage):
    venue = stage.venue
    event, (ticket, other) = _house(stage, 2)
    box = venue.box("a", event)
    venue.ingest(box, [box.entry(ticket, 1), box.entry(other, 2)])
    forged = copy.deepcopy(box.journal[1])
    forged["outcome"] = "refused"
    told = venue.ingest(box, [box.journal[0], forged, box.exit(ticket, 3)])
    assert told["forked"] == [2] and told["held"] == 3 and told["stored"] == 1, told
    assert stage.db.execute("SELECT seq, reason, body ->> 'outcome' FROM door_attempt_quarantine"
                            ).fetchall() == [(2, "journal_forked", "refused")]
    assert venue.one("SELECT outcome FROM door_attempt WHERE seq = 2") == "admitted"
    assert venue.ingest(box, [forged])["forked"] == [2], "said once only"
    assert venue.one("SELECT count(*) FROM door_attempt_quarantine") == 1
    # Two of one number in one batch: the first is kept.
    new = box.entry(ticket, 4)
    told = venue.ingest(box, [new, {**new, "door": "elsewhere"}])
    assert told["forked"] == [4] and told["stored"] == 1, told
    assert venue.one("SELECT door FROM door_attempt WHERE seq = 4") == "door-a"


def one_bad_attempt_holds_up_nobody(stage):
    venue = stage.venue
    event, (ticket,) = _house(stage)
    foreign = venue.event()
    box = venue.box("a", event)
    bad = {
        "malformed_at": {"at": "noon"}, "malformed_tick": {"tick": 70000},
        "malformed_clock": {"clock": 1.5}, "malformed_door": {"door": ""},
        "malformed_direction": {"direction": "up"}, "malformed_act": {"act": "DROP TABLE"},
        "malformed_ticket": {"ticket": "x" * 129}, "malformed_ticket_event": {"ticket_event": None},
        "malformed_event": {"event": 7}, "malformed_time_trusted": {"time_trusted": "yes"},
        "malformed_target": {"act": "undo"}, "malformed_flags": {"flags": "all"},
        "malformed_outcome": {"outcome": None}, "malformed_area": {"area": "a\nb"},
        "too_large": {"facts": "x" * 9000}, "event_not_served": {"event": foreign},
    }
    batch = [box.entry(ticket, 1)]
    batch += [{**box.entry(ticket, 2), **members} for members in bad.values()]
    batch += [box.exit(ticket, 3), "nonsense", {"number": -1}, {"number": "4"}, None, [1]]
    told = venue.ingest(box, batch)
    assert [one["reason"] for one in told["refused"]] == list(bad), told
    assert told["held"] == len(bad) + 2 and told["unnumbered"] == 5, told
    assert venue.one("SELECT count(*) FROM door_attempt WHERE refused IS NULL") == 2
    assert venue.one("SELECT count(*) FROM door_attempt WHERE refused IS NOT NULL") == len(bad)
    venue.sequence(event)
    assert len(venue.feed(event, "attempt")) == 2, "what was refused is in the feed"
    assert venue.presence(event)[ticket] == (False, 1, box.journal[0]["at"],
                                             box.journal[0]["at"])
    for given, state in (({}, "DR004"), ({"attempts": 1}, "DR004"),
                         ({"attempts": [{}] * 501}, "DR005")):
        try:
            venue.one("SELECT door_ingest('a', 'x', %s)", [json.dumps(given)])
            raise AssertionError(f"{given} was taken")
        except psycopg.Error as fault:
            assert fault.sqlstate == state, fault
    stage.db.execute("UPDATE door_device SET revoked_at = now() WHERE id = 'a'")
    try:
        venue.ingest(box, [])
        raise AssertionError("a revoked box was heard")
    except psycopg.Error as fault:
        assert fault.sqlstate == "DR001", fault


def a_clock_at_the_end_of_time_is_refused_and_one_before_it_is_not(stage):
    """What other doors may have to go on from must have a number after it."""
    venue = stage.venue
    event, (ticket,) = _house(stage, 1)
    box = venue.box("a", event)
    far = [box.entry(ticket, 1, clock=10 ** 15, tick=65535), box.exit(ticket, 2, clock=-10 ** 15),
           box.entry(ticket, 3, clock=10 ** 15 - 1), box.exit(ticket, 4, clock=-1, tick=10 ** 12)]
    told = venue.ingest(box, far)
    assert told["held"] == 4
    assert {one["number"]: one["reason"] for one in told["refused"]} == {
        1: "malformed_clock", 2: "malformed_clock", 4: "malformed_tick"}, told


def a_batch_that_says_not_whose_it_is_is_malformed(stage):
    venue = stage.venue
    event, (ticket,) = _house(stage)
    box = venue.box("a", event)
    batch = {"attempts": [box.entry(ticket, 1)]}
    life = box.life
    for incarnation, more, state in (
            (None, {}, "DR004"), ("", {}, "DR004"), ("x" * 129, {}, "DR004"),
            ("a\nb", {}, "DR004"), (life, {"base": -1}, "DR004"), (life, {"base": "0"}, "DR004"),
            (life, {"previous": 7}, "DR004"), (life, {"previous": ""}, "DR004"),
            (life, {"lost": 7}, "DR004"), (life, {"lost": [[3, 2]]}, "DR004"),
            (life, {"lost": [[0, 2]]}, "DR004"), (life, {"lost": [[1]]}, "DR004"),
            (life, {"lost": [["1", "2"]]}, "DR004"), (life, {"lost": [[1, 2, 3]]}, "DR004"),
            (life, {"lost": [[1, 2]] * 1001}, "DR005")):
        try:
            venue.one("SELECT door_ingest('a', %s, %s)", [incarnation, json.dumps(batch | more)])
            raise AssertionError(f"{incarnation}, {more} was taken")
        except psycopg.Error as fault:
            assert fault.sqlstate == state, (incarnation, more, fault)
    assert venue.one("SELECT count(*) FROM door_journal") == 0, "it left something behind"
    assert venue.ingest(box, box.journal, base=None, lost=None, previous=None)["stored"] == 1


def held_ends_at_the_first_gap(stage):
    venue = stage.venue
    event, (ticket,) = _house(stage)
    box = venue.box("a", event)
    for minute in range(10):
        box.refusal(ticket, minute)
    assert venue.ingest(box, box.journal[:3])["held"] == 3
    assert venue.ingest(box, box.journal[5:])["held"] == 3
    assert venue.ingest(box, box.journal[3:4])["held"] == 4
    assert venue.ingest(box, box.journal[4:5])["held"] == 10
    # What damage took will never come; a gap that is known is none.
    for minute in range(5):
        box.refusal(ticket, minute)
    assert venue.ingest(box, box.journal[13:], lost=[[11, 12]])["held"] == 12
    assert venue.ingest(box, box.journal[12:13])["held"] == 15


def a_restored_journal_goes_on_in_another_life(stage):
    venue = stage.venue
    event, (ticket, other) = _house(stage, 2)
    old = venue.box("a", event)
    venue.ingest(old, [old.entry(ticket, 1), old.entry(other, 2), old.exit(ticket, 3)])
    new = Box("a", event, base=2)
    told = venue.ingest(new, [new.undo(old.journal[1], 5), new.entry(ticket, 6)],
                        base=2, previous=old.life)
    assert told["held"] == 4 and told["stored"] == 2 and not told["forked"], told
    assert _status(venue, other) == ("valid", None), "an undo of the life before was lost"
    assert venue.conflicts(event) == {}, "a box contradicts itself"
    try:
        venue.ingest(new, [], base=3)
        raise AssertionError("a journal began twice")
    except psycopg.Error as fault:
        assert fault.sqlstate == "DR006", fault


def the_first_admission_marks_the_ticket_used(stage):
    venue = stage.venue
    event, tickets = _house(stage, 6)
    box, other = venue.box("a", event), venue.box("b", event)
    one, two, three, four, five, six = tickets
    for ticket, status in ((three, "cancelled"), (four, "transferred")):
        stage.db.execute("UPDATE tickets SET status = %s WHERE id = %s", [status, ticket])
    venue.ingest(box, [box.entry(ticket, 10) for ticket in (one, two, three, four)]
                 + [box.refusal(five, 10, "unpaid"), box.exit(six, 10)])
    at = box.journal[0]["at"]
    assert _status(venue, one) == ("used", at)
    assert _status(venue, three) == ("cancelled", None)
    assert _status(venue, four) == ("transferred", None)
    assert _status(venue, five) == _status(venue, six) == ("valid", None)
    # Another door was earlier, and says so later.
    venue.ingest(other, [other.entry(one, 5)])
    assert _status(venue, one) == ("used", other.journal[0]["at"])
    venue.ingest(other, [other.undo(other.journal[0], 11)])
    assert _status(venue, one) == ("used", at)
    venue.ingest(box, [box.undo(box.journal[0], 12), box.exit(two, 12)])
    assert _status(venue, one) == ("valid", None), "an undone admission left its mark"
    assert _status(venue, two)[0] == "used", "who went out was never in"
    # A wrong clock is not worth a date.
    venue.ingest(box, [box.entry(five, 0, at=10**17, time_trusted=True),
                       box.entry(six, 0, at=5, time_trusted=False)])
    assert _status(venue, five)[0] == "used"
    assert venue.one("SELECT used_at > '2020-01-01' FROM tickets WHERE id = %s", [six])
    venue.sequence(event)
    told = [row[3]["status"] for row in venue.feed(event, "ticket") if row[2] == one]
    assert told == ["valid"], "doors are told of what they did"


def the_platforms_own_mark_becomes_an_attempt(stage):
    venue = stage.venue
    event, (one, two) = _house(stage, 2)
    box = venue.box("a", event)
    stage.db.execute("UPDATE tickets SET status = 'used', used_at = '2026-10-01 20:00Z'"
                     " WHERE id = %s", [one])
    venue.sequence(event)
    assert venue.feed(event, "ticket")[-1][3]["status"] == "valid"
    page = venue.one("SELECT door_feed_page('a', '', %s, NULL, 0)", [event])
    (mark,) = [entry["body"] for entry in page["entries"] if entry["kind"] == "attempt"]
    assert (mark["device"], mark["ticket"], mark["at"], mark["number"]) == (
        "platform", one, 1790884800000, 1), mark
    venue.sequence(event)
    stage.db.execute("UPDATE tickets SET holder_name = 'Another' WHERE id = %s", [one])
    venue.sequence(event)
    assert len(venue.feed(event, "attempt")) == 1, "marked twice"
    # A door that could not know lets the guest in: both stand, and a person looks at it.
    told = venue.ingest(box, [box.entry(one, 1)])
    assert [note["with"]["device"] for note in told["notes"]] == ["platform"], told
    # The platform takes its mark back.
    stage.db.execute("UPDATE tickets SET status = 'used' WHERE id = %s", [two])
    venue.sequence(event)
    assert venue.presence(event)[two][0]
    stage.db.execute("UPDATE tickets SET status = 'valid', used_at = NULL WHERE id = %s", [two])
    venue.sequence(event)
    assert two not in venue.presence(event)
    # A door's own mark makes none.
    before = len(venue.feed(event, "attempt"))
    three = venue.ticket(venue.tier(event))
    venue.ingest(box, [box.entry(three, 2)])
    stage.db.execute("UPDATE tickets SET holder_name = 'C' WHERE id = %s", [three])
    venue.sequence(event)
    assert len(venue.feed(event, "attempt")) == before + 1


def a_ticket_that_the_platform_holds_is_marked_later(stage):
    venue = stage.venue
    event, (ticket, free) = _house(stage, 2)
    box = venue.box("a", event)
    holder = stage.connect()
    holder.execute("UPDATE tickets SET holder_name = 'B' WHERE id = %s", [ticket])
    stage.db.execute("SET lock_timeout = '2s'")
    told = venue.ingest(box, [box.entry(ticket, 1), box.entry(free, 1)])
    assert told["stored"] == 2
    assert _status(venue, free)[0] == "used" and _status(venue, ticket)[0] == "valid"
    venue.sequence(event)
    assert venue.db.execute("SELECT door_pending()").fetchall() == [(event,)]
    holder.commit()
    for _ in range(3):
        venue.sequence(event)
    assert venue.one("SELECT count(*) FROM door_projection") == 0
    assert _status(venue, ticket) == ("used", box.journal[0]["at"])


def who_comes_late_to_a_held_ticket_is_not_forgotten(stage):
    """Two boxes left a ticket for later; it is settled for one before the other has committed."""
    venue = stage.venue
    event, (ticket,) = _house(stage, 1)
    late, early = venue.box("late", event), venue.box("early", event)
    holder = stage.connect()
    holder.execute("UPDATE tickets SET holder_name = 'B' WHERE id = %s", [ticket])
    venue.ingest(late, [late.entry(ticket, 9)])
    slow = stage.connect()
    type(venue)(slow).ingest(early, [early.entry(ticket, 1)])
    for _ in range(3):
        venue.sequence(event)
    assert venue.one("SELECT count(*) FROM door_projection") == 1, "each turn leaves a row"
    holder.commit()
    venue.sequence(event)
    assert _status(venue, ticket) == ("used", late.journal[0]["at"])
    slow.commit()
    venue.sequence(event)
    assert _status(venue, ticket) == ("used", early.journal[0]["at"]), "the first was forgotten"
    assert venue.one("SELECT count(*) FROM door_projection") == 0


def what_the_server_would_have_refused_is_a_fact(stage):
    venue = stage.venue
    event, (early, late, unpaid) = _house(stage, 3)
    box = venue.box("a", event)
    before = box.entry(early, 10)
    after = box.entry(late, 10)
    for ticket, minute in ((early, 20), (late, 5)):
        stage.db.execute("UPDATE tickets SET status = 'cancelled', updated_at = door_moment(%s)"
                         " WHERE id = %s", [before["at"] + (minute - 10) * 60_000, ticket])
    stage.db.execute("UPDATE tickets SET order_id = %s WHERE id = %s",
                     [venue.order(event, paid=False), unpaid])
    strange = text_id()
    told = venue.ingest(box, [before, after, box.entry(unpaid, 11), box.entry(strange, 12),
                              box.entry(text_id(), 12, act="sale", scheme="reservation",
                                        target=1, outcome="admitted_after_payment"),
                              box.entry(text_id(), 12, act="override", target=1,
                                        outcome="admitted_by_override")])
    assert told["refused"] == [] and told["held"] == 6
    assert [(note["number"], note["knew"]["status"]) for note in told["notes"]] == [
        (2, "cancelled"), (3, "unpaid"), (4, "not_found")], told
    assert told["notes"][0]["knew"]["since"] == before["at"] - 5 * 60_000
    found = stage.db.execute("SELECT id, seq, knew ->> 'status' FROM door_late(%s) ORDER BY seq",
                             [event]).fetchall()
    assert [row[1:] for row in found] == [(2, "cancelled"), (3, "unpaid"), (4, "not_found")]
    lines = "\n".join(["checkind/conflict", box.name, box.life, "2"])
    assert found[0][0] == hashlib.sha256(lines.encode()).hexdigest()[:32]
    venue.ingest(box, [box.decision(found[0][0], "accepted", 30)])
    page = venue.one("SELECT door_conflict_page(%s, %s, '', 9)", [box.name, event])["conflicts"]
    assert [one["kind"] for one in page] == ["late"] * 3 and "second" not in page[0], page
    one = next(one for one in page if one["id"] == found[0][0])
    assert one["knew"]["status"] == "cancelled" and one["first"]["number"] == 2, one
    assert one["decision"]["cause"] == "accepted", one
    assert venue.presence(event)[late][0], "a fact was not one"


def one_attempt_sent_by_many_at_once_is_stored_once(stage):
    venue = stage.venue
    event, tickets = _house(stage, 100)
    box = venue.box("a", event)
    batch = [box.entry(ticket, 1) for ticket in tickets]
    told, faults = [], []

    def send():
        try:
            with stage.connect(autocommit=True) as db:
                told.append(type(venue)(db).ingest(box, batch))
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, faults
    assert sorted(one["stored"] for one in told) == [0] * 5 + [100]
    assert {one["held"] for one in told} == {100}
    assert venue.one("SELECT count(*) FROM door_attempt") == 100


def many_boxes_admit_the_same_tickets_at_once(stage):
    venue = stage.venue
    event, tickets = _house(stage, 40)
    boxes = [venue.box(f"box-{number}", event) for number in range(4)]
    faults = []

    def send(box, place):
        try:
            with stage.connect(autocommit=True) as db:
                for step, ticket in enumerate(tickets):
                    type(venue)(db).ingest(box, [box.entry(ticket, 100 - place + step / 100)])
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=send, args=[box, place])
               for place, box in enumerate(boxes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, faults
    venue.sequence(event)
    firsts = {one["ticket"]: one["at"] for one in boxes[3].journal}
    for ticket in tickets:
        assert _status(venue, ticket) == ("used", firsts[ticket]), "not the first admission"
    assert len(venue.conflicts(event)) == 3 * len(tickets)
