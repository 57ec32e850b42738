"""An evening at a venue: events, tiers, orders and tickets of the platform, boxes, and what they
write into their journals.

It exists so that tests read like what happens at a door. It must never know how the server stores
anything.
"""

import json
import uuid

START = 1_790_000_000_000  # The evening's first millisecond; any will do.


def text_id():
    return str(uuid.uuid4())


class Venue:
    """The platform's side."""

    def __init__(self, db):
        self.db = db

    def one(self, sql, values=None):
        row = self.db.execute(sql, values).fetchone()
        return row[0] if row and len(row) == 1 else row

    def event(self, title="An evening", **columns):
        columns = {"title": title, "slug": text_id(), "start_datetime": "2026-10-01 20:00Z",
                   "status": "published", **columns}
        return str(self._insert("events", columns))

    def tier(self, event, name="General", price=1500, capacity=1000):
        return str(self._insert("ticket_tiers", {
            "event_id": event, "name": name, "price": price, "capacity": capacity}))

    def user(self):
        return str(self._insert("users", {"phone_number": text_id()[:15]}))

    def order(self, event, paid=True, user=None, amount=1500, **columns):
        return str(self._insert("orders", {
            "event_id": event, "user_id": user, "order_number": text_id(), "total_amount": amount,
            "payment_status": "completed" if paid else "pending", **columns}))

    def ticket(self, tier, order=None, **columns):
        return str(self._insert("tickets", {
            "ticket_tier_id": tier, "order_id": order, "ticket_number": text_id()[:30],
            "qr_code_data": text_id(), "holder_name": "A Guest", **columns}))

    def tickets(self, tier, count, order=None):
        return [str(row[0]) for row in self.db.execute(
            "INSERT INTO tickets (ticket_tier_id, order_id, ticket_number, qr_code_data)"
            " SELECT %s, %s, gen_random_uuid()::text, gen_random_uuid()::text"
            " FROM generate_series(1, %s) RETURNING id", [tier, order, count])]

    def _insert(self, table, columns):
        names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
        return self.one(f"INSERT INTO {table} ({names}) VALUES ({marks}) RETURNING id",
                        list(columns.values()))

    def box(self, name, *events):
        self.db.execute("INSERT INTO door_device (id, name, door) VALUES (%s, %s, %s)"
                        " ON CONFLICT DO NOTHING", [name, name, "door-" + name])
        for event in events:
            self.db.execute("SELECT door_grant(%s, %s)", [name, event])
        return Box(name, events[0] if events else None)

    def ingest(self, box, attempts, **more):
        return self.one("SELECT door_ingest(%s, %s, %s)", [
            box.name, box.life, json.dumps({"attempts": attempts, **more})])

    def sequence(self, event, limit=5000):
        """Numbers everything there is; returns how many entries that made."""
        numbered = 0
        while True:
            state, taken, made, _ = self.db.execute(
                "SELECT * FROM door_sequence(%s, %s)", [event, limit]).fetchone()
            numbered += made
            if state != "numbered":
                return numbered

    def feed(self, event, kind=None):
        rows = self.db.execute("SELECT position, kind, key, body FROM door_feed WHERE event = %s"
                               " ORDER BY position", [event]).fetchall()
        return [row for row in rows if kind in (None, row[1])]

    def conflicts(self, event):
        return {row[0]: row for row in self.db.execute(
            "SELECT id, kind, ticket, first_device, first_seq, second_device, second_seq,"
            " decision FROM door_conflicts(%s)", [event])}

    def presence(self, event):
        return {row[0]: row[1:] for row in self.db.execute(
            "SELECT ticket, inside, entries, first_at, last_at FROM door_presence(%s)", [event])}


class Box:
    """A box: every method appends one attempt and returns it."""

    def __init__(self, name, event, life=None, base=0):
        self.name = name
        self.event = event
        self.life = life or text_id()
        self.number = base
        self.journal = []

    def attempt(self, minute=0, **members):
        self.number += 1
        at = START + int(minute * 60_000)
        made = {"number": self.number, "at": at, "clock": at, "tick": 0, "time_trusted": True,
                "door": "door-" + self.name, "direction": "entry", "source": "camera",
                "fingerprint": "00112233445566aa", "event": self.event, "outcome": "done",
                "act": "scan", "people": 0, **members}
        self.journal.append(made)
        return made

    def _ticket(self, minute, ticket, members):
        return self.attempt(minute, **{
            "ticket": ticket, "ticket_event": self.event, "scheme": "ns2_hmac",
            "issued_at": START - 1000, "generation": 0, **members})

    def entry(self, ticket, minute=0, **members):
        return self._ticket(minute, ticket, {"outcome": "admitted", **members})

    def exit(self, ticket, minute=0, **members):
        return self._ticket(minute, ticket, {
            "outcome": "exited", "direction": "exit", **members})

    def refusal(self, ticket, minute=0, reason="already_inside", **members):
        return self._ticket(minute, ticket, {"outcome": "refused", "reason": reason, **members})

    def undo(self, target, minute=0, **members):
        named = {name: target[name] for name in ("ticket", "ticket_event", "scheme", "issued_at")
                 if name in target}
        return self.attempt(minute, act="undo", target=target["number"], **{**named, **members})

    def clear_out(self, minute=0):
        return self.attempt(minute, act="clear_out", source="box")

    def payment(self, reservation, minute=0, receipt=1):
        return self.attempt(minute, act="payment", ticket=reservation, ticket_event=self.event,
                            scheme="reservation", issued_at=START, reservation=reservation,
                            receipt=receipt, method="cash", amount=300000, currency="INR")

    def decision(self, conflict, cause, minute=0):
        return self.attempt(minute, act="decision", conflict=conflict, cause=cause,
                            source="staff", staff="7")
