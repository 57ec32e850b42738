-- The key of an attempt is read as two numbers, the key of nothing else may be: the planner is free
-- to look at both before it looks at the kind, and does so where a page has many tickets. Each
-- number is therefore made where the kind is known.

CREATE OR REPLACE FUNCTION door_feed_page(
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
        FILTER (WHERE f.kind <> 'attempt' OR a.body IS NOT NULL)
    INTO cursor_, entries
    FROM (
        SELECT * FROM door_feed WHERE event = p_event AND position > p_after
        ORDER BY position LIMIT p_limit
    ) f LEFT JOIN LATERAL (
        SELECT r.body FROM door_attempt_row r
        WHERE f.kind = 'attempt' AND r.event = p_event
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
