"""How changes of the platform reach the feed: each once, none skipped, nobody held up.

Each function is one story. None of them sleeps: what has to happen at the same time is told step by
step on connections of its own, or waited for by what it does.
"""

import json
import threading

import psycopg

from cluster import MIGRATIONS, migrated
from evening import text_id

# Long enough for a lock that nobody holds, short enough to fail soon on one that somebody does.
PATIENCE = "SET lock_timeout = '5s'; SET statement_timeout = '60s'"


def migrations_leave_the_platforms_tables_alone(stage):
    def shape(db):
        return db.execute(
            "SELECT c.table_name, c.column_name, c.data_type, c.column_default"
            " FROM information_schema.columns c WHERE table_schema = 'public'"
            " AND table_name NOT LIKE 'door%' ORDER BY 1, 2").fetchall() + db.execute(
            "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'"
            " AND tablename NOT LIKE 'door%' ORDER BY 2").fetchall() + db.execute(
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid::regclass::text NOT LIKE 'door%' ORDER BY 1, 2").fetchall()
    stage.cluster.make("bare", migrate=False)
    try:
        with stage.cluster.connect("bare", autocommit=True) as bare:
            before = shape(bare)
            assert before == shape(stage.db), "a migration changed the platform"
            assert len(migrated(bare)) == len(list(MIGRATIONS.glob("*.sql")))
            assert migrated(bare) == [], "a step ran twice"
            assert before == shape(bare)
    finally:
        stage.cluster.drop("bare")


def who_sells_needs_no_right_to_what_is_ours(stage):
    event = stage.venue.event()
    tier = stage.venue.tier(event)
    stage.db.execute("DROP ROLE IF EXISTS seller; CREATE ROLE seller LOGIN;"
                     " GRANT SELECT, INSERT, UPDATE, DELETE ON users, events, ticket_tiers,"
                     " orders, tickets TO seller")
    try:
        with stage.connect(user="seller", autocommit=True) as seller:
            seller.execute(
                "INSERT INTO tickets (ticket_tier_id, ticket_number, qr_code_data)"
                " VALUES (%s, '1', '1')", [tier])
            for forbidden in ("SELECT * FROM door_outbox", "SELECT door_put('a', 'b', 'c')",
                              "SELECT door_sequence('a')"):
                try:
                    seller.execute(forbidden)
                    raise AssertionError(f"a seller may {forbidden}")
                except psycopg.errors.InsufficientPrivilege:
                    pass
    finally:
        stage.db.execute("DROP OWNED BY seller; DROP ROLE seller")
    stage.venue.sequence(event)
    assert len(stage.venue.feed(event, "ticket")) == 1


def every_change_arrives_once(stage):
    venue = stage.venue
    event = venue.event(total_capacity=500)
    tier = venue.tier(event)
    order = venue.order(event, paid=False)
    ticket = venue.ticket(tier, order)

    def news():
        before = len(venue.feed(event))
        venue.sequence(event)
        return [(kind, key, body) for _, kind, key, body in venue.feed(event)[before:]]

    first = news()
    assert sorted(kind for kind, _, _ in first) == ["event", "ticket", "tier"], first
    body = {kind: body for kind, _, body in first}
    assert body["event"]["capacity"] == 500 and body["event"]["state"] == "scheduled"
    assert body["tier"]["name"] == "General"
    assert body["ticket"]["status"] == "unpaid" and body["ticket"]["amount_due"] == 150000
    assert body["ticket"]["currency"] == "INR" and body["ticket"]["group_id"] == order
    assert not {"holder_email", "holder_phone", "qr_code_data"} & set(body["ticket"])
    assert news() == [], "told twice"

    def told(sql, values, kind, **members):
        stage.db.execute(sql, values)
        entries = news()
        assert [(k, key) for k, key, _ in entries] == [kind], entries
        for name, value in members.items():
            assert (entries[0][2] or {}).get(name) == value, entries
        assert news() == []

    one = ("ticket", ticket)
    told("UPDATE orders SET payment_status = 'completed' WHERE id = %s", [order], one,
         status="valid", amount_due=None)
    told("UPDATE tickets SET holder_name = %s WHERE id = %s", ["A\tB" + "é" * 200, ticket], one,
         holder="A B" + "é" * 61)
    told("UPDATE tickets SET status = 'cancelled' WHERE id = %s", [ticket], one,
         status="cancelled")
    told("UPDATE tickets SET status = 'valid' WHERE id = %s", [ticket], one, status="valid")
    told("UPDATE tickets SET status = 'mislaid' WHERE id = %s", [ticket], one, status="blocked")
    told("UPDATE tickets SET status = 'transferred', transferred_at = 'epoch' WHERE id = %s",
         [ticket], one, status="transferred", status_since=0)
    told("UPDATE tickets SET status = 'valid' WHERE id = %s", [ticket], one)
    told("INSERT INTO door_ticket (id, generation) VALUES (%s, 3)", [ticket], one, generation=3)
    told("UPDATE ticket_tiers SET name = 'Balcony' WHERE id = %s", [tier], ("tier", tier),
         name="Balcony")
    told("UPDATE events SET title = 'Later' WHERE id = %s", [event], ("event", event),
         title="Later")
    told("UPDATE events SET status = 'cancelled' WHERE id = %s", [event], ("event", event),
         state="cancelled")
    # What no door needs to know is no news.
    stage.db.execute("UPDATE ticket_tiers SET sold_count = sold_count + 1;"
                     " UPDATE events SET view_count = view_count + 1;"
                     " UPDATE tickets SET holder_email = 'a@b.c'; UPDATE orders SET notes = 'x'")
    assert news() == []
    told("DELETE FROM tickets WHERE id = %s", [ticket], one, ticket_id=None)
    stage.db.execute("DELETE FROM events WHERE id = %s", [event])
    gone = news()
    assert {(kind, key) for kind, key, _ in gone} >= {("event", event)}, gone
    assert all(body is None for _, _, body in gone)


def a_ticket_that_moves_leaves_the_event_it_was_in(stage):
    venue = stage.venue
    here, there = venue.event(), venue.event()
    ticket = venue.ticket(venue.tier(here))
    venue.sequence(here)
    stage.db.execute("UPDATE tickets SET ticket_tier_id = %s", [venue.tier(there)])
    venue.sequence(here), venue.sequence(there)
    assert venue.feed(here, "ticket")[-1][3] is None
    assert venue.feed(there, "ticket")[-1][3]["ticket_id"] == ticket


def our_own_rows_are_news_too(stage):
    venue = stage.venue
    event = venue.event()
    tier = venue.tier(event)
    venue.sequence(event)
    stage.db.execute("INSERT INTO door_key (event, scheme, algorithm, id, sealed)"
                     " VALUES (%s, 'ns2', 'hmac-sha256', 7, 'sealed')", [event])
    stage.db.execute("INSERT INTO door_staff (event, id, name, role, pin)"
                     " VALUES (%s, '7', 'Asha', 'steward', 'scrypt')", [event])
    stage.db.execute("INSERT INTO door_message (event, kind, text)"
                     " VALUES (%s, 'message', 'Rain: open the tent')", [event])
    order = venue.order(event, paid=False, booking_type="reservation",
                        reservation_expires_at="2026-10-01 21:00Z")
    stage.db.execute("INSERT INTO door_reservation (id, event, code, lines, amount_due)"
                     " VALUES (%s, %s, 'AB12CD', %s, 300000)",
                     [order, event, json.dumps({tier: 2})])
    venue.sequence(event)
    told = {kind: body for _, kind, _, body in venue.feed(event)}
    assert "sealed" not in json.dumps(told["key"]) and told["key"]["id"] == 7
    assert told["staff"]["role"] == "steward" and told["message"]["kind"] == "message"
    assert told["reservation"]["status"] == "open"
    assert told["reservation"]["tickets"] == f"{tier}=2"
    assert told["reservation"]["expires_at"] == 1790888400000
    stage.db.execute("UPDATE orders SET payment_status = 'completed' WHERE id = %s", [order])
    venue.sequence(event)
    assert venue.feed(event, "reservation")[-1][3]["status"] == "paid"
    stage.db.execute("UPDATE door_event SET policy = %s WHERE id = %s", [
        json.dumps({"stale": "refuse", "tiers": {tier: {"doors": ["a"]}}}), event])
    venue.sequence(event)
    assert venue.feed(event, "event")[-1][3]["policy"] == {"stale": "refuse"}
    assert venue.feed(event, "tier")[-1][3]["policy"] == {"doors": ["a"]}


def who_commits_late_is_not_skipped(stage):
    venue = stage.venue
    event = venue.event()
    tier = venue.tier(event)
    late, later = stage.connect(), stage.connect()
    first = "INSERT INTO tickets (ticket_tier_id, ticket_number, qr_code_data) VALUES (%s, %s, '')"
    late.execute(first, [tier, "late"])
    later.execute(first, [tier, "later"])
    stage.db.execute(first, [tier, "early"])
    assert venue.sequence(event) == 3  # The event, the tier, the early ticket.
    for connection, number in ((later, "later"), (late, "late")):
        stage.db.execute(first, [tier, "beside " + number])
        assert venue.sequence(event) == 1
        connection.commit()
        assert venue.sequence(event) == 1
        assert venue.feed(event)[-1][3]["number"] == number
    positions = [row[0] for row in venue.feed(event)]
    assert positions == list(range(1, len(positions) + 1)), "a gap"


def a_long_backlog_is_numbered_piece_by_piece(stage):
    venue = stage.venue
    event = venue.event()
    tier = venue.tier(event)
    late = stage.connect()
    late.execute("INSERT INTO tickets (ticket_tier_id, ticket_number, qr_code_data)"
                 " VALUES (%s, 'late', '')", [tier])
    ids = venue.tickets(tier, 1000) + venue.tickets(tier, 1000)
    assert venue.sequence(event, limit=300) == 2002
    late.commit()
    assert venue.sequence(event, limit=300) == 1
    rows = venue.feed(event)
    assert [row[0] for row in rows] == list(range(1, 2004))
    assert {row[2] for row in rows if row[1] == "ticket"} > set(ids)
    assert venue.one("SELECT count(*) FROM door_outbox") == 0


def many_sequencers_make_one_order_without_gaps(stage):
    venue = stage.venue
    event = venue.event()
    tier = venue.tier(event)
    faults = []
    selling = threading.Event()

    def sell(number):
        with stage.connect(autocommit=True) as db:
            for turn in range(60):
                with db.transaction():
                    db.execute("INSERT INTO tickets (ticket_tier_id, ticket_number, qr_code_data)"
                               " VALUES (%s, %s, '')", [tier, f"{number}-{turn}"])

    def number_():
        try:
            with stage.connect(autocommit=True) as db:
                while not selling.is_set():
                    db.execute("SELECT * FROM door_sequence(%s, 7)", [event])
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=number_) for _ in range(4)]
    sellers = [threading.Thread(target=sell, args=[number]) for number in range(4)]
    for thread in threads + sellers:
        thread.start()
    for thread in sellers:
        thread.join()
    selling.set()
    for thread in threads:
        thread.join()
    venue.sequence(event)
    assert not faults, faults
    rows = venue.feed(event)
    assert [row[0] for row in rows] == list(range(1, 243)), len(rows)
    assert len({row[2] for row in rows if row[1] == "ticket"}) == 240


