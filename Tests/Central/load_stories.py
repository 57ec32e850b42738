"""What happens beside a real backup: sales go on, and so do the feed and the doors.

The backup is pg_dump itself, held in its middle by a reader that does not read. Nothing here says
how fast anything is; only that it does not wait.
"""

import os
import subprocess
import threading
import time

from feed_stories import PATIENCE

SELLERS = 4
SALES = 250
# The pipe holds 64 kB, the tables far more: the dump stands until somebody reads.
PADDING = 3000


def _sell(stage, event, tier, number, faults):
    """As the platform does: an order, its tickets, the count of the tier."""
    try:
        with stage.connect(autocommit=True) as db:
            db.execute(PATIENCE)
            for turn in range(SALES):
                with db.transaction():
                    order = db.execute(
                        "INSERT INTO orders (event_id, order_number, total_amount, payment_status)"
                        " VALUES (%s, %s, 10, 'completed') RETURNING id",
                        [event, f"{number}-{turn}"]).fetchone()[0]
                    db.execute(
                        "INSERT INTO tickets (order_id, ticket_tier_id, ticket_number,"
                        " qr_code_data) VALUES (%s, %s, %s, '')", [order, tier, f"{number}-{turn}"])
                if turn % 10 == 0:
                    db.execute("UPDATE ticket_tiers SET sold_count = sold_count + 10 WHERE id = %s",
                               [tier])
    except Exception as fault:
        faults.append(fault)


def _scan(stage, box, watcher, event, tickets, held, positions, faults):
    """Two doors: one sends a few attempts at a time, the other follows the feed by its cursor."""
    try:
        with stage.connect(autocommit=True) as db:
            db.execute(PATIENCE)
            venue = type(stage.venue)(db)
            for place in range(0, len(tickets), 5):
                batch = [box.entry(ticket) for ticket in tickets[place:place + 5]]
                held.append(venue.ingest(box, batch)["held"])
                positions += _followed(venue, watcher, event, positions[-1:])
    except Exception as fault:
        faults.append(fault)


def sales_and_doors_go_on_during_a_backup(stage):
    venue = stage.venue
    event = venue.event()
    tier = venue.tier(event)
    stage.db.execute("INSERT INTO tickets (ticket_tier_id, ticket_number, qr_code_data)"
                     " SELECT %s, n, repeat('x', 1900) || n FROM generate_series(1, %s) n",
                     [tier, PADDING])
    # What a box did itself it is not sent: the one that follows does nothing, and misses nothing.
    box, watcher = venue.box("a", event), venue.box("b", event)
    venue.sequence(event)
    before = venue.feed(event)[-1][0]
    tickets = [str(row[0]) for row in stage.db.execute("SELECT id FROM tickets LIMIT 400")]
    reader, dump = _backup_in_its_middle(stage)
    faults, seen, held, positions = [], [], [], []
    try:
        company = [threading.Thread(target=_sell, args=[stage, event, tier, number, faults])
                   for number in range(SELLERS)]
        company.append(threading.Thread(
            target=_scan,
            args=[stage, box, watcher, event, tickets, held, positions, faults]))
        for one in company:
            one.start()
        with stage.connect(autocommit=True) as db:
            db.execute(PATIENCE)
            while any(one.is_alive() for one in company):
                seen.append(db.execute("SELECT head FROM door_sequence(%s)", [event]).fetchone()[0])
            # An event that first appears now is served as well.
            other = venue.event()
            db.execute("SELECT * FROM door_sequence(%s)", [other])
            db.execute("SELECT * FROM door_sequence(%s)", [event])
        for one in company:
            one.join()
        assert not faults, faults
        assert dump.poll() is None, "the backup had ended: nothing was shown"
        assert held == list(range(5, 401, 5)), held
        new = venue.feed(event)[before:]
        assert len({row[2] for row in new if row[1] == "ticket"}) == SELLERS * SALES
        assert len([row for row in new if row[1] == "attempt"]) == len(tickets)
        assert [row[0] for row in new] == list(range(before + 1, before + 1 + len(new)))
        assert len(set(positions)) > before, "the cursor stood still"
        positions += _followed(venue, watcher, event, positions[-1:])
        assert positions == [row[0] for row in venue.feed(event)], "a gap for who follows"
        assert len(set(seen)) > 5, "the feed stood still"
        assert len(venue.feed(other)) == 1
    finally:
        os.set_blocking(reader, True)
        while os.read(reader, 1 << 20):
            pass
        os.close(reader)
    assert dump.wait(60) == 0, dump.stderr.read()


