"""Whether boxes and their server say the same of one evening: what each knows as plain values, and
everything in which they differ as sentences.

It exists so that the comparison can itself be shown something wrong (`blind_spots`). It must never
ask a daemon: it looks at what is left when all is over.
"""

import collections
import contextlib
import copy
import datetime
import sqlite3

ADMISSIONS = {"admitted", "readmitted", "admitted_unlisted", "admitted_by_override",
              "admitted_after_payment"}
# The export's names, where the protocol has others.
NAMES = {"clock_counter": "tick", "ticket_id": "ticket", "user_id": "user", "tier_id": "tier"}
# Of a complaint; the rest of a hundred like it says nothing more.
SHOWN = 3


class Known:
    """What a box, or the server, knows."""

    def __init__(self, attempts, conflicts, presence, tickets):
        # (device, number) to what the protocol says of it; numbers of a box have one life here.
        self.attempts = attempts
        self.conflicts = sorted(conflicts)
        # A ticket to whether it is inside, how often it went in, and when first and last.
        self.presence = presence
        # A ticket to its status, as doors see it.
        self.tickets = tickets


def milliseconds(text):
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    return round((moment - epoch) / datetime.timedelta(milliseconds=1))


def leaves(facts):
    """What a refusal rests on, without its shape: a box has it as a line, the server as JSON."""
    if isinstance(facts, dict):
        return sorted(leaf for value in facts.values() for leaf in leaves(value))
    if isinstance(facts, list):
        return sorted(leaf for value in facts for leaf in leaves(value))
    return [part for part in str(facts).split("|") if part]


def exported(row):
    """A line of `checkind export` in the words of the protocol."""
    row = {NAMES.get(name, name): value for name, value in row.items()}
    for name in {"at", "issued_at"} & row.keys():
        row[name] = milliseconds(row[name])
    if "flags" in row:
        row["flags"] = row["flags"].split()
    if "facts" in row:
        row["facts"] = sorted(leaves(row["facts"]))
    return row


def of_box(door):
    """By its commands, and by its files, which are read and never written."""
    with contextlib.closing(open_read_only(door.folder / "state" / "journal.db")) as db:
        presence = {ticket: (bool(inside), *rest) for ticket, inside, *rest in db.execute(
            "SELECT ticket, inside, entries, first_at, last_at FROM presence WHERE entries > 0")}
        number, = db.execute("SELECT snapshot FROM box").fetchone()
        counted = db.execute("SELECT inside, admitted FROM occupancy WHERE kind = 'event'"
                             ).fetchone() or (0, 0)
    with contextlib.closing(open_read_only(door.folder / "state" / f"snapshot-{number}.db")) as db:
        tickets = dict(db.execute("SELECT id, status FROM ticket"))
    known = Known({(door.name, row["number"]): exported(row) for row in door.journal()},
                  door.conflicts(), presence, tickets)
    known.counted = tuple(counted)
    return known


def of_server(db, event, conflicts):
    """By its tables, and by the names of conflicts that its command says."""
    attempts = {}
    for device, seq, refused, body in db.execute(
            "SELECT j.device, a.seq, a.refused, a.body FROM door_attempt a"
            " JOIN door_journal j ON j.id = a.journal WHERE j.device <> 'platform'"):
        if "facts" in body:
            body["facts"] = sorted(leaves(body["facts"]))
        # A second one under the same number must not hide the first.
        key = (device, seq) if (device, seq) not in attempts else (device, seq, "again")
        attempts[key] = {**body, **({"refused": refused} if refused else {})}
    presence = {row[0]: row[1:] for row in db.execute(
        "SELECT ticket, inside, entries, first_at, last_at FROM door_presence(%s)", [event])}
    tickets = dict(db.execute(
        "SELECT id::text, status FROM door_ticket_standing WHERE event = %s", [event]))
    return Known(attempts, conflicts, presence, tickets)


def open_read_only(path):
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def differences(boxes, server):
    """Sentences; none when everybody says the same. `boxes` has what each of them knows by name."""
    said = []
    own = {key: row for box in boxes.values() for key, row in box.attempts.items()}
    said += apart("attempts of the boxes", own, "the server", server.attempts)
    said += twice(own)
    for name, box in boxes.items():
        said += gaps(name, sorted(key[1] for key in box.attempts))
        said += gaps(f"{name} at the server",
                     sorted(key[1] for key in server.attempts if key[0] == name))
        if box.conflicts != server.conflicts:
            said.append(f"conflicts of {name} are {box.conflicts}, not {server.conflicts}")
        said += apart(f"presence at {name}", box.presence, "the server", server.presence)
        said += apart(f"tickets at {name}", box.tickets, "the platform", server.tickets)
        inside = sum(row[0] for row in server.presence.values())
        if box.counted != (inside, len(server.presence)):
            said.append(f"{name} counts {box.counted} inside and admitted,"
                        f" not {(inside, len(server.presence))}")
    return said


