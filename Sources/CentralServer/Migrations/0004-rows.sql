-- What a door needs to know of each thing, as one JSON object a row. The members of tickets and
-- reservations are named like the columns of the lists that a box imports. Never in here: guests'
-- telephone numbers and addresses, codes, secrets, what somebody paid for a ticket.

-- Whether an order with this word is paid for.
CREATE FUNCTION door_is_settled(p_status text, p_policy jsonb) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT coalesce(
        coalesce(p_policy -> 'settled', '["completed", "paid"]'::jsonb) ? p_status, false)
$$;

-- What the doors make of a ticket's status. `used` is none of theirs: who is inside is said by
-- attempts, and the platform's own mark becomes one. A word that nobody knows lets nobody in.
CREATE FUNCTION door_ticket_status(
    p_status text, p_blocked boolean, p_payment text, p_amount numeric, p_policy jsonb
) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN p_status IN ('cancelled', 'transferred', 'refunded', 'unpaid') THEN p_status
        WHEN p_blocked OR p_status IS NULL OR p_status NOT IN ('valid', 'used') THEN 'blocked'
        WHEN p_payment IN ('refunded', 'cancelled') THEN p_payment
        WHEN p_amount > 0 AND NOT door_is_settled(p_payment, p_policy) THEN 'unpaid'
        ELSE 'valid'
    END
$$;

-- Each ticket beside what its status follows from. `since` is when it got it, as far as the
-- platform says.
CREATE VIEW door_ticket_standing AS
SELECT t.id, r.event_id::text AS event, t.status AS platform_status, t.used_at, t.updated_at,
    s.status,
    CASE s.status
        WHEN 'transferred' THEN coalesce(t.transferred_at, t.updated_at)
        WHEN 'valid' THEN NULL
        WHEN 'unpaid' THEN NULL
        ELSE CASE WHEN t.status = s.status THEN t.updated_at
            ELSE coalesce(o.updated_at, t.updated_at) END
    END AS since,
    CASE WHEN s.status = 'unpaid' THEN (coalesce(o.total_amount, 0) * 100)::bigint END AS due,
    coalesce(e.policy ->> 'currency', 'INR') AS currency,
    coalesce(t.transferred_to_user_id, o.user_id) AS user_id,
    x.generation, x.valid_from, x.valid_until,
    t.ticket_tier_id, t.ticket_number, t.holder_name, t.order_id
FROM tickets t
JOIN ticket_tiers r ON r.id = t.ticket_tier_id
LEFT JOIN orders o ON o.id = t.order_id
LEFT JOIN door_ticket x ON x.id = t.id
LEFT JOIN door_event e ON e.id = r.event_id::text
CROSS JOIN LATERAL (SELECT door_ticket_status(
    t.status, x.blocked, o.payment_status, o.total_amount, e.policy) AS status) s;

CREATE VIEW door_ticket_row AS
SELECT event, id, id::text AS key, jsonb_strip_nulls(jsonb_build_object(
    'ticket_id', id, 'event_id', event, 'tier_id', ticket_tier_id,
    'number', door_line(ticket_number, 128), 'holder', door_line(holder_name, 256),
    'user_id', user_id, 'group_id', order_id,
    'status', status, 'status_since', door_ms(since),
    'amount_due', due, 'currency', CASE WHEN due IS NOT NULL THEN currency END,
    'generation', coalesce(generation, 0),
    'valid_from', door_ms(valid_from), 'valid_until', door_ms(valid_until))) AS body
FROM door_ticket_standing;

CREATE VIEW door_tier_row AS
SELECT r.event_id::text AS event, r.id, r.id::text AS key, jsonb_strip_nulls(jsonb_build_object(
    'tier_id', r.id, 'event_id', r.event_id, 'name', door_line(r.name, 256),
    'capacity', r.capacity, 'is_active', r.is_active, 'sort_order', r.sort_order,
    -- Colour, doors, times: see docs/drafts/agreeing.md.
    'policy', e.policy -> 'tiers' -> r.id::text)) AS body
FROM ticket_tiers r LEFT JOIN door_event e ON e.id = r.event_id::text;

