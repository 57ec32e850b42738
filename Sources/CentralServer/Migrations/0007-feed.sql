-- From the outbox to the feed: one sequencer an event gives numbers without gaps, to what has been
-- committed. It never waits: not for a sale, not for a backup, not for another sequencer. Who
-- commits late gets a late number.

-- The newest entry, and the place in the outbox before which nothing is left. Every transaction
-- older than the floor's had ended when that was written, and what it left was numbered.
CREATE FUNCTION door_head(p_event text)
RETURNS TABLE (head bigint, floor_writer xid8, floor_id bigint)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    trusted_after bigint;
BEGIN
    SELECT mistrusted INTO trusted_after FROM door_event WHERE id = p_event;
    SELECT f.position, f.floor_writer, f.floor_id INTO head, floor_writer, floor_id
    FROM door_feed f WHERE f.event = p_event ORDER BY f.position DESC LIMIT 1;
    head := coalesce(head, 0);
    IF head <= trusted_after OR floor_writer IS NULL THEN
        floor_writer := '0';
        floor_id := 0;
    END IF;
    RETURN NEXT;
END
$$;

-- Numbers at most `p_limit` rows of an event's outbox.
--   state     'numbered', 'empty', or 'busy': somebody else is at it
--   taken     rows that left the outbox; as many as the limit: call again
--   numbered  entries they became: of several rows about one thing there is one entry
--   head      the newest position
-- Needs READ COMMITTED: what counts is seen after the lock is held. What is left in the outbox is
-- read in the order of its key, as far as is taken and no further: a bitmap would read it all each
-- turn.
CREATE FUNCTION door_sequence(p_event text, p_limit int DEFAULT 5000)
RETURNS TABLE (state text, taken int, numbered int, head bigint)
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan SET enable_bitmapscan = off
AS $$
DECLARE
    its_number int := door_ensure_event(p_event);
    last record;
    tickets uuid[];
BEGIN
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'door_sequence needs READ COMMITTED';
    END IF;
    IF NOT pg_try_advisory_xact_lock(hashtext('door_sequence'), its_number) THEN
        RETURN QUERY SELECT 'busy'::text, 0, 0, NULL::bigint;
        RETURN;
    END IF;
    SELECT * INTO last FROM door_head(p_event);
    WITH horizon AS MATERIALIZED (
        -- Of this very statement. Every writer before it has ended.
        SELECT pg_snapshot_xmin(pg_current_snapshot()) AS writer
    ), chosen AS MATERIALIZED (
        SELECT o.ctid AS place, o.writer, o.id, o.kind, o.key FROM door_outbox o
        WHERE o.event = p_event AND (o.writer, o.id) > (last.floor_writer, last.floor_id)
        ORDER BY o.writer, o.id LIMIT p_limit
    ), gone AS (
        -- Rows of the outbox are never updated, so a place names one row.
        DELETE FROM door_outbox WHERE ctid = ANY (ARRAY(SELECT place FROM chosen))
    ), done AS MATERIALIZED (
        SELECT CASE WHEN c.full AND c.writer < h.writer THEN c.writer ELSE h.writer END AS writer,
            CASE WHEN c.full AND c.writer < h.writer THEN c.id ELSE 0 END AS id
        FROM horizon h LEFT JOIN (
            SELECT writer, id, count(*) OVER () >= p_limit AS full FROM chosen
            ORDER BY writer DESC, id DESC LIMIT 1
        ) c ON true
    ), news AS MATERIALIZED (
        SELECT n.*, CASE n.kind WHEN 'ticket' THEN door_uuid(n.key) END AS ticket FROM (
            SELECT DISTINCT ON (kind, key) kind, key, writer, id FROM chosen
            ORDER BY kind, key, writer, id
        ) n
    ), entry AS (
        INSERT INTO door_feed (event, position, kind, key, body, floor_writer, floor_id)
        SELECT p_event, last.head + row_number() OVER (ORDER BY n.writer, n.id), n.kind, n.key,
            CASE n.kind WHEN 'ticket' THEN t.body WHEN 'attempt' THEN NULL
                ELSE door_body(p_event, n.kind, n.key) END,
            d.writer, d.id
        FROM news n CROSS JOIN done d
        LEFT JOIN LATERAL (
            SELECT r.body FROM door_ticket_row r
            WHERE r.id = n.ticket AND r.event = p_event
            OFFSET 0 -- One look each, however many tickets the event has.
        ) t ON true
        RETURNING position
    )
    SELECT (SELECT count(*) FROM chosen), count(*), coalesce(max(position), last.head),
        (SELECT array_agg(ticket) FROM news WHERE ticket IS NOT NULL)
    INTO taken, numbered, head, tickets FROM entry;
    state := CASE WHEN taken > 0 THEN 'numbered' ELSE 'empty' END;
    IF tickets IS NOT NULL THEN PERFORM door_fold_platform(p_event, tickets); END IF;
    PERFORM door_project(p_event, ARRAY(
        SELECT DISTINCT ticket FROM door_projection WHERE event = p_event LIMIT 500), false);
    IF numbered > 0 THEN PERFORM pg_notify('door_feed', p_event); END IF;
    RETURN NEXT;
END
$$;

-- The events that have something to number or to project. For the look that a server takes by
-- itself, once a second or so, beside what NOTIFY tells it.
CREATE FUNCTION door_pending() RETURNS SETOF text
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan
AS $$
BEGIN
    RETURN QUERY
        SELECT e.id FROM door_event e, door_head(e.id) h
        WHERE EXISTS (SELECT FROM door_outbox o WHERE o.event = e.id
                AND (o.writer, o.id) > (h.floor_writer, h.floor_id))
            OR EXISTS (SELECT FROM door_projection p WHERE p.event = e.id)
        UNION
        SELECT v.id::text FROM events v
        WHERE NOT EXISTS (SELECT FROM door_event e WHERE e.id = v.id::text)
            AND EXISTS (SELECT FROM door_outbox o WHERE o.event = v.id::text);
