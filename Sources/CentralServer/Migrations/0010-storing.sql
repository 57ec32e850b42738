-- The inner part of taking attempts in: from JSON to rows, in one statement, and from rows to the
-- status of the platform's tickets. It must never wait for the platform, and never put another
-- status in the place of a cancellation or a transfer.

CREATE FUNCTION door_store(
    p_journal int, p_allowed text[], p_attempts jsonb,
    OUT stored int, OUT known int, OUT unnumbered int, OUT numbers bigint[], OUT refused jsonb,
    OUT forked jsonb, OUT knew jsonb,
    -- What may have changed, beside each other.
    OUT homes text[], OUT tickets text[], OUT ticket_ids uuid[], OUT reservations text[])
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    -- Events of which the platform has the tickets.
    listed text[] := ARRAY(SELECT e.id::text FROM events e
        WHERE e.id = ANY (ARRAY(SELECT door_uuid(a) FROM unnest(p_allowed) a)));
BEGIN
    WITH clean AS MATERIALIZED (
        -- Without a hash that came with it, and without what is null: that is as good as absent.
        SELECT e.place, CASE WHEN o.is_one THEN e.given ->> 'hash' END AS said,
            CASE WHEN NOT o.is_one THEN jsonb_build_object('given', e.given)
                WHEN e.given ? 'hash' OR strpos(e.given::text, 'null') > 0
                THEN jsonb_strip_nulls(e.given) - 'hash' ELSE e.given END AS body
        FROM jsonb_array_elements(p_attempts) WITH ORDINALITY AS e(given, place)
        CROSS JOIN LATERAL (SELECT jsonb_typeof(e.given) = 'object' AS is_one) o
    ), written AS MATERIALIZED (
        SELECT c.*, c.body::text AS text FROM clean c
    ), read AS MATERIALIZED (
        SELECT w.place, w.body, w.said, door_seq(w.body) AS seq,
            sha256(convert_to(w.text, 'UTF8')) AS hash, door_attempt_fault(w.body, w.text) AS fault
        FROM written w
    ), keyed AS MATERIALIZED (
        SELECT DISTINCT ON (r.seq) r.seq, r.body, r.hash, h.hash AS held,
            CASE WHEN r.said IS NOT NULL AND r.said <> encode(r.hash, 'hex')
                THEN 'hash_mismatch' ELSE r.fault END AS fault
        FROM read r LEFT JOIN LATERAL (
            SELECT o.hash FROM door_attempt_key o
            WHERE o.journal = p_journal AND o.seq = r.seq
            LIMIT 1 -- One look each, however long the journal.
        ) h ON true
        WHERE r.seq IS NOT NULL ORDER BY r.seq, r.place
    ), fresh AS (
        INSERT INTO door_attempt_key (journal, seq, hash)
        SELECT p_journal, k.seq, k.hash FROM keyed k
        ON CONFLICT (journal, seq) DO NOTHING RETURNING seq
    ), fork AS MATERIALIZED (
        SELECT r.seq, r.hash, r.body FROM read r JOIN keyed k ON k.seq = r.seq
        WHERE r.hash <> coalesce(k.held, k.hash)
    ), quarantined AS (
        INSERT INTO door_attempt_quarantine (journal, seq, hash, reason, body)
        SELECT p_journal, f.seq, f.hash, 'journal_forked', f.body FROM fork f
        UNION ALL
        SELECT p_journal, NULL, r.hash, 'no_number', r.body FROM read r WHERE r.seq IS NULL
        ON CONFLICT DO NOTHING
    ), typed AS MATERIALIZED (
        -- What was sent again changes nothing, but whoever sends it wants to know the rest.
        SELECT k.seq, k.body, x.*, f.seq IS NOT NULL AS is_fresh,
            CASE WHEN x.event <> ALL (p_allowed) THEN 'event_not_served' END AS fault,
            door_passage_of(x.act, x.outcome, x.direction, x.repeats, x.ticket) AS passage,
            door_uuid(x.ticket) AS ticket_id
        FROM keyed k LEFT JOIN fresh f ON f.seq = k.seq
        CROSS JOIN LATERAL jsonb_to_record(k.body) AS x(
            at bigint, clock bigint, tick int, time_trusted boolean, event text,
            ticket_event text, ticket text, tier text, door text, area text, act text,
            outcome text, direction text, reason text, repeats bigint, target bigint,
            reservation text, conflict text, scheme text)
        WHERE k.fault IS NULL AND (f.seq IS NOT NULL OR k.held = k.hash)
    ), taken AS MATERIALIZED (
        SELECT t.*, coalesce(t.event, '') AS home,
            -- What the server knew against an admission: a status that was not valid when it
            -- happened, or a ticket that the platform does not have. A door without a trusted
            -- clock cannot say that it was earlier; reservations' tickets are in no list.
            -- What staff let in, or were paid for, they answered for.
            CASE WHEN t.passage IS DISTINCT FROM 'entry' OR t.event <> ALL (listed)
                OR t.outcome IN ('admitted_by_override', 'admitted_after_payment') THEN NULL
                WHEN s.id IS NULL THEN CASE WHEN t.act <> 'sale'
                    AND t.scheme IS DISTINCT FROM 'reservation'
                    THEN '{"status": "not_found"}'::jsonb END
                WHEN s.status <> 'valid' AND (s.since IS NULL OR NOT t.time_trusted
                    OR door_ms(s.since) <= t.at)
                THEN jsonb_strip_nulls(jsonb_build_object(
                    'status', s.status, 'since', door_ms(s.since))) END AS knew
        FROM typed t LEFT JOIN LATERAL (
            SELECT v.id, v.status, v.since FROM door_ticket_standing v
            WHERE v.id = t.ticket_id AND v.event = t.event AND t.passage = 'entry'
            OFFSET 0 -- Computed once.
        ) s ON true
        WHERE t.fault IS NULL AND t.is_fresh
    ), kept AS (
        INSERT INTO door_attempt (home, journal, seq, at, clock, tick, time_trusted, event,
            ticket_event, ticket, tier, door, area, act, outcome, reason, passage, moved,
            reservation, conflict, knew, body)
        SELECT t.home, p_journal, t.seq, t.at, t.clock, t.tick, t.time_trusted, t.event,
            t.ticket_event, t.ticket, t.tier, t.door, t.area, t.act, t.outcome, t.reason,
            t.passage, coalesce(t.body -> 'flags' ? 'moved_area', false), t.reservation,
            t.conflict, t.knew, t.body
        FROM taken t
    ), refusal AS MATERIALIZED (
        SELECT k.seq, coalesce(k.fault, t.fault) AS fault, k.body FROM keyed k
        JOIN fresh f ON f.seq = k.seq LEFT JOIN typed t ON t.seq = k.seq
        WHERE k.fault IS NOT NULL OR t.fault IS NOT NULL
    ), refused_ AS (
        INSERT INTO door_attempt (home, journal, seq, refused, body)
        SELECT '', p_journal, r.seq, r.fault, r.body FROM refusal r
    ), undone AS (
        INSERT INTO door_undo (journal, target, by_journal, by_seq)
        SELECT door_owner(p_journal, t.target), t.target, p_journal, t.seq FROM taken t
        WHERE t.act = 'undo' ON CONFLICT DO NOTHING
    ), queued AS (
        INSERT INTO door_outbox (event, kind, key)
        SELECT t.home, 'attempt', p_journal || '.' || t.seq FROM taken t WHERE t.home <> ''
        ORDER BY t.seq
    ), touched AS (
        SELECT array_agg(t.event) AS homes, array_agg(t.ticket) AS tickets,
            array_agg(t.ticket_id) AS ticket_ids, array_agg(t.reservation) AS reservations
        FROM typed t WHERE t.fault IS NULL AND t.event IS NOT NULL
            AND (t.passage IN ('entry', 'exit') OR t.act IN ('undo', 'payment'))
    )
    SELECT (SELECT count(*) FROM fresh),
        (SELECT count(*) FROM keyed) - (SELECT count(*) FROM fresh),
        (SELECT count(*) FROM read r WHERE r.seq IS NULL),
        ARRAY(SELECT k.seq FROM keyed k),
        (SELECT coalesce(jsonb_agg(jsonb_build_object('number', r.seq, 'reason', r.fault)
            ORDER BY r.seq), '[]') FROM refusal r),
        (SELECT coalesce(jsonb_agg(DISTINCT f.seq), '[]') FROM fork f),
        (SELECT coalesce(jsonb_agg(jsonb_build_object('number', t.seq, 'knew', t.knew)
            ORDER BY t.seq), '[]') FROM taken t WHERE t.knew IS NOT NULL),
        u.homes, u.tickets, u.ticket_ids, u.reservations
    INTO stored, known, unnumbered, numbers, refused, forked, knew,
        homes, tickets, ticket_ids, reservations
    FROM touched u;