def apart(what, ours, whose, theirs):
    said = []
    for side, there in ((f"{what} that {whose} has not", ours.keys() - theirs.keys()),
                        (f"{what} that only {whose} has", theirs.keys() - ours.keys())):
        if there:
            said.append(f"{len(there)} {side}: {sorted(there)[:SHOWN]}")
    other = sorted(key for key in ours.keys() & theirs.keys() if ours[key] != theirs[key])
    if other:
        said.append(f"{len(other)} {what} are others at {whose}: " + "; ".join(
            f"{key}: {ours[key]} and {theirs[key]}" for key in other[:SHOWN]))
    return said


def gaps(whose, numbers):
    if numbers == list(range(1, len(numbers) + 1)):
        return []
    return [f"numbers of {whose} are not those from 1 to {len(numbers)}"]


def passages(attempts):
    """Those that let somebody in or out and were not taken back, in the order of the fold, by their
    keys."""
    taken_back = {(key[0], row["target"]) for key, row in attempts.items() if row["act"] == "undo"}
    there = {key: row for key, row in attempts.items()
             if row["outcome"] in ADMISSIONS | {"exited"} and "repeats" not in row
             and key not in taken_back}
    return dict(sorted(there.items(), key=lambda one: (one[1]["clock"], one[1]["tick"], one[0])))


def twice(attempts):
    """No door lets a ticket in that it let in and that has not been out since."""
    said, doors = [], collections.defaultdict(set)
    for (door, number), row in passages(attempts).items():
        if row["outcome"] == "exited":
            doors[row["ticket"]].clear()
        elif door in doors[row["ticket"]]:
            said.append(f"{door} let {row['ticket']} in once more with number {number}")
        else:
            doors[row["ticket"]].add(door)
    return said


def blind_spots(boxes, server, random):
    """What is changed here must be noticed. Returns what was not, which must be nothing."""
    name = random.choice(sorted(boxes))
    key = random.choice([key for key, row in passages(boxes[name].attempts).items()
                         if row["outcome"] in ADMISSIONS])
    ticket = random.choice(sorted(server.presence))

    def again(boxes, server):
        # The same at the server, so that nothing but the door's own rule can notice.
        number = max(other[1] for other in boxes[name].attempts) + 1
        row = {**boxes[name].attempts[key], "number": number}
        boxes[name].attempts[name, number] = server.attempts[name, number] = row

    def both_lose_one(boxes, server):
        last = max(boxes[name].attempts)
        lost = key if key != last else min(boxes[name].attempts)
        del boxes[name].attempts[lost], server.attempts[lost]

    spoilings = {
        "an attempt that the box lost": lambda b, s: b[name].attempts.pop(key),
        "an attempt that the server lost": lambda b, s: s.attempts.pop(key),
        "an attempt that both lost": both_lose_one,
        "an attempt that the box altered":
            lambda b, s: b[name].attempts[key].update(outcome="refused"),
        "an attempt that the server altered":
            lambda b, s: s.attempts[key].update(at=s.attempts[key]["at"] + 1),
        "an attempt that was stored twice":
            lambda b, s: s.attempts.update({(*key, "again"): s.attempts[key]}),
        "a ticket that went in twice at one door": again,
        "a conflict that one box does not know": lambda b, s: b[name].conflicts.pop(),
        "a ticket that is inside at one box alone":
            lambda b, s: b[name].presence.update({ticket: (False, 1, 0, 0)}),
        "a head too many": lambda b, s: setattr(
            b[name], "counted", (b[name].counted[0] + 1, b[name].counted[1])),
        "a sale of which one box did not hear":
            lambda b, s: b[name].tickets.pop(random.choice(sorted(s.tickets))),
    }
    unseen = []
    for what, spoil in spoilings.items():
        spoiled = copy.deepcopy((boxes, server))
        spoil(*spoiled)
        if not differences(*spoiled):
            unseen.append(what)
    return unseen
