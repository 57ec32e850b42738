-- Who is at the doors: boxes and how they enrol, keys, staff, messages, and what is known of
-- tickets and reservations beyond the platform's columns. Tokens, codes and PINs are hashes here;
-- a secret is sealed before it comes. None of this must ever hold one in the clear.

CREATE TABLE door_device (
    id text COLLATE "C" PRIMARY KEY CHECK (door_is_id(id)),
    name text NOT NULL,
    door text COLLATE "C" NOT NULL CHECK (door_is_id(door)),
    -- The place whose doors share what they know of presence.
    gate text COLLATE "C",
    area text COLLATE "C",
    direction text NOT NULL DEFAULT 'entry' CHECK (direction IN ('entry', 'exit')),
    unlisted_ok boolean NOT NULL DEFAULT false,
    -- Ed25519.
    public_key bytea CHECK (octet_length(public_key) = 32),
    -- SHA-256 of its bearer token.
    token_hash bytea UNIQUE CHECK (octet_length(token_hash) = 32),
    enrolled_at timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz,
    -- The revocation, signed by the server's key.
    revocation bytea
);

-- The platform's own marks are folded in as attempts of this device.
INSERT INTO door_device (id, name, door) VALUES ('platform', 'platform', 'platform');

-- Which events a box may see. What was granted once stays on record: its attempts are facts.
CREATE TABLE door_device_event (
    device text COLLATE "C" NOT NULL REFERENCES door_device (id),
    event text COLLATE "C" NOT NULL REFERENCES door_event (id),
    granted_at timestamptz NOT NULL DEFAULT now(),
    revoked_at timestamptz,
    PRIMARY KEY (device, event)
);

-- One life of a box's journal.
CREATE TABLE door_journal (
    id int PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    device text COLLATE "C" NOT NULL REFERENCES door_device (id),
    incarnation text COLLATE "C" NOT NULL CHECK (door_is_id(incarnation)),
    -- Its first attempt has the number after this one; those before are of `previous`.
    base bigint NOT NULL DEFAULT 0 CHECK (base >= 0),
    previous int REFERENCES door_journal (id),
    -- Every attempt up to this number is held, refused, or known to be lost.
    held bigint NOT NULL CHECK (held >= base),
    begun_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (device, incarnation)
) WITH (fillfactor = 20);

-- Numbers that damage took from a journal: no attempt will ever come for them.
CREATE TABLE door_journal_lost (
    journal int NOT NULL REFERENCES door_journal (id),
    first bigint NOT NULL CHECK (first >= 1),
    last bigint NOT NULL CHECK (last >= first),
    PRIMARY KEY (journal, first)
);

CREATE TABLE door_enrolment (
    -- SHA-256 of the one-time code.
    code_hash bytea PRIMARY KEY CHECK (octet_length(code_hash) = 32),
    name text NOT NULL,
    door text COLLATE "C" NOT NULL CHECK (door_is_id(door)),
    gate text COLLATE "C",
    area text COLLATE "C",
    direction text NOT NULL DEFAULT 'entry' CHECK (direction IN ('entry', 'exit')),
    unlisted_ok boolean NOT NULL DEFAULT false,
    events text[] NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    device text COLLATE "C" REFERENCES door_device (id)
);

CREATE TABLE door_key (
    event text COLLATE "C" NOT NULL REFERENCES door_event (id),
    scheme text NOT NULL CHECK (scheme IN ('ns1', 'ns2')),
    algorithm text NOT NULL CHECK (algorithm IN ('hmac-sha256', 'ed25519')),
    id int NOT NULL CHECK (id BETWEEN 0 AND 255),
    public_key bytea CHECK (octet_length(public_key) = 32),
    -- Sealed by the server for itself; boxes get it sealed for each of them.
    sealed bytea,
    not_before timestamptz,
    not_after timestamptz,
    status text NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'retired', 'revoked')),
    PRIMARY KEY (event, scheme, algorithm, id),
    CHECK (scheme = 'ns2' OR algorithm = 'hmac-sha256'),
    CHECK ((algorithm = 'ed25519') = (public_key IS NOT NULL)),
    CHECK (algorithm = 'ed25519' OR sealed IS NOT NULL)
);

CREATE TABLE door_staff (
    event text COLLATE "C" NOT NULL REFERENCES door_event (id),
    id text COLLATE "C" NOT NULL CHECK (door_is_id(id)),
    name text NOT NULL,
    role text NOT NULL CHECK (role IN ('steward', 'supervisor', 'manager', 'ops')),
    -- A scrypt hash, never a PIN.
    pin text NOT NULL,
    must_change boolean NOT NULL DEFAULT true,
    disabled boolean NOT NULL DEFAULT false,
    PRIMARY KEY (event, id)
);

CREATE TABLE door_message (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    event text COLLATE "C" NOT NULL REFERENCES door_event (id),
    kind text NOT NULL CHECK (kind IN ('message', 'emergency', 'all_clear')),
    text text NOT NULL CHECK (octet_length(text) <= 1000),
    -- Who wrote it: a box, and the number of a person at it.
    device text COLLATE "C" REFERENCES door_device (id),
    staff text COLLATE "C",
    -- The emergency that an all-clear ends.
    ends uuid REFERENCES door_message (id),
    at timestamptz NOT NULL DEFAULT now(),
    CHECK ((kind = 'all_clear') = (ends IS NOT NULL))
);