def partitions_are_made_when_an_event_first_appears(stage):
    venue = stage.venue
    # As a backup does: every table locked, for as long as it takes.
    backup = stage.connect()
    tables = [name for (name,) in stage.db.execute(
        "SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public'")]
    backup.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    backup.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS SHARE MODE")
    other = stage.connect(autocommit=True)
    other.execute(PATIENCE)
    event = venue.event()
    assert venue.one("SELECT count(*) FROM door_event") == 0, "the platform did our work"
    other.execute("SELECT * FROM door_sequence(%s)", [event])
    number = venue.one("SELECT number FROM door_event WHERE id = %s", [event])
    made = {name for (name,) in stage.db.execute(
        "SELECT inhrelid::regclass::text FROM pg_inherits")}
    assert {f"door_feed_{number}", f"door_attempt_{number}"} <= made, made
    backup.rollback()


def an_event_that_was_there_before_us_is_adopted(stage):
    stage.cluster.make("older", migrate=False)
    try:
        with stage.cluster.connect("older", autocommit=True) as db:
            from evening import Venue
            venue = Venue(db)
            event = venue.event()
            tickets = venue.tickets(venue.tier(event), 100)
            used = venue.ticket(venue.tier(event), status="used", used_at="2026-10-01 20:30Z")
            migrated(db)
            assert venue.sequence(event) == 0
            venue.one("SELECT door_adopt(%s)", [event])
            venue.sequence(event)
            told = {row[2] for row in venue.feed(event, "ticket")}
            assert told == {*tickets, used}
            assert venue.presence(event)[used][0], "who was used is not inside"
    finally:
        stage.cluster.drop("older")


