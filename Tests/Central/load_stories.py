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


def sales_and_doors_go_on_during_a_backup(stage):
    venue = stage.venue
    event = venue.event()
    tier = venue.tier(event)
    stage.db.execute("INSERT INTO tickets (ticket_tier_id, ticket_number, qr_code_data)"
                     " SELECT %s, n, repeat('x', 1900) || n FROM generate_series(1, %s) n",
                     [tier, PADDING])
    box = venue.box("a", event)
    venue.sequence(event)
    before = venue.feed(event)[-1][0]
    reader, writer = os.pipe()
    dump = stage.cluster.start("pg_dump", "-U", "postgres", stage.name, stdout=writer,
                               stderr=subprocess.PIPE)
    os.close(writer)
    faults = []
    try:
        _until(stage, "SELECT count(*) > 0 FROM pg_stat_activity WHERE application_name ="
               " 'pg_dump' AND query LIKE 'COPY%' AND wait_event = 'ClientWrite'")
        sellers = [threading.Thread(target=_sell, args=[stage, event, tier, number, faults])
                   for number in range(SELLERS)]
        for seller in sellers:
            seller.start()
        seen = []
        with stage.connect(autocommit=True) as db:
            db.execute(PATIENCE)
            while any(seller.is_alive() for seller in sellers):
                seen.append(db.execute("SELECT head FROM door_sequence(%s)", [event]).fetchone()[0])
            # An event that first appears now is served as well.
            other = venue.event()
            db.execute("SELECT * FROM door_sequence(%s)", [other])
            db.execute("SELECT * FROM door_sequence(%s)", [event])
        for seller in sellers:
            seller.join()
        tickets = [str(row[0]) for row in stage.db.execute("SELECT id FROM tickets LIMIT 100")]
        assert venue.ingest(box, [box.entry(ticket) for ticket in tickets])["held"] == 100
        assert dump.poll() is None, "the backup had ended: nothing was shown"
        assert not faults, faults
        sold = venue.feed(event)[before:]
        assert len({row[2] for row in sold if row[1] == "ticket"}) == SELLERS * SALES
        assert [row[0] for row in sold] == list(range(before + 1, before + 1 + len(sold)))
        assert len(set(seen)) > 5, "the feed stood still"
        assert len(venue.feed(other)) == 1
    finally:
        os.set_blocking(reader, True)
        while os.read(reader, 1 << 20):
            pass
        os.close(reader)
    assert dump.wait(60) == 0, dump.stderr.read()


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
