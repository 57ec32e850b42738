-- Where every change is put down, unnumbered, in the transaction that makes it. A trigger does
-- nothing but that: it says which thing changed, never what it is now, takes no lock anybody else
-- could wait for, and costs a sale one row. Numbers are given later, by the sequencer.

CREATE TABLE door_outbox (
    event text COLLATE "C" NOT NULL,
    writer xid8 NOT NULL DEFAULT pg_current_xact_id(),
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    kind text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (event, writer, id)
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000);

-- Tells the servers that there is something to number. The commit of a NOTIFY waits for every other
-- one's, so only one transaction of an event at a time sends it: sales stay side by side. Whoever
-- is not told of in this way is found when the server looks by itself.
CREATE FUNCTION door_wake(p_event text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF pg_try_advisory_xact_lock(hashtext('door_outbox'), hashtext(p_event)) THEN
        PERFORM pg_notify('door_outbox', p_event);
    END IF;
END
$$;

CREATE FUNCTION door_put(p_event text, p_kind text, p_key text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF p_event IS NULL THEN RETURN; END IF;
    INSERT INTO door_outbox (event, kind, key) VALUES (p_event, p_kind, p_key);
    PERFORM door_wake(p_event);
END
$$;

-- The triggers below are SECURITY DEFINER: whoever sells has no rights here. Each is called once a
-- statement, however many rows that has.
CREATE FUNCTION door_tickets_made() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    changed text;
BEGIN
    FOR changed IN
        WITH put AS (
            INSERT INTO door_outbox (event, kind, key)
            SELECT r.event_id::text, 'ticket', n.id::text
            FROM new_rows n JOIN ticket_tiers r ON r.id = n.ticket_tier_id
            WHERE r.event_id IS NOT NULL
            RETURNING event
        ) SELECT DISTINCT event FROM put
    LOOP PERFORM door_wake(changed); END LOOP;
    RETURN NULL;
END
$$;

-- A ticket that moved to another event is news for both.
CREATE FUNCTION door_tickets_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    changed text;
BEGIN
    -- What the doors did is known to the doors.
    IF current_setting('door.projecting', true) = 'on' THEN RETURN NULL; END IF;
    FOR changed IN
        WITH put AS (
            INSERT INTO door_outbox (event, kind, key)
            SELECT DISTINCT r.event_id::text, 'ticket', d.id::text
            FROM (
                SELECT o.id, unnest(ARRAY[o.ticket_tier_id, n.ticket_tier_id]) AS tier
                FROM old_rows o JOIN new_rows n ON n.id = o.id
                WHERE (n.ticket_tier_id, n.order_id, n.ticket_number, n.holder_name, n.status,
                    n.used_at, n.transferred_to_user_id, n.transferred_at)
                    IS DISTINCT FROM (o.ticket_tier_id, o.order_id, o.ticket_number,
                    o.holder_name, o.status, o.used_at, o.transferred_to_user_id,
                    o.transferred_at)
            ) d JOIN ticket_tiers r ON r.id = d.tier
            WHERE r.event_id IS NOT NULL
            RETURNING event
        ) SELECT DISTINCT event FROM put
    LOOP PERFORM door_wake(changed); END LOOP;
    RETURN NULL;
END
$$;

-- The tier may have gone in the same statement; then the order knows the event. When both have,
-- the event itself is gone, and that says it all.
CREATE FUNCTION door_tickets_gone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    changed text;
BEGIN
    FOR changed IN
        WITH put AS (
            INSERT INTO door_outbox (event, kind, key)
            SELECT coalesce(r.event_id, b.event_id)::text, 'ticket', o.id::text
            FROM old_rows o
            LEFT JOIN ticket_tiers r ON r.id = o.ticket_tier_id
            LEFT JOIN orders b ON b.id = o.order_id
            WHERE coalesce(r.event_id, b.event_id) IS NOT NULL
            RETURNING event
        ) SELECT DISTINCT event FROM put
    LOOP PERFORM door_wake(changed); END LOOP;
    RETURN NULL;
END
$$;

-- An order that is paid for, or given back, makes its tickets others; so does another buyer.
CREATE FUNCTION door_orders_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    changed text;
BEGIN
    FOR changed IN
        WITH news AS (
            SELECT n.id FROM old_rows o JOIN new_rows n ON n.id = o.id
            WHERE (n.payment_status, n.user_id, n.total_amount, n.reservation_expires_at)
                IS DISTINCT FROM
                (o.payment_status, o.user_id, o.total_amount, o.reservation_expires_at)
        ), put AS (
            INSERT INTO door_outbox (event, kind, key)
            SELECT r.event_id::text, 'ticket', t.id::text
            FROM news n JOIN tickets t ON t.order_id = n.id
            JOIN ticket_tiers r ON r.id = t.ticket_tier_id
            WHERE r.event_id IS NOT NULL
            UNION ALL
            SELECT v.event, 'reservation', v.id::text
            FROM news n JOIN door_reservation v ON v.id = n.id
            RETURNING event
        ) SELECT DISTINCT event FROM put
    LOOP PERFORM door_wake(changed); END LOOP;
    RETURN NULL;
END
$$;

-- How many were sold is counted in the tier's row at each sale, and is no news.
CREATE FUNCTION door_tiers_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM door_put(event_id::text, 'tier', id::text) FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM door_put(event_id::text, 'tier', id::text) FROM old_rows;
    ELSE
        PERFORM door_put(d.event, 'tier', d.id) FROM (
            SELECT DISTINCT n.id::text AS id,
                unnest(ARRAY[o.event_id, n.event_id])::text AS event
            FROM old_rows o JOIN new_rows n ON n.id = o.id
            WHERE (n.event_id, n.name, n.capacity, n.is_active, n.sort_order)
                IS DISTINCT FROM (o.event_id, o.name, o.capacity, o.is_active, o.sort_order)
        ) d;
        -- With a tier its tickets move.
        INSERT INTO door_outbox (event, kind, key)
        SELECT unnest(ARRAY[o.event_id, n.event_id])::text, 'ticket', t.id::text
        FROM old_rows o JOIN new_rows n ON n.id = o.id JOIN tickets t ON t.ticket_tier_id = n.id
        WHERE n.event_id IS NOT NULL AND o.event_id IS NOT NULL AND n.event_id <> o.event_id;
    END IF;
    RETURN NULL;
END
$$;

CREATE FUNCTION door_events_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM door_put(id::text, 'event', id::text) FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM door_put(id::text, 'event', id::text) FROM old_rows;
    ELSE
        PERFORM door_put(n.id::text, 'event', n.id::text)
        FROM old_rows o JOIN new_rows n ON n.id = o.id
        WHERE (n.title, n.start_datetime, n.end_datetime, n.doors_open_time, n.total_capacity,
            n.age_restriction, n.status, n.is_active)
            IS DISTINCT FROM (o.title, o.start_datetime, o.end_datetime, o.doors_open_time,
            o.total_capacity, o.age_restriction, o.status, o.is_active);
    END IF;
    RETURN NULL;
END
$$;

-- Rows of our own: few at a time. The kind is the trigger's argument.
CREATE FUNCTION door_own_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    given jsonb := CASE TG_OP WHEN 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
BEGIN
    CASE TG_ARGV[0]
        WHEN 'key' THEN
            PERFORM door_put(given ->> 'event', 'key', concat_ws('/', given ->> 'scheme',
                given ->> 'algorithm', given ->> 'id'));
        WHEN 'ticket' THEN
            PERFORM door_put(s.event, 'ticket', s.id::text) FROM door_ticket_standing s
            WHERE s.id = door_uuid(given ->> 'id');
        WHEN 'policy' THEN
            PERFORM door_put(v.id::text, 'event', v.id::text) FROM events v
            WHERE v.id = door_uuid(given ->> 'id');
            PERFORM door_put(r.event_id::text, 'tier', r.id::text) FROM ticket_tiers r
            WHERE r.event_id = door_uuid(given ->> 'id');
        ELSE
            PERFORM door_put(given ->> 'event', TG_ARGV[0], given ->> 'id');
    END CASE;
    RETURN NULL;
END
$$;
