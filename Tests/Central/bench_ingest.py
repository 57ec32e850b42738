#!/usr/bin/env python3
"""Measures, in one run and on one PostgreSQL: attempts taken in, beside a COPY of the very rows
they became; and what a sale costs with our triggers, beside the same sale without them.

    bench_ingest.py [ATTEMPTS]

It prints ratios, since a figure alone says more about the machine than about us. It must never be
a test: nothing fails here because a machine is busy.
"""

import json
import os
import pathlib
import sys
import threading
import time

from cluster import Cluster
from evening import Venue

BATCH = 500


def timed(work):
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def processor(db):
    """Seconds that the server's process of this connection has computed."""
    fields = pathlib.Path(f"/proc/{db.info.backend_pid}/stat").read_text("ascii").rsplit(")")[1]
    user, system = fields.split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def measured(db, work):
    """Seconds by the clock, and of the server's processor: what is left of a busy machine."""
    before = processor(db)
    return timed(work), processor(db) - before


def rate(label, count, spent, beside=None):
    ratio = f"{beside[0] / spent[0]:8.2f} of COPY" if beside else ""
    print(f"  {label:<46}{count / spent[0]:>8,.0f} /s{ratio:>15}"
          f"{spent[1] / count * 1e6:>8.0f} µs of a processor each", flush=True)


def copied(db, table, rows, size):
    """Every row in COPYs of `size`, each committed."""
    for begin in range(0, len(rows), size):
        with db.transaction(), db.cursor() as cursor:
            with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                for row in rows[begin:begin + size]:
                    copy.write(row)


def ingest_beside_copy(cluster, count):
    cluster.make("ingest")
    with cluster.connect("ingest", autocommit=True) as db:
        venue = Venue(db)
        event = venue.event()
        tier = venue.tier(event)
        tickets = venue.tickets(tier, count)
        venue.sequence(event)
        db.execute("VACUUM ANALYZE")
        box = venue.box("box", event)
        for place, ticket in enumerate(tickets):
            # One in ten is refused, one in ten goes out again, as at a door.
            if place % 10 == 7:
                box.refusal(ticket, place / 60, facts="door-a|1790000000000|||")
            elif place % 10 == 9:
                box.exit(tickets[place - 5], place / 60)
            else:
                box.entry(ticket, place / 60, tier=tier,
                          user="3f2504e0-4f89-41d3-9a0c-0305e82c3301")
        batches = [json.dumps({"attempts": box.journal[begin:begin + BATCH]})
                   for begin in range(0, count, BATCH)]

        def ingest():
            for batch in batches:
                db.execute("SELECT door_ingest(%s, %s, %s)", [box.name, box.life, batch])

        taken = measured(db, ingest)
        again = measured(db, ingest)
        second = venue.box("second", event)
        for place, ticket in enumerate(tickets):
            second.refusal(ticket, place / 60, facts="door-a|1790000000000|||")
        refusals = [json.dumps({"attempts": second.journal[begin:begin + BATCH]})
                    for begin in range(0, count, BATCH)]
        number = venue.one("SELECT number FROM door_event WHERE id = %s", [event])
        table = f"door_attempt_{number}"
        rows = []
        with db.cursor().copy(f"COPY {table} TO STDOUT") as copy:
            rows = [bytes(row) for row in copy]
        assert len(rows) == count
        db.execute(f"CREATE TABLE plain (LIKE {table});"
                   f" CREATE TABLE peer (LIKE {table} INCLUDING ALL);"
                   f" CREATE TABLE whole (LIKE {table} INCLUDING ALL)")
        plain = measured(db, lambda: copied(db, "plain", rows, BATCH))
        peer = measured(db, lambda: copied(db, "peer", rows, BATCH))
        whole = measured(db, lambda: copied(db, "whole", rows, count))
        refused = measured(db, lambda: [
            db.execute("SELECT door_ingest(%s, %s, %s)", [second.name, second.life, batch])
            for batch in refusals])
        numbered = measured(db, lambda: venue.sequence(event))
        print(f"{count:,} attempts, {BATCH} at a time, each batch committed")
        rate("COPY, no index", count, plain)
        rate("COPY, the table's own indexes", count, peer)
        rate("COPY, the same, all at once", count, whole)
        rate("door_ingest", count, taken, peer)
        rate("door_ingest of refusals: no ticket to mark", count, refused, peer)
        rate("door_ingest of what is known already", count, again)
        rate("door_sequence of all of them", 2 * count, numbered)
        conflicts = timed(lambda: db.execute("SELECT * FROM door_conflicts(%s)", [event]))
        print(f"  door_conflicts of the event: {conflicts * 1000:.0f} ms")
    cluster.drop("ingest")


def sell(cluster, database, tier, event, number, sales):
    with cluster.connect(database, autocommit=True) as db:
        for turn in range(sales):
            with db.transaction():
                order = db.execute(
                    "INSERT INTO orders (event_id, order_number, total_amount, payment_status)"
                    " VALUES (%s, %s, 10, 'completed') RETURNING id",
                    [event, f"{number}-{turn}"]).fetchone()[0]
                db.execute("INSERT INTO tickets (order_id, ticket_tier_id, ticket_number,"
                           " qr_code_data) VALUES (%s, %s, %s, '')",
                           [order, tier, f"{number}-{turn}"])


NAIVE = """
CREATE OR REPLACE FUNCTION door_wake(p_event text) RETURNS void LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_notify('door_outbox', p_event); END $$
"""


def sales_beside_sales(cluster, sales=2000, sellers=8):
    print(f"{sellers} sellers, one ticket an order, {sales:,} orders")
    for label, migrate, change in (("without us", False, None), ("with the triggers", True, None),
                                   ("with a NOTIFY in every one of them", True, NAIVE)):
        cluster.make("sales", migrate)
        with cluster.connect("sales", autocommit=True) as db:
            if change:
                db.execute(change)
            venue = Venue(db)
            event = venue.event()
            tier = venue.tier(event)
            threads = [threading.Thread(target=sell, args=[
                cluster, "sales", tier, event, number, sales // sellers])
                for number in range(sellers)]

            def all_of_them():
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()

            print(f"  {label:<46}{sales / timed(all_of_them):>8,.0f} /s", flush=True)
        cluster.drop("sales")


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
    cluster = Cluster()
    try:
        ingest_beside_copy(cluster, count)
        sales_beside_sales(cluster)
    finally:
        cluster.close()


if __name__ == "__main__":
    main()