END
$$;

-- How an event's feed stands. `as_of`: every change that was committed before it, up to a sale's
-- length, is numbered or was seen by whoever asks in the same snapshot.
CREATE FUNCTION door_feed_state(p_event text)
RETURNS TABLE (generation uuid, head bigint, as_of timestamptz)
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    last record;
BEGIN
    SELECT e.generation INTO generation FROM door_event e WHERE e.id = p_event;
    IF NOT FOUND THEN RETURN; END IF;
    SELECT * INTO last FROM door_head(p_event);
    head := last.head;
    SELECT coalesce(min(o.at), statement_timestamp()) INTO as_of FROM door_outbox o
    WHERE o.event = p_event AND (o.writer, o.id) > (last.floor_writer, last.floor_id);
    RETURN NEXT;
END
$$;

-- A page for one box, as it is sent:
--   {"event", "generation", "cursor", "head", "as_of", "entries": [{"position", "kind", "key",
--    "at", "body"}]}
-- `cursor` is where the next page begins; at the head, `as_of` says up to when the list is whole.
-- An entry without a body: the thing is gone. A box is not sent its own attempts of this life.
--   {"event", "generation", "head", "reset": true}: the cursor means nothing here; begin anew.
-- Raises event_not_served (DR003).
CREATE FUNCTION door_feed_page(
    p_device text, p_incarnation text, p_event text, p_generation uuid, p_after bigint,
    p_limit int DEFAULT 500
) RETURNS jsonb
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    feed record;
    cursor_ bigint;
    entries jsonb;
BEGIN
    IF NOT door_device_may(p_device, p_event) THEN
        RAISE EXCEPTION 'event_not_served' USING ERRCODE = 'DR003';
    END IF;
    SELECT * INTO feed FROM door_feed_state(p_event);
    IF p_after > feed.head
        OR (p_generation IS DISTINCT FROM feed.generation AND (p_after > 0
            OR p_generation IS NOT NULL))
    THEN
        RETURN jsonb_build_object('event', p_event, 'generation', feed.generation,
            'head', feed.head, 'reset', true);
    END IF;
    SELECT max(f.position), jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
            'position', f.position, 'kind', f.kind, 'key', f.key, 'at', door_ms(f.at),
            'body', coalesce(f.body, a.body))) ORDER BY f.position)
        -- Only the newest word on each thing: whoever reads from the beginning must not hear that a
        -- ticket was good before it was cancelled.
        FILTER (WHERE CASE f.kind WHEN 'attempt' THEN a.body IS NOT NULL
            ELSE NOT EXISTS (SELECT FROM door_feed n WHERE n.event = p_event AND n.kind = f.kind
                AND n.key = f.key AND n.position > f.position AND n.kind <> 'attempt') END)
    INTO cursor_, entries
    FROM (
        SELECT * FROM door_feed WHERE event = p_event AND position > p_after
        ORDER BY position LIMIT p_limit
    ) f LEFT JOIN LATERAL (
        SELECT r.body FROM door_attempt_row r
        WHERE f.kind = 'attempt' AND r.event = p_event
            -- The planner may look at the key before it looks at the kind, and the key of nothing
            -- else can be read as two numbers: each is made where the kind is known.
            AND r.journal = CASE f.kind WHEN 'attempt' THEN split_part(f.key, '.', 1)::int END
            AND r.seq = CASE f.kind WHEN 'attempt' THEN split_part(f.key, '.', 2)::bigint END
            AND (r.device <> p_device OR r.incarnation <> p_incarnation)
    ) a ON true;
    cursor_ := coalesce(cursor_, p_after);
    RETURN jsonb_strip_nulls(jsonb_build_object('event', p_event, 'generation', feed.generation,
        'cursor', cursor_, 'head', greatest(feed.head, cursor_),
        'as_of', CASE WHEN cursor_ >= feed.head THEN door_ms(feed.as_of) END))
        || jsonb_build_object('entries', coalesce(entries, '[]'));
END
$$;

-- Called on each new connection. After a restore or a failover positions may have been given out
-- that this database does not know: every feed begins another life then, and boxes begin anew.
-- Returns whether it did. What it cannot notice is a restore into the same database of the same
-- server: whoever does that calls door_regenerate.
CREATE FUNCTION door_begin() RETURNS boolean
LANGUAGE plpgsql
AS $$
DECLARE
    now_ text := (SELECT system_identifier FROM pg_control_system())
        || '/' || substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)
        || '/' || (SELECT oid FROM pg_database WHERE datname = current_database());
    known text;
BEGIN
    SELECT identity INTO known FROM door_server WHERE id = 1;
    IF known = now_ THEN RETURN false; END IF;
    INSERT INTO door_server (id, identity) VALUES (1, now_)
    ON CONFLICT (id) DO UPDATE SET identity = excluded.identity
        WHERE door_server.identity <> excluded.identity;
    IF NOT FOUND OR known IS NULL THEN RETURN false; END IF;
    PERFORM door_regenerate();
    RETURN true;
END
$$;

CREATE FUNCTION door_regenerate() RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    UPDATE door_event e SET generation = gen_random_uuid(), mistrusted = h.head
    FROM (SELECT id, (door_head(id)).head FROM door_event) h WHERE h.id = e.id;
END
$$;