END
$$;

-- Makes the platform's tickets say what the doors know: used, since the first admission that
-- stands; valid again when none does. A ticket that the platform holds at this moment is left for
-- later, so that neither waits for the other. `p_is_new`: this transaction knows attempts that
-- nobody else can see; otherwise what is left is on the list already.
CREATE FUNCTION door_project(p_event text, p_tickets uuid[], p_is_new boolean) RETURNS int
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    ours uuid[];
    changed int;
BEGIN
    IF coalesce(cardinality(p_tickets), 0) = 0 THEN RETURN 0; END IF;
    SELECT coalesce(array_agg(l.id), '{}') INTO ours FROM (
        SELECT t.id FROM tickets t WHERE t.id = ANY (p_tickets) AND t.status IN ('valid', 'used')
        FOR NO KEY UPDATE SKIP LOCKED) l;
    -- What follows sees whatever was committed before these locks were ours.
    IF p_is_new AND cardinality(ours) < cardinality(p_tickets) THEN
        INSERT INTO door_projection (event, ticket)
        SELECT p_event, t.id FROM tickets t
        WHERE t.id = ANY (p_tickets) AND t.id <> ALL (ours) AND t.status IN ('valid', 'used')
        ON CONFLICT DO NOTHING;
    END IF;
    DELETE FROM door_projection p WHERE p.event = p_event AND p.ticket = ANY (p_tickets)
        AND NOT EXISTS (SELECT FROM tickets t WHERE t.id = p.ticket AND t.id <> ALL (ours)
            AND t.status IN ('valid', 'used'));
    PERFORM set_config('door.projecting', 'on', true);
    WITH told AS (
        SELECT DISTINCT ON (a.ticket) a.ticket::uuid AS id,
            CASE WHEN NOT s.stands THEN NULL WHEN a.time_trusted THEN door_moment(a.at)
                ELSE a.received_at END AS used_at
        FROM unnest(ours::text[]) AS o(ticket)
        CROSS JOIN LATERAL (
            SELECT * FROM door_attempt f WHERE f.home = p_event AND f.ticket = o.ticket
                AND f.ticket_event = p_event AND f.passage = 'entry'
            OFFSET 0 -- One look each, however many attempts there are.
        ) a
        JOIN door_journal j ON j.id = a.journal
        CROSS JOIN LATERAL (SELECT NOT EXISTS (SELECT FROM door_undo u
            WHERE u.journal = a.journal AND u.target = a.seq) AS stands) s
        ORDER BY a.ticket, s.stands DESC, a.clock, a.tick, j.device, j.incarnation, a.seq
    )
    UPDATE tickets t SET status = CASE WHEN d.used_at IS NULL THEN 'valid' ELSE 'used' END,
        used_at = d.used_at, updated_at = now()
    FROM told d
    WHERE t.id = d.id AND t.status IN ('valid', 'used')
        AND (t.status = 'used', door_ms(t.used_at))
            IS DISTINCT FROM (d.used_at IS NOT NULL, door_ms(d.used_at));
    GET DIAGNOSTICS changed = ROW_COUNT;
    PERFORM set_config('door.projecting', 'off', true);
    RETURN changed;
