-- What makes an attempt be stored once. The list of attempts is cut by event, so that it cannot
-- itself see that a number was used for another event before; this small table can. Nothing of it
-- is ever changed or deleted while its journal may still be sent.

CREATE TABLE door_attempt_key (
    -- Of door_journal; a foreign key would look that up for each of five hundred.
    journal int NOT NULL,
    seq bigint NOT NULL CHECK (seq >= 1),
    -- SHA-256 of the canonical text: see docs/PROTOCOL.md.
    hash bytea NOT NULL,
    PRIMARY KEY (journal, seq)
);

-- What was taken back, wherever its target stands, and whichever of the two came first.
CREATE TABLE door_undo (
    journal int NOT NULL REFERENCES door_journal (id),
    target bigint NOT NULL,
    -- The attempt that took it back.
    by_journal int NOT NULL,
    by_seq bigint NOT NULL,
    PRIMARY KEY (journal, target)
);

-- The same number with another content, or an attempt without a number. Kept for a person to look
-- at; none of it is in any feed.
CREATE TABLE door_attempt_quarantine (
    id bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    journal int NOT NULL REFERENCES door_journal (id),
    seq bigint,
    hash bytea NOT NULL,
    reason text NOT NULL CHECK (reason IN ('journal_forked', 'no_number')),
    received_at timestamptz NOT NULL DEFAULT now(),
    body jsonb,
    UNIQUE NULLS NOT DISTINCT (journal, seq, hash)
);

-- Tickets of the platform whose status is still to be set by what the doors say: the platform held
-- them when it should have been done. Each transaction that could not do it leaves a row of its
-- own: what another one has settled meanwhile cannot have seen what this one has not committed.
CREATE TABLE door_projection (
    event text COLLATE "C" NOT NULL,
    ticket uuid NOT NULL,
    writer xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (event, ticket, writer)
);

-- The journal of a box, made when it is first heard of, and locked: two requests of one box are
-- handled one after the other.
CREATE FUNCTION door_journal_of(
    p_device text, p_incarnation text, p_base bigint, p_previous text
) RETURNS door_journal
LANGUAGE plpgsql
AS $$
DECLARE
    own door_journal;
BEGIN
    SELECT * INTO own FROM door_journal
    WHERE device = p_device AND incarnation = p_incarnation FOR NO KEY UPDATE;
    IF FOUND THEN RETURN own; END IF;
    INSERT INTO door_journal (device, incarnation, base, held, previous)
    VALUES (p_device, p_incarnation, coalesce(p_base, 0), coalesce(p_base, 0),
        (SELECT id FROM door_journal WHERE device = p_device AND incarnation = p_previous))
    ON CONFLICT (device, incarnation) DO NOTHING;
    SELECT * INTO own FROM door_journal
    WHERE device = p_device AND incarnation = p_incarnation FOR NO KEY UPDATE;
    RETURN own;
END
$$;

-- The journal that a number means when an attempt of `p_journal` names it: numbers go on when a
-- journal gets a new incarnation, so that an undo may be about an attempt of the one before.
CREATE FUNCTION door_owner(p_journal int, p_number bigint) RETURNS int
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    current int := p_journal;
    older int;
    its_base bigint;
BEGIN
    LOOP
        SELECT base, previous INTO its_base, older FROM door_journal WHERE id = current;
        IF older IS NULL OR p_number > its_base THEN RETURN current; END IF;
        current := older;
    END LOOP;
END
$$;

-- Up to where a journal is held without a gap, beginning at what is known of that already.
CREATE FUNCTION door_held(p_journal int, p_from bigint) RETURNS bigint
LANGUAGE plpgsql STABLE
AS $$
DECLARE
    held bigint := p_from;
    before bigint;
BEGIN
    LOOP
        before := held;
        SELECT coalesce(max(seq), held) INTO held FROM (
            SELECT seq, seq - row_number() OVER (ORDER BY seq) AS offset_of FROM door_attempt_key
            WHERE journal = p_journal AND seq > held
        ) AS run WHERE offset_of = before;
        SELECT coalesce(max(last), held) INTO held FROM door_journal_lost
        WHERE journal = p_journal AND first <= held + 1 AND last > held;
        IF held = before THEN RETURN held; END IF;
    END LOOP;
END
$$;
