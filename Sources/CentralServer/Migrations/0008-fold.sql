-- What follows from the attempts: who is inside, and which admissions contradict each other. The
-- same rule, word for word, that a box applies: docs/PROTOCOL.md. Nothing of it is ever
-- stored; it depends on the set of attempts and not on the order in which they came.

-- The name of a conflict: the same whoever finds it, and whichever attempt came first.
CREATE FUNCTION door_conflict_id(
    p_device text, p_incarnation text, p_seq bigint,
    p_other_device text, p_other_incarnation text, p_other_seq bigint
) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT left(encode(sha256(convert_to(
        CASE WHEN (p_device COLLATE "C", p_incarnation COLLATE "C", p_seq)
            < (p_other_device COLLATE "C", p_other_incarnation COLLATE "C", p_other_seq)
        THEN concat_ws(E'\n', 'checkind/conflict', p_device, p_incarnation, p_seq,
            p_other_device, p_other_incarnation, p_other_seq)
        ELSE concat_ws(E'\n', 'checkind/conflict', p_other_device, p_other_incarnation,
            p_other_seq, p_device, p_incarnation, p_seq)
        END, 'UTF8')), 'hex'), 32)
$$;

-- The passages of some tickets that were not taken back, in their order. `stay` counts how often
-- the ticket had been out before: two entries of one stay have no exit between them.
CREATE FUNCTION door_passages(p_event text, p_tickets text[])
RETURNS TABLE (
    ticket_event text, ticket text, device text, incarnation text, seq bigint, at bigint,
    door text, passage text, moved boolean, area text, place bigint, stay bigint, outs bigint)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan
AS $$
BEGIN
    RETURN QUERY
    WITH clears AS MATERIALIZED (
        SELECT a.clock, a.tick, j.device, j.incarnation, a.seq
        FROM door_attempt a JOIN door_journal j ON j.id = a.journal
        WHERE a.home = p_event AND a.passage = 'clear'
            AND NOT EXISTS (SELECT FROM door_undo u
                WHERE u.journal = a.journal AND u.target = a.seq)
    ), own AS (
        SELECT a.ticket_event, a.ticket, j.device, j.incarnation, a.seq, a.at, a.door, a.passage,
            a.moved, a.area,
            row_number() OVER whole AS place,
            count(*) FILTER (WHERE a.passage = 'exit' AND a.area IS NULL) OVER before AS exits,
            count(*) FILTER (WHERE a.passage = 'exit' AND a.area IS NULL) OVER whole AS all_exits,
            (SELECT count(*) FROM clears c
                WHERE (c.clock, c.tick, c.device, c.incarnation, c.seq)
                    < (a.clock, a.tick, j.device, j.incarnation, a.seq)) AS clears
        FROM unnest(p_tickets) AS w(ticket)
        CROSS JOIN LATERAL (
            SELECT * FROM door_attempt f WHERE f.home = p_event AND f.ticket = w.ticket
                AND f.passage IN ('entry', 'exit')
            OFFSET 0 -- One look each, however many attempts there are.
        ) a
        JOIN door_journal j ON j.id = a.journal
        WHERE NOT EXISTS (SELECT FROM door_undo u
                WHERE u.journal = a.journal AND u.target = a.seq)
        WINDOW ordered AS (PARTITION BY a.ticket_event, a.ticket
                ORDER BY a.clock, a.tick, j.device, j.incarnation, a.seq),
            whole AS (ordered ROWS UNBOUNDED PRECEDING),
            before AS (ordered ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
    )
    SELECT o.ticket_event, o.ticket, o.device, o.incarnation, o.seq, o.at, o.door, o.passage,
        o.moved, o.area, o.place, o.exits + o.clears,
        max(o.all_exits) OVER (PARTITION BY o.ticket_event, o.ticket)
            + (SELECT count(*) FROM clears)
    FROM own o;
END
$$;

-- Where tickets stand: all of an event that ever passed a door, or those named. `entries` leaves
-- out moves from one area to another.
CREATE FUNCTION door_presence(p_event text, p_tickets text[] DEFAULT NULL)
RETURNS TABLE (
    ticket_event text, ticket text, inside boolean, entries bigint, first_at bigint,
    first_door text, last_at bigint, last_door text)
LANGUAGE sql STABLE
AS $$
    WITH entry AS (
        SELECT *, row_number() OVER (PARTITION BY ticket_event, ticket ORDER BY place) AS nth
        FROM door_passages(p_event, coalesce(p_tickets, ARRAY(
            SELECT DISTINCT ticket FROM door_attempt
            WHERE home = p_event AND passage IN ('entry', 'exit'))))
        WHERE passage = 'entry'
    )
    SELECT ticket_event, ticket, bool_or(stay = outs),
        count(*) FILTER (WHERE NOT moved OR nth = 1),
        (array_agg(at ORDER BY nth))[1], (array_agg(door ORDER BY nth))[1],
        (array_agg(at ORDER BY nth DESC))[1], (array_agg(door ORDER BY nth DESC))[1]
    FROM entry GROUP BY ticket_event, ticket
$$;

-- What a manager said of a conflict: the newest word that was not taken back.
CREATE FUNCTION door_decision(p_event text, p_conflict text)
RETURNS TABLE (word text, device text, at bigint)
LANGUAGE sql STABLE
AS $$
    SELECT a.body ->> 'cause', j.device, a.at
    FROM door_attempt a JOIN door_journal j ON j.id = a.journal
    WHERE a.home = p_event AND a.conflict = p_conflict AND a.act = 'decision'
        AND NOT EXISTS (SELECT FROM door_undo u WHERE u.journal = a.journal AND u.target = a.seq)
    ORDER BY a.clock DESC, a.tick DESC, j.device DESC, j.incarnation DESC, a.seq DESC
    LIMIT 1
$$;

-- The conflicts of an event, or those about some tickets and reservations. `first` comes before
-- `second` in the order of the fold. `decision`: the newest one that was not taken back.
CREATE FUNCTION door_conflicts(
    p_event text, p_tickets text[] DEFAULT NULL, p_reservations text[] DEFAULT NULL
) RETURNS TABLE (
    id text, kind text, ticket_event text, ticket text, reservation text,
    first_device text, first_incarnation text, first_seq bigint, first_at bigint,
    second_device text, second_incarnation text, second_seq bigint, second_at bigint,
    decision text, decided_by text, decided_at bigint)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    is_whole boolean := p_tickets IS NULL AND p_reservations IS NULL;
    suspects text[];
BEGIN
    -- Only who was let in by two journals can have been let in by two boxes.
    IF is_whole THEN
        suspects := ARRAY(SELECT a.ticket FROM door_attempt a
            WHERE a.home = p_event AND a.passage = 'entry'
            GROUP BY a.ticket HAVING min(a.journal) <> max(a.journal));
    ELSE
        suspects := ARRAY(SELECT DISTINCT w.ticket FROM unnest(p_tickets) AS w(ticket)
            CROSS JOIN LATERAL (
                SELECT min(a.journal) AS least, max(a.journal) AS most FROM door_attempt a
                WHERE a.home = p_event AND a.ticket = w.ticket AND a.passage = 'entry'
            ) j WHERE j.least <> j.most);
        IF suspects = '{}' AND coalesce(p_reservations, '{}') = '{}' THEN RETURN; END IF;
    END IF;
    RETURN QUERY
    WITH entry AS (
        SELECT p.*, row_number() OVER (
            PARTITION BY p.ticket_event, p.ticket, p.stay ORDER BY p.place) AS nth
        FROM door_passages(p_event, suspects) p
        WHERE p.passage = 'entry'
    ), admission AS (
        -- Who comes from another area came in before; unless that is all that is known.
        SELECT 'admission'::text AS kind, e.ticket_event, e.ticket, NULL::text AS reservation,
            e.device, e.incarnation, e.seq, e.at,
            lag(e.device) OVER s AS before_device,
            lag(e.incarnation) OVER s AS before_incarnation,
            lag(e.seq) OVER s AS before_seq, lag(e.at) OVER s AS before_at
        FROM entry e WHERE NOT e.moved OR e.nth = 1
        WINDOW s AS (PARTITION BY e.ticket_event, e.ticket, e.stay ORDER BY e.place)
    ), payment AS (
        SELECT 'payment'::text, NULL::text, NULL::text, a.reservation,
            j.device, j.incarnation, a.seq, a.at,
            lag(j.device) OVER s, lag(j.incarnation) OVER s, lag(a.seq) OVER s, lag(a.at) OVER s
        FROM door_attempt a JOIN door_journal j ON j.id = a.journal
        WHERE a.home = p_event AND a.reservation IS NOT NULL AND a.act = 'payment'
            AND (is_whole OR a.reservation = ANY (p_reservations))
            AND NOT EXISTS (SELECT FROM door_undo u
                WHERE u.journal = a.journal AND u.target = a.seq)
        WINDOW s AS (PARTITION BY a.reservation
            ORDER BY a.clock, a.tick, j.device, j.incarnation, a.seq)
    ), found AS (
        SELECT door_conflict_id(b.before_device, b.before_incarnation, b.before_seq,
            b.device, b.incarnation, b.seq) AS id, b.*
        FROM (SELECT * FROM admission UNION ALL SELECT * FROM payment) b
        WHERE b.before_device <> b.device
    )
    SELECT f.id, f.kind, f.ticket_event, f.ticket, f.reservation,
        f.before_device, f.before_incarnation, f.before_seq, f.before_at,
        f.device, f.incarnation, f.seq, f.at, d.word, d.device, d.at
    FROM found f LEFT JOIN LATERAL door_decision(p_event, f.id) d ON true;
END
$$;

-- Admissions that the server would have refused, with what it knew when it heard of them: for a
-- person to look at. A conflict of one attempt, by a name of its own; an undo dissolves it.
CREATE FUNCTION door_late(p_event text)
RETURNS TABLE (
    id text, ticket_event text, ticket text, device text, incarnation text, seq bigint, at bigint,
    knew jsonb, decision text, decided_by text, decided_at bigint)
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan
AS $$
BEGIN
    RETURN QUERY
    WITH found AS (
        SELECT left(encode(sha256(convert_to(concat_ws(E'\n', 'checkind/conflict', j.device,
                j.incarnation, a.seq), 'UTF8')), 'hex'), 32) AS id,
            a.ticket_event, a.ticket, j.device, j.incarnation, a.seq, a.at, a.knew
        FROM door_attempt a JOIN door_journal j ON j.id = a.journal
        WHERE a.home = p_event AND a.knew IS NOT NULL
            AND NOT EXISTS (SELECT FROM door_undo u
                WHERE u.journal = a.journal AND u.target = a.seq)
    )
    SELECT f.*, d.word, d.device, d.at
    FROM found f LEFT JOIN LATERAL door_decision(p_event, f.id) d ON true;
END
$$;

-- Everything about an event that a person has to look at, for lists.
CREATE FUNCTION door_contradictions(p_event text)
RETURNS TABLE (
    id text, kind text, ticket_event text, ticket text, reservation text,
    first_device text, first_incarnation text, first_seq bigint, first_at bigint,
    second_device text, second_incarnation text, second_seq bigint, second_at bigint,
    knew jsonb, decision text, decided_by text, decided_at bigint)
LANGUAGE sql STABLE
AS $$
    SELECT c.id, c.kind, c.ticket_event, c.ticket, c.reservation, c.first_device,
        c.first_incarnation, c.first_seq, c.first_at, c.second_device, c.second_incarnation,
        c.second_seq, c.second_at, NULL::jsonb, c.decision, c.decided_by, c.decided_at
    FROM door_conflicts(p_event) c
    UNION ALL
    SELECT l.id, 'late', l.ticket_event, l.ticket, NULL, l.device, l.incarnation, l.seq, l.at,
        NULL, NULL, NULL, NULL, l.knew, l.decision, l.decided_by, l.decided_at
    FROM door_late(p_event) l
$$;

-- A page of an event's conflicts for one box, by their names, as it is sent:
--   {"event", "conflicts": [{"id", "kind", "ticket_event", "ticket", "reservation",
--    "first": {"device", "incarnation", "number", "at"}, "second": {…}, "knew": {…},
--    "decision": {"cause", "device", "at"}}], "next"}
-- `next`: after which one the next page begins; not there when this is the last. Raises
-- event_not_served (DR003).
CREATE FUNCTION door_conflict_page(p_device text, p_event text, p_after text, p_limit int)
RETURNS jsonb
LANGUAGE plpgsql STABLE SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    page jsonb[];
BEGIN
    IF NOT door_device_may(p_device, p_event) THEN
        RAISE EXCEPTION 'event_not_served' USING ERRCODE = 'DR003';
    END IF;
    -- One more than is sent tells whether there are more.
    page := ARRAY(
        SELECT jsonb_strip_nulls(jsonb_build_object('id', c.id, 'kind', c.kind,
            'ticket_event', c.ticket_event, 'ticket', c.ticket, 'reservation', c.reservation,
            'first', jsonb_build_object('device', c.first_device,
                'incarnation', c.first_incarnation, 'number', c.first_seq, 'at', c.first_at),
            'second', CASE WHEN c.second_device IS NOT NULL THEN jsonb_build_object(
                'device', c.second_device, 'incarnation', c.second_incarnation,
                'number', c.second_seq, 'at', c.second_at) END,
            'knew', c.knew,
            'decision', CASE WHEN c.decided_by IS NOT NULL THEN jsonb_build_object(
                'cause', c.decision, 'device', c.decided_by, 'at', c.decided_at) END))
        FROM door_contradictions(p_event) c WHERE c.id > p_after COLLATE "C"
        ORDER BY c.id COLLATE "C" LIMIT p_limit + 1);
    RETURN jsonb_strip_nulls(jsonb_build_object('event', p_event,
        'next', CASE WHEN cardinality(page) > p_limit THEN page[p_limit] -> 'id' END))
        || jsonb_build_object('conflicts', to_jsonb(page[:p_limit]));
END
$$;