def _backup_in_its_middle(stage):
    """A pg_dump whose output is read up to the tickets' rows and no further: what comes before
    them may be longer than a pipe."""
    reader, writer = os.pipe()
    dump = stage.cluster.start("pg_dump", "-U", "postgres", stage.name, stdout=writer,
                               stderr=subprocess.PIPE)
    os.close(writer)
    said = b""
    while b"COPY public.tickets" not in said:
        more = os.read(reader, 4096)
        assert more, (dump.wait(), dump.stderr.read())
        said = said[-64:] + more
    _until(stage, "SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name ="
           " 'pg_dump' AND query LIKE 'COPY%' AND wait_event = 'ClientWrite'")
    return reader, dump


def _followed(venue, box, event, last):
    """The positions that a box gets which reads on, page after page, from the last one it has."""
    positions, cursor, head = [], last[0] if last else 0, None
    while cursor != head:
        page = venue.one("SELECT door_feed_page(%s, %s, %s, generation, %s, 200) FROM door_event"
                         " WHERE id = %s", [box.name, box.life, event, cursor, event])
        assert "reset" not in page, page
        positions += [entry["position"] for entry in page["entries"]]
        cursor, head = page["cursor"], page["head"]
    return positions


def what_was_numbered_is_not_looked_at_again_during_a_backup(stage):
    """Rows that left the outbox cannot be removed while a backup runs. Whoever looked through them
    each time would be slower with every sale."""
    venue = stage.venue
    event = venue.event()
    tier = venue.tier(event)
    holder = stage.connect()
    holder.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    holder.execute("SELECT count(*) FROM tickets")
    for _ in range(5):
        venue.tickets(tier, 4000)
        venue.sequence(event)
    venue.ticket(tier)
    floor = stage.db.execute("SELECT floor_writer::text, floor_id FROM door_head(%s)",
                             [event]).fetchone()
    plan = stage.db.execute(
        "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) SELECT o.id FROM door_outbox o"
        " WHERE o.event = %s AND (o.writer, o.id) > (%s::xid8, %s)",
        [event, *floor]).fetchone()[0][0]["Plan"]
    touched = _outbox_scan(plan)
    assert touched["Actual Rows"] == 1
    assert touched["Shared Hit Blocks"] + touched["Shared Read Blocks"] < 20, touched
    assert venue.sequence(event) == 1
    holder.rollback()


def numbering_looks_at_what_it_numbers_and_at_nothing_else(stage):
    """A turn must cost what it numbers: neither what waits behind it nor what the event has."""
    venue = stage.venue
    event = venue.event()
    tier = venue.tier(event)
    venue.tickets(tier, 20_000, venue.order(event))
    venue.sequence(event)
    venue.tickets(tier, 8_000)
    turn = 500
    for _ in range(3):
        with stage.db.transaction():
            before = _rows_read(stage)
            assert stage.db.execute("SELECT numbered FROM door_sequence(%s, %s)",
                                    [event, turn]).fetchone() == (turn,)
            after = _rows_read(stage)
        for table in ("tickets", "door_outbox"):
            read = after[table] - before[table]
            assert turn <= read < 5 * turn, (table, read)


def _rows_read(stage):
    """What this transaction read of each table."""
    return dict(stage.db.execute(
        "SELECT relname, seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables"
        " WHERE relname IN ('tickets', 'door_outbox')").fetchall())


def _outbox_scan(plan):
    if plan.get("Relation Name") == "door_outbox":
        return plan
    for part in plan.get("Plans", []):
        if found := _outbox_scan(part):
            return found
    return None


def _until(stage, sql):
    deadline = time.monotonic() + 30
    while not stage.venue.one(sql):
        assert time.monotonic() < deadline, f"never: {sql}"
