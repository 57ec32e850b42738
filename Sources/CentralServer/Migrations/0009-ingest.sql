-- Attempts come in: each is stored exactly once, whatever is wrong with it, and none holds up the
-- others. The server looks at the shape of an attempt and never at its sense: a word that it does
-- not know is stored and handed on, since a newer box may.

-- A member that is an identifier, or is not there. `plain`: no text of the body has a control
-- character, so that not every one need be looked through.
CREATE FUNCTION door_has_id(body jsonb, name text, plain boolean) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE jsonb_typeof(body -> name)
        WHEN 'string' THEN octet_length(body ->> name) BETWEEN 1 AND 128
            AND (plain OR door_is_id(body ->> name))
        ELSE NOT body ? name END
$$;

CREATE FUNCTION door_has_integer(body jsonb, name text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT coalesce(jsonb_typeof(body -> name) = 'number' AND octet_length(body ->> name) <= 18
        AND body ->> name ~ '^-?[0-9]+$', false)
$$;

-- A word of the protocol, known here or not.
CREATE FUNCTION door_is_word(given text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT coalesce(octet_length(given) BETWEEN 1 AND 40
        AND translate(given, 'abcdefghijklmnopqrstuvwxyz_', '') = '', false)
$$;

-- The number of an attempt; NULL when it has none.
CREATE FUNCTION door_seq(body jsonb) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE WHEN door_has_integer(body, 'number') AND (body -> 'number')::numeric >= 1
        THEN (body -> 'number')::bigint END
$$;

-- What is wrong with the shape of an attempt, of which no member is null; NULL when nothing is.
-- `written` is its text, whose bound is many times what the longest attempt has.
CREATE FUNCTION door_attempt_fault(body jsonb, written text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
AS $$
DECLARE
    bytes int := octet_length(written);
    -- JSON writes every control character but one with a backslash.
    plain boolean := strpos(written, '\') = 0 AND strpos(written, E'\x7f') = 0;
BEGIN
    RETURN CASE
        WHEN bytes > 8192 THEN 'too_large'
        WHEN NOT door_has_integer(body, 'at') THEN 'malformed_at'
        -- Fifteen digits: ten times as far as any clock can pull that of another box.
        WHEN NOT door_has_integer(body, 'clock')
            OR abs((body -> 'clock')::bigint) > 999999999999999 THEN 'malformed_clock'
        WHEN NOT door_has_integer(body, 'tick') OR (body -> 'tick')::bigint NOT BETWEEN 0 AND 65535
            THEN 'malformed_tick'
        WHEN jsonb_typeof(body -> 'time_trusted') IS DISTINCT FROM 'boolean'
            THEN 'malformed_time_trusted'
        WHEN NOT body ? 'door' OR NOT door_has_id(body, 'door', plain) THEN 'malformed_door'
        WHEN coalesce(body ->> 'direction' NOT IN ('entry', 'exit'), true)
            THEN 'malformed_direction'
        WHEN NOT door_is_word(body ->> 'act') THEN 'malformed_act'
        WHEN NOT door_is_word(body ->> 'outcome') THEN 'malformed_outcome'
        WHEN NOT door_has_id(body, 'event', plain) THEN 'malformed_event'
        WHEN NOT door_has_id(body, 'ticket', plain) THEN 'malformed_ticket'
        WHEN NOT door_has_id(body, 'ticket_event', plain)
            OR body ? 'ticket' <> body ? 'ticket_event'
            THEN 'malformed_ticket_event'
        WHEN NOT door_has_id(body, 'tier', plain) THEN 'malformed_tier'
        WHEN NOT door_has_id(body, 'area', plain) THEN 'malformed_area'
        WHEN NOT door_has_id(body, 'reservation', plain) THEN 'malformed_reservation'
        WHEN NOT door_has_id(body, 'conflict', plain) THEN 'malformed_conflict'
        WHEN coalesce(jsonb_typeof(body -> 'reason'), 'null') NOT IN ('string', 'null')
            THEN 'malformed_reason'
        WHEN coalesce(jsonb_typeof(body -> 'flags'), 'null') NOT IN ('array', 'null')
            THEN 'malformed_flags'
        WHEN body ? 'target' AND (NOT door_has_integer(body, 'target')
            OR (body -> 'target')::bigint < 1) THEN 'malformed_target'
        WHEN body ->> 'act' = 'undo' AND NOT body ? 'target' THEN 'malformed_target'
        WHEN body ? 'repeats' AND NOT door_has_integer(body, 'repeats') THEN 'malformed_repeats'
    END;
END
$$;

-- What an attempt does to presence.
CREATE FUNCTION door_passage_of(
    act text, outcome text, direction text, repeats bigint, ticket text
) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN act = 'clear_out' THEN 'clear'
        WHEN ticket IS NULL OR repeats IS NOT NULL THEN NULL
        WHEN direction = 'entry' AND outcome IN ('admitted', 'readmitted', 'admitted_unlisted',
            'admitted_by_override', 'admitted_after_payment') THEN 'entry'
        WHEN direction = 'exit' AND outcome = 'exited' THEN 'exit'
    END
$$;

-- Stores one batch of a box:
--   {"attempts": [{…}, …], "base": n, "previous": incarnation, "lost": [[first, last], …]}
-- of which only `attempts` must be there. Returns
--   {"held": n, "stored": n, "known": n,
--    "refused": [{"number", "reason"}], "forked": [number, …], "unnumbered": n,
--    "notes": [{"number", "conflict", "with": {"device", "incarnation", "number"}},
--              {"number", "knew": {"status", "since"}}]}
-- Everything up to `held` is stored, refused, or known to be lost. Raises device_unknown (DR001),
-- batch_malformed (DR004), batch_too_large (DR005), journal_unknown_base (DR006).
CREATE FUNCTION door_ingest(p_device text, p_incarnation text, p_batch jsonb) RETURNS jsonb
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    batch_limit CONSTANT int := 500;
    own door_journal;
    allowed text[];
    done record;
    its record;
    notes jsonb := '[]';
    now_held bigint;
BEGIN
    IF jsonb_typeof(p_batch -> 'attempts') IS DISTINCT FROM 'array'
        -- Of NULL it is not known whether it is one.
        OR door_is_id(p_incarnation) IS NOT TRUE
    THEN
        RAISE EXCEPTION 'batch_malformed' USING ERRCODE = 'DR004';
    END IF;
    IF jsonb_array_length(p_batch -> 'attempts') > batch_limit THEN
        RAISE EXCEPTION 'batch_too_large' USING ERRCODE = 'DR005';
    END IF;
    PERFORM FROM door_device WHERE id = p_device AND revoked_at IS NULL;
    IF NOT FOUND THEN RAISE EXCEPTION 'device_unknown' USING ERRCODE = 'DR001'; END IF;
    own := door_own_journal(p_device, p_incarnation, p_batch);
    allowed := CASE p_device WHEN 'platform' THEN ARRAY[p_incarnation] ELSE ARRAY(
        SELECT event FROM door_device_event WHERE device = p_device) END;
    SELECT * INTO done FROM door_store(own.id, allowed, p_batch -> 'attempts');
    FOR its IN
        SELECT t.home,
            array_agg(DISTINCT t.ticket) FILTER (WHERE t.ticket IS NOT NULL) AS tickets,
            array_agg(DISTINCT t.ticket_id) FILTER (WHERE t.ticket_id IS NOT NULL) AS ticket_ids,
            array_agg(DISTINCT t.reservation) FILTER (WHERE t.reservation IS NOT NULL)
                AS reservations
        FROM unnest(done.homes, done.tickets, done.ticket_ids, done.reservations)
            AS t(home, ticket, ticket_id, reservation)
        GROUP BY t.home
    LOOP
        PERFORM door_project(its.home, its.ticket_ids, true);
        notes := notes || door_conflict_notes(its.home, p_device, p_incarnation,
            done.numbers, its.tickets, its.reservations);
        PERFORM door_wake(its.home);
    END LOOP;
    now_held := door_held(own.id, own.held);
    IF now_held > own.held THEN
        UPDATE door_journal SET held = now_held WHERE id = own.id;
    END IF;
    RETURN jsonb_build_object('held', now_held, 'stored', done.stored, 'known', done.known,
        'refused', done.refused, 'forked', done.forked, 'unnumbered', done.unnumbered,
        'notes', notes || done.knew);
END
$$;

-- The journal of a batch, with what the batch says of its beginning and its gaps.
CREATE FUNCTION door_own_journal(p_device text, p_incarnation text, p_batch jsonb)
RETURNS door_journal
LANGUAGE plpgsql
AS $$
DECLARE
    -- Each is damage that a person knows of; a journal has few.
    gap_limit CONSTANT int := 1000;
    own door_journal;
    gap jsonb;
BEGIN
    -- `base` is a number, `previous` an incarnation, and `lost` a list of gaps.
    IF p_batch ->> 'base' IS NOT NULL AND NOT (door_has_integer(p_batch, 'base')
            AND (p_batch -> 'base')::bigint >= 0)
        OR coalesce(jsonb_typeof(p_batch -> 'previous'), 'null') NOT IN ('string', 'null')
        OR NOT door_is_id(p_batch ->> 'previous')
        OR coalesce(jsonb_typeof(p_batch -> 'lost'), 'null') NOT IN ('array', 'null')
    THEN
        RAISE EXCEPTION 'batch_malformed' USING ERRCODE = 'DR004';
    END IF;
    own := door_journal_of(p_device, p_incarnation, (p_batch ->> 'base')::bigint,
        p_batch ->> 'previous');
    IF own.base <> coalesce((p_batch ->> 'base')::bigint, own.base) THEN
        RAISE EXCEPTION 'journal_unknown_base' USING ERRCODE = 'DR006';
    END IF;
    IF jsonb_typeof(p_batch -> 'lost') IS DISTINCT FROM 'array' THEN RETURN own; END IF;
    IF jsonb_array_length(p_batch -> 'lost') > gap_limit THEN
        RAISE EXCEPTION 'batch_too_large' USING ERRCODE = 'DR005';
    END IF;
    FOR gap IN SELECT * FROM jsonb_array_elements(p_batch -> 'lost')
    LOOP
        IF NOT (door_has_integer(gap, 0) AND door_has_integer(gap, 1)
            AND jsonb_array_length(gap) = 2
            AND (gap -> 0)::bigint BETWEEN 1 AND (gap -> 1)::bigint)
        THEN
            RAISE EXCEPTION 'batch_malformed' USING ERRCODE = 'DR004';
        END IF;
        INSERT INTO door_journal_lost (journal, first, last)
        VALUES (own.id, (gap ->> 0)::bigint, (gap ->> 1)::bigint)
        ON CONFLICT (journal, first) DO UPDATE
        SET last = greatest(door_journal_lost.last, excluded.last);
    END LOOP;
    RETURN own;
END
$$;

CREATE FUNCTION door_has_integer(body jsonb, place int) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT coalesce(jsonb_typeof(body -> place) = 'number' AND body ->> place ~ '^[0-9]{1,18}$',
        false)
$$;

-- Notes for those attempts of a batch that are part of a conflict now.
CREATE FUNCTION door_conflict_notes(
    p_event text, p_device text, p_incarnation text, p_numbers bigint[],
    p_tickets text[], p_reservations text[]
) RETURNS jsonb
LANGUAGE sql STABLE
AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('number', n.seq, 'conflict', c.id,
        'with', jsonb_build_object('device', n.device, 'incarnation', n.incarnation,
            'number', n.other)) ORDER BY n.seq), '[]')
    FROM door_conflicts(p_event, coalesce(p_tickets, '{}'), coalesce(p_reservations, '{}')) c
    CROSS JOIN LATERAL (
        SELECT c.first_seq AS seq, c.second_device AS device, c.second_incarnation AS incarnation,
            c.second_seq AS other
        WHERE c.first_device = p_device AND c.first_incarnation = p_incarnation
        UNION ALL
        SELECT c.second_seq, c.first_device, c.first_incarnation, c.first_seq
        WHERE c.second_device = p_device AND c.second_incarnation = p_incarnation
    ) n WHERE n.seq = ANY (p_numbers)
$$;