END
$$;

-- The platform's own marks become attempts of the device `platform`, whose journal is named like
-- the event: an entry where a ticket is used and nobody is known to have let it in, an undo where
-- the platform took that back. Called by the one sequencer of the event.
CREATE FUNCTION door_fold_platform(p_event text, p_tickets uuid[]) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    last bigint;
    batch jsonb;
BEGIN
    -- As often as batches are needed, and never once more.
    FOR turn IN 0 .. cardinality(p_tickets) / 500 LOOP
        last := coalesce((SELECT held FROM door_journal
            WHERE device = 'platform' AND incarnation = p_event), 0);
        WITH mark AS (
            SELECT s.id, s.ticket_tier_id, s.status, door_ms(coalesce(s.used_at,
                s.updated_at, now())) AS at, e.others, e.own
            FROM unnest(p_tickets) AS w(id) CROSS JOIN LATERAL (
                SELECT t.* FROM tickets t JOIN ticket_tiers r ON r.id = t.ticket_tier_id
                WHERE t.id = w.id AND r.event_id::text = p_event
                OFFSET 0 -- One look each, however many tickets the event has.
            ) s CROSS JOIN LATERAL (
                SELECT count(*) AS others, max(a.seq) FILTER (WHERE j.device = 'platform') AS own
                FROM door_attempt a JOIN door_journal j ON j.id = a.journal
                WHERE a.home = p_event AND a.ticket = s.id::text AND a.passage = 'entry'
                    AND NOT EXISTS (SELECT FROM door_undo u
                        WHERE u.journal = a.journal AND u.target = a.seq)
            ) e
            WHERE s.status = 'used' AND e.others = 0 OR s.status = 'valid' AND e.own IS NOT NULL
            ORDER BY s.id LIMIT 500
        )
        SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
            'number', last + m.nth, 'at', m.at, 'clock', m.at, 'tick', 0, 'time_trusted', true,
            'door', 'platform', 'direction', 'entry', 'source', 'box', 'event', p_event,
            'ticket', m.id, 'ticket_event', p_event, 'scheme', 'staff', 'issued_at', m.at,
            'tier', m.ticket_tier_id, 'people', 0,
            'act', CASE m.status WHEN 'used' THEN 'scan' ELSE 'undo' END,
            'outcome', CASE m.status WHEN 'used' THEN 'admitted' ELSE 'done' END,
            'target', CASE m.status WHEN 'valid' THEN m.own END)))
        INTO batch FROM (SELECT *, row_number() OVER (ORDER BY id) AS nth FROM mark) m;
        EXIT WHEN batch IS NULL;
        PERFORM door_ingest('platform', p_event, jsonb_build_object('attempts', batch));
    END LOOP;
END
$$;