def a_box_sees_its_events_and_not_its_own_attempts(stage):
    venue = stage.venue
    ours, theirs = venue.event(), venue.event()
    ticket = venue.ticket(venue.tier(ours))
    box, other = venue.box("a", ours), venue.box("b", ours)
    venue.box("stranger", theirs)

    def page(name, event, after, life="", generation=None, limit=500):
        return venue.one("SELECT door_feed_page(%s, %s, %s, %s, %s, %s)",
                         [name, life, event, generation, after, limit])

    for name, event in (("stranger", ours), ("a", theirs), ("nobody", ours)):
        try:
            page(name, event, 0)
            raise AssertionError(f"{name} sees {event}")
        except psycopg.Error as fault:
            assert fault.sqlstate == "DR003", fault
    venue.ingest(box, [box.entry(ticket)])
    venue.ingest(other, [other.refusal(ticket, 1)])
    venue.sequence(ours)
    first = page("a", ours, 0, box.life, limit=2)
    assert first["cursor"] == 2 and "as_of" not in first, first
    rest = page("a", ours, 2, box.life, first["generation"])
    assert rest["cursor"] == rest["head"] == 5 and rest["as_of"] > 1_700_000_000_000, rest
    seen = [entry["body"] for entry in rest["entries"] if entry["kind"] == "attempt"]
    assert [(one["device"], one["reason"]) for one in seen] == [("b", "already_inside")], seen
    # In another life it has lost what it wrote, and gets it back.
    reborn = page("a", ours, 2, "another", first["generation"])
    assert [one["body"]["device"] for one in reborn["entries"]
            if one["kind"] == "attempt"] == ["a", "b"]
    assert page("a", ours, 2, "", text_id())["reset"] is True
    assert page("a", ours, 99, "", first["generation"])["reset"] is True
    stage.db.execute("UPDATE door_device SET revoked_at = now() WHERE id = 'a'")
    try:
        page("a", ours, 0)
        raise AssertionError("a revoked box is served")
    except psycopg.Error as fault:
        assert fault.sqlstate == "DR003", fault


