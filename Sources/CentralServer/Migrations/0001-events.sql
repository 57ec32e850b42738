-- The doors' own tables in the platform's database begin here: the events that doors are served
-- for, and the one list of partitions each of them has. Everything of ours is called door_…; a
-- migration must never change a table of the platform. A migration that has been released is
-- frozen.

DO $$
BEGIN
    -- Identifiers are compared byte for byte, as the boxes compare them.
    IF pg_encoding_to_char((SELECT encoding FROM pg_database WHERE datname = current_database()))
        <> 'UTF8'
    THEN
        RAISE EXCEPTION 'the database must be encoded in UTF8';
    END IF;
END
$$;

-- Milliseconds since 1970, as every moment is written in what boxes are sent.
CREATE FUNCTION door_ms(moment timestamptz) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT floor(extract(epoch FROM moment AT TIME ZONE 'UTC') * 1000)::bigint $$;

-- A clock may say any moment at all; a database may not.
CREATE FUNCTION door_moment(ms bigint) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT to_timestamp(least(greatest(ms, 0), 253402300799999) / 1000.0::double precision)
$$;

-- NULL for what is no UUID in lower case.
CREATE FUNCTION door_uuid(given text) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    -- One regular expression would say the same, and take four times as long.
    SELECT CASE WHEN octet_length(given) = 36
            AND given LIKE '________-____-____-____-____________'
            AND octet_length(replace(given, '-', '')) = 32 AND given ~ '^[0-9a-f-]+$'
        THEN given::uuid END
$$;

-- An identifier as the boxes have it: 1 to 128 bytes, no control characters.
CREATE FUNCTION door_is_id(name text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT octet_length(name) BETWEEN 1 AND 128 AND name !~ '[\x01-\x1f\x7f]' $$;

-- A text for a door's screen: no control characters, and so short that a box takes it.
CREATE FUNCTION door_line(given text, bytes int) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$
    SELECT CASE
        WHEN octet_length(given) <= bytes AND given !~ '[\x01-\x1f\x7f]' THEN nullif(given, '')
        -- A character has at most four bytes.
        ELSE nullif(left(regexp_replace(given, '[\x01-\x1f\x7f]+', ' ', 'g'), bytes / 4), '')
    END
$$;

-- Which database this is. After a restore it is another one, and what boxes were told before may
-- be unknown here.
CREATE TABLE door_server (
    id int PRIMARY KEY CHECK (id = 1),
    -- System identifier, timeline and database.
    identity text NOT NULL
);

CREATE TABLE door_event (
    id text COLLATE "C" PRIMARY KEY CHECK (door_is_id(id)),
    -- Names its partitions.
    number int NOT NULL GENERATED ALWAYS AS IDENTITY UNIQUE,
    -- What doors need and the platform has no column for. See docs/PROTOCOL.md.
    policy jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(policy) = 'object'),
    -- One life of the feed: a cursor of another life means nothing.
    generation uuid NOT NULL DEFAULT gen_random_uuid(),
    -- Entries up to this position are of an earlier database and say nothing of what was swept.
    mistrusted bigint NOT NULL DEFAULT 0,
    made_at timestamptz NOT NULL DEFAULT now()
);

-- Attempts. Columns are what folds and reports ask for; `body` is all of it, as it came.
-- `home` is the event, or '' where the box had none. There is no default partition: attaching a
-- partition beside one would have to wait for a backup to end.
CREATE TABLE door_attempt (
    home text COLLATE "C" NOT NULL,
    journal int NOT NULL,
    seq bigint NOT NULL,
    at bigint,
    clock bigint,
    tick int,
    time_trusted boolean,
    event text COLLATE "C",
    ticket_event text COLLATE "C",
    ticket text COLLATE "C",
    tier text COLLATE "C",
    door text COLLATE "C",
    area text COLLATE "C",
    act text COLLATE "C",
    outcome text COLLATE "C",
    reason text COLLATE "C",
    -- 'entry': somebody went in. 'exit': somebody went out. 'clear': everybody did.
    passage text COLLATE "C" CHECK (passage IN ('entry', 'exit', 'clear')),
    moved boolean NOT NULL DEFAULT false,
    reservation text COLLATE "C",
    -- The conflict that a decision is about.
    conflict text COLLATE "C",
    -- Why the server refused it; the columns above are then NULL.
    refused text COLLATE "C",
    -- What the server knew that the door did not, when it would have refused.
    knew jsonb,
    received_at timestamptz NOT NULL DEFAULT now(),
    body jsonb,
    PRIMARY KEY (home, journal, seq)
) PARTITION BY LIST (home);

-- `home` leads although it is one for all of a partition: beside an index that began with the
-- ticket, a planner that knows too little would take the primary key, and read it all.
CREATE INDEX door_attempt_by_ticket ON door_attempt (home, ticket) WHERE ticket IS NOT NULL;
CREATE INDEX door_attempt_by_reservation ON door_attempt (reservation)
    WHERE reservation IS NOT NULL;
CREATE INDEX door_attempt_by_conflict ON door_attempt (conflict) WHERE conflict IS NOT NULL;
CREATE INDEX door_attempt_clear ON door_attempt (clock) WHERE passage = 'clear';
CREATE INDEX door_attempt_review ON door_attempt (journal, seq) WHERE knew IS NOT NULL;

CREATE TABLE door_attempt_homeless PARTITION OF door_attempt FOR VALUES IN ('');

-- What boxes are told, in one order for each event, numbered 1, 2, 3 … without gaps.
CREATE TABLE door_feed (
    event text COLLATE "C" NOT NULL,
    position bigint NOT NULL CHECK (position >= 1),
    kind text COLLATE "C" NOT NULL,
    key text COLLATE "C" NOT NULL,
    -- NULL: there is no such thing any more. Of attempts: never stored, they do not change.
    body jsonb,
    at timestamptz NOT NULL DEFAULT now(),
    -- The outbox was empty up to here when this entry was numbered.
    floor_writer xid8 NOT NULL,
    floor_id bigint NOT NULL,
    PRIMARY KEY (event, position)
) PARTITION BY LIST (event);

-- Whether something is said of a thing later.
CREATE INDEX door_feed_by_key ON door_feed (kind, key, position) WHERE kind <> 'attempt';

-- Adds an event and its partitions. Takes no lock that a backup, a sale or a scan has to wait for.
CREATE FUNCTION door_ensure_event(p_event text) RETURNS int
LANGUAGE plpgsql
AS $$
DECLARE
    its_number int;
BEGIN
    SELECT number INTO its_number FROM door_event WHERE id = p_event;
    IF FOUND THEN RETURN its_number; END IF;
    -- One at a time: attaching is not something two can do at once.
    PERFORM pg_advisory_xact_lock(hashtext('door_ensure_event'));
    SELECT number INTO its_number FROM door_event WHERE id = p_event;
    IF FOUND THEN RETURN its_number; END IF;
    INSERT INTO door_event (id) VALUES (p_event) RETURNING number INTO its_number;
    PERFORM door_make_partition('door_attempt', its_number, p_event);
    PERFORM door_make_partition('door_feed', its_number, p_event);
    RETURN its_number;
END
$$;

-- Made first and attached then: attaching takes a weaker lock than making it in its place.
CREATE FUNCTION door_make_partition(p_table text, p_number int, p_event text) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)',
        p_table || '_' || p_number, p_table);
    EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES IN (%L)',
        p_table, p_table || '_' || p_number, p_event);
END
$$;