CREATE VIEW door_event_row AS
SELECT v.id::text AS event, v.id, v.id::text AS key, jsonb_strip_nulls(jsonb_build_object(
    'event_id', v.id, 'title', door_line(v.title, 256),
    'starts_at', door_ms(v.start_datetime), 'ends_at', door_ms(v.end_datetime),
    'opens_at', door_ms(v.doors_open_time), 'capacity', v.total_capacity,
    'age_restriction', v.age_restriction,
    'state', CASE WHEN v.status = 'cancelled' OR NOT v.is_active THEN 'cancelled'
        ELSE 'scheduled' END,
    -- A tier's rules are in the tier's own row.
    'policy', coalesce(e.policy - 'tiers', '{}'))) AS body
FROM events v LEFT JOIN door_event e ON e.id = v.id::text;

CREATE VIEW door_reservation_row AS
SELECT r.event, r.id, r.id::text AS key, jsonb_strip_nulls(jsonb_build_object(
    'reservation_id', r.id, 'event_id', r.event, 'code', r.code,
    'holder', door_line(r.holder, 256),
    'tickets', (SELECT string_agg(l.key || '=' || l.value, ';' ORDER BY l.key)
        FROM jsonb_each_text(r.lines) l),
    'amount_due', r.amount_due, 'currency', r.currency,
    'expires_at', door_ms(coalesce(r.expires_at, o.reservation_expires_at)),
    'status', coalesce(r.status, CASE
        WHEN o.payment_status IN ('refunded', 'cancelled', 'failed') THEN 'cancelled'
        WHEN door_is_settled(o.payment_status, e.policy) THEN 'paid'
        ELSE 'open' END))) AS body
FROM door_reservation r
LEFT JOIN orders o ON o.id = r.id
LEFT JOIN door_event e ON e.id = r.event;

-- Without the secret: the server seals it for each box as it answers.
CREATE VIEW door_key_row AS
SELECT event, scheme, algorithm, id, scheme || '/' || algorithm || '/' || id AS key,
    jsonb_strip_nulls(jsonb_build_object(
    'id', id, 'event', event, 'scheme', scheme, 'algorithm', algorithm,
    'public_key', encode(public_key, 'base64'),
    'not_before', door_ms(not_before), 'not_after', door_ms(not_after),
    'status', status)) AS body
FROM door_key;

CREATE VIEW door_staff_row AS
SELECT event, id, id AS key, jsonb_build_object(
    'id', id, 'event', event, 'name', name, 'role', role, 'pin', pin,
    'must_change', must_change, 'disabled', disabled) AS body
FROM door_staff;

CREATE VIEW door_message_row AS
SELECT event, id, id::text AS key, jsonb_strip_nulls(jsonb_build_object(
    'id', id, 'event', event, 'kind', kind, 'text', text, 'device', device, 'staff', staff,
    'ends', ends, 'at', door_ms(at))) AS body
FROM door_message;

-- As it came, with the name that only the whole key is.
CREATE VIEW door_attempt_row AS
SELECT a.home AS event, a.journal, a.seq, a.journal || '.' || a.seq AS key,
    j.device, j.incarnation,
    a.body || jsonb_build_object('device', j.device, 'incarnation', j.incarnation) AS body
FROM door_attempt a JOIN door_journal j ON j.id = a.journal
WHERE a.refused IS NULL AND a.home <> '';

-- One thing as a door should have it now; NULL when there is no such thing. STABLE: it sees what
-- the statement sees that asks.
CREATE FUNCTION door_body(p_event text, p_kind text, p_key text) RETURNS jsonb
LANGUAGE plpgsql STABLE SET plan_cache_mode = auto
AS $$
BEGIN
    RETURN CASE p_kind
        WHEN 'ticket' THEN
            (SELECT body FROM door_ticket_row WHERE id = door_uuid(p_key) AND event = p_event)
        WHEN 'tier' THEN
            (SELECT body FROM door_tier_row WHERE id = door_uuid(p_key) AND event = p_event)
        WHEN 'event' THEN (SELECT body FROM door_event_row WHERE id = door_uuid(p_key))
        WHEN 'reservation' THEN
            (SELECT body FROM door_reservation_row WHERE id = door_uuid(p_key) AND event = p_event)
        WHEN 'key' THEN
            (SELECT body FROM door_key_row WHERE event = p_event
                AND scheme = split_part(p_key, '/', 1) AND algorithm = split_part(p_key, '/', 2)
                AND id = split_part(p_key, '/', 3)::int)
        WHEN 'staff' THEN
            (SELECT body FROM door_staff_row WHERE event = p_event AND id = p_key)
        WHEN 'message' THEN (SELECT body FROM door_message_row WHERE id = door_uuid(p_key))
    END;
END
$$;