def who_reads_from_the_beginning_hears_only_the_last_word(stage):
    """A box that begins anew must not let in whoever was cancelled meanwhile."""
    venue = stage.venue
    event = venue.event()
    ticket, other = venue.tickets(venue.tier(event), 2)
    venue.box("a", event)
    venue.sequence(event)
    before = venue.one("SELECT door_feed_page('a', '', %s, NULL, 0, 500)", [event])
    stage.db.execute("UPDATE tickets SET status = 'cancelled' WHERE id = %s", [ticket])
    venue.sequence(event)

    def statuses(after):
        page = venue.one("SELECT door_feed_page('a', '', %s, %s, %s, 500)",
                         [event, before["generation"], after])
        assert page["cursor"] == page["head"] == before["head"] + 1, page
        return [(entry["key"], entry["body"]["status"]) for entry in page["entries"]
                if entry["kind"] == "ticket"]

    assert statuses(before["head"]) == [(str(ticket), "cancelled")]
    assert statuses(0) == [(str(other), "valid"), (str(ticket), "cancelled")], statuses(0)


def a_restored_database_begins_another_life(stage):
    venue = stage.venue
    event = venue.event()
    tier = venue.tier(event)
    venue.tickets(tier, 10)
    venue.sequence(event)
    generation = venue.one("SELECT generation FROM door_event")
    assert venue.one("SELECT door_begin()") is False
    assert venue.one("SELECT door_begin()") is False
    stage.db.execute("UPDATE door_server SET identity = 'elsewhere'")
    # In another cluster transactions are counted from the beginning.
    stage.db.execute("UPDATE door_feed SET floor_writer = '9000000000'")
    assert venue.one("SELECT door_begin()") is True
    assert venue.one("SELECT generation FROM door_event") != generation
    venue.ticket(tier)
    assert venue.sequence(event) == 1


def notifications_reach_who_listens(stage):
    venue = stage.venue
    event = venue.event()
    tier = venue.tier(event)
    venue.sequence(event)
    listener = stage.connect(autocommit=True)
    listener.execute("LISTEN door_outbox; LISTEN door_feed")
    with stage.db.transaction():
        venue.ticket(tier)
        venue.ticket(tier)
    venue.sequence(event)
    heard = [(note.channel, note.payload)
             for note in listener.notifies(timeout=5, stop_after=2)]
    assert heard == [("door_outbox", event), ("door_feed", event)], heard
    assert venue.db.execute("SELECT door_pending()").fetchall() == []
    venue.ticket(tier)
    assert venue.db.execute("SELECT door_pending()").fetchall() == [(event,)]


def a_code_enrols_one_box_once(stage):
    venue = stage.venue
    event = venue.event()

    def enrol(code, name):
        return stage.db.execute("SELECT id, door FROM door_enrol(%s, %s, %s, %s)", [
            code, name, bytes(32), name.encode().ljust(32)]).fetchone()

    def refused(code, name, state):
        try:
            enrol(code, name)
            raise AssertionError(f"{name} enrolled")
        except psycopg.Error as fault:
            assert fault.sqlstate == state, fault

    for code, expires in ((b"1", "1 hour"), (b"2", "-1 second")):
        stage.db.execute(
            "INSERT INTO door_enrolment (code_hash, name, door, events, expires_at)"
            " VALUES (%s, 'Main', 'main', %s, now() + %s::interval)",
            [code.ljust(32), [event], expires])
    assert enrol(b"1".ljust(32), "box") == ("box", "main")
    assert venue.one("SELECT door_device_may('box', %s)", [event])
    assert stage.db.execute("SELECT id FROM door_device_of(%s)",
                            [b"box".ljust(32)]).fetchall() == [("box",)]
    refused(b"1".ljust(32), "other", "DR011")
    refused(b"2".ljust(32), "other", "DR012")
    refused(b"3".ljust(32), "other", "DR010")