CREATE TABLE door_message_seen (
    message uuid NOT NULL REFERENCES door_message (id),
    device text COLLATE "C" NOT NULL REFERENCES door_device (id),
    at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (message, device)
);

-- What doors need to know of a ticket and the platform has no column for. No row: nothing.
CREATE TABLE door_ticket (
    id uuid PRIMARY KEY,
    generation int NOT NULL DEFAULT 0 CHECK (generation BETWEEN 0 AND 255),
    valid_from timestamptz,
    valid_until timestamptz,
    blocked boolean NOT NULL DEFAULT false
);

-- Tickets put aside. The platform keeps a reservation's code and tickets outside its database, so
-- whoever makes one says so here, under the id of its order. `status` NULL: what the order says.
CREATE TABLE door_reservation (
    id uuid PRIMARY KEY,
    event text COLLATE "C" NOT NULL REFERENCES door_event (id),
    code text COLLATE "C" NOT NULL CHECK (code ~ '^[A-Z0-9]{6}$'),
    holder text,
    -- A tier's id to how many of it.
    lines jsonb NOT NULL CHECK (jsonb_typeof(lines) = 'object'),
    amount_due bigint NOT NULL CHECK (amount_due >= 0),
    currency text NOT NULL DEFAULT 'INR' CHECK (currency ~ '^[A-Z]{3}$'),
    expires_at timestamptz,
    status text CHECK (status IN ('open', 'paid', 'cancelled', 'used')),
    UNIQUE (event, code)
);

-- Snapshots that were built. Each stays as it is.
CREATE TABLE door_snapshot (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    event text COLLATE "C" NOT NULL REFERENCES door_event (id),
    generation uuid NOT NULL,
    -- Everything up to this position is in it.
    position bigint NOT NULL CHECK (position >= 0),
    as_of timestamptz NOT NULL,
    tickets bigint NOT NULL,
    attempts bigint NOT NULL,
    size bigint NOT NULL,
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    built_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX door_snapshot_newest ON door_snapshot (event, built_at);

-- Its bytes in pieces of one size, so that every copy of the server has them. A range of bytes is a
-- few pieces.
CREATE TABLE door_snapshot_piece (
    snapshot uuid NOT NULL REFERENCES door_snapshot (id) ON DELETE CASCADE,
    number int NOT NULL CHECK (number >= 0),
    bytes bytea NOT NULL,
    PRIMARY KEY (snapshot, number)
);
-- Compressed already, or not worth it: ranges are cut without unpacking.
ALTER TABLE door_snapshot_piece ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- The box that holds this token; no row when there is none, or it was revoked.
CREATE FUNCTION door_device_of(p_token_hash bytea) RETURNS SETOF door_device
LANGUAGE sql STABLE
AS $$ SELECT * FROM door_device WHERE token_hash = p_token_hash AND revoked_at IS NULL $$;

CREATE FUNCTION door_device_may(p_device text, p_event text) RETURNS boolean
LANGUAGE sql STABLE
AS $$
    SELECT EXISTS (
        SELECT FROM door_device_event g JOIN door_device d ON d.id = g.device
        WHERE g.device = p_device AND g.event = p_event AND g.revoked_at IS NULL
            AND d.revoked_at IS NULL)
$$;

CREATE FUNCTION door_grant(p_device text, p_event text) RETURNS void
LANGUAGE plpgsql
AS $$
BEGIN
    PERFORM door_ensure_event(p_event);
    INSERT INTO door_device_event (device, event) VALUES (p_device, p_event)
    ON CONFLICT (device, event) DO UPDATE SET revoked_at = NULL;
END
$$;

-- Turns a one-time code into a device. Raises enrolment_unknown, _expired, _used, device_exists.
CREATE FUNCTION door_enrol(
    p_code_hash bytea, p_device text, p_public_key bytea, p_token_hash bytea
) RETURNS door_device
LANGUAGE plpgsql
AS $$
DECLARE
    code door_enrolment;
    made door_device;
    its_event text;
BEGIN
    SELECT * INTO code FROM door_enrolment WHERE code_hash = p_code_hash FOR UPDATE;
    IF NOT FOUND THEN RAISE EXCEPTION 'enrolment_unknown' USING ERRCODE = 'DR010'; END IF;
    IF code.used_at IS NOT NULL THEN
        RAISE EXCEPTION 'enrolment_used' USING ERRCODE = 'DR011';
    END IF;
    IF code.expires_at <= now() THEN
        RAISE EXCEPTION 'enrolment_expired' USING ERRCODE = 'DR012';
    END IF;
    INSERT INTO door_device
        (id, name, door, gate, area, direction, unlisted_ok, public_key, token_hash)
    VALUES (p_device, code.name, code.door, code.gate, code.area, code.direction,
        code.unlisted_ok, p_public_key, p_token_hash)
    ON CONFLICT (id) DO NOTHING RETURNING * INTO made;
    IF made.id IS NULL THEN RAISE EXCEPTION 'device_exists' USING ERRCODE = 'DR013'; END IF;
    FOREACH its_event IN ARRAY code.events LOOP PERFORM door_grant(p_device, its_event); END LOOP;
    UPDATE door_enrolment SET used_at = now(), device = p_device WHERE code_hash = p_code_hash;
    RETURN made;
END
$$;
