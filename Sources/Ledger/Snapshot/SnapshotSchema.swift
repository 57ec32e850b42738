// The tables of a snapshot file, as SQL, but for those of `SearchIndex`, `LateNames` and
// `ReservationTable`. A snapshot is a cache: another format is another file, made anew, never
// migrated.

enum SnapshotSchema {
    /// "CkS1".
    static let applicationID: Int32 = 0x436B_5331
    /// Raised by every change of these tables, and of what `HolderName` and `PrintedNumber` make of
    /// a text: a list is searched by the rules it was made with.
    static let version = 7

    static let tables = """
        CREATE TABLE event (
            key INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            title TEXT NOT NULL,
            starts_at INTEGER NOT NULL,
            opens_at INTEGER,
            closes_at INTEGER,
            capacity INTEGER CHECK (capacity >= 0),
            capacity_is_hard INTEGER NOT NULL CHECK (capacity_is_hard IN (0, 1)),
            code_max_age INTEGER,
            reentry_allowed INTEGER NOT NULL CHECK (reentry_allowed IN (0, 1)),
            entry_limit INTEGER CHECK (entry_limit >= 0),
            unlisted TEXT CHECK
                (unlisted IN ('refuse', 'admit_if_issued_after_snapshot', 'admit')),
            stale TEXT NOT NULL CHECK (stale IN ('warn', 'signed_only', 'refuse')),
            stale_after INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('scheduled', 'cancelled', 'postponed')),
            postponed_until INTEGER CHECK (postponed_until IS NULL OR state = 'postponed'),
            -- Words and numbers with blanks between them.
            alerts TEXT NOT NULL,
            prompts TEXT NOT NULL,
            clears_at INTEGER,
            -- Up to when the platform's changes are in the list; NULL while there is no list.
            as_of INTEGER,
            -- When its list was wiped; it has none then.
            wiped_at INTEGER,
            -- The members that the configuration says anything of.
            said TEXT NOT NULL,
            CHECK (as_of IS NULL OR wiped_at IS NULL)
        ) STRICT;

        CREATE TABLE area (
            key INTEGER PRIMARY KEY,
            event INTEGER NOT NULL REFERENCES event (key),
            id TEXT NOT NULL,
            name TEXT NOT NULL,
            capacity INTEGER CHECK (capacity >= 0),
            capacity_is_hard INTEGER NOT NULL CHECK (capacity_is_hard IN (0, 1)),
            returns_to TEXT,
            UNIQUE (event, id)
        ) STRICT;

        -- The areas from which somebody comes who enters this one.
        CREATE TABLE area_from (
            area INTEGER NOT NULL REFERENCES area (key),
            id TEXT NOT NULL,
            PRIMARY KEY (area, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE tier (
            key INTEGER PRIMARY KEY,
            event INTEGER NOT NULL REFERENCES event (key),
            id TEXT NOT NULL,
            name TEXT NOT NULL,
            color TEXT,
            capacity INTEGER CHECK (capacity >= 0),
            capacity_is_hard INTEGER NOT NULL CHECK (capacity_is_hard IN (0, 1)),
            opens_at INTEGER,
            closes_at INTEGER,
            -- Tickets in the list that are neither cancelled nor refunded.
            sold INTEGER NOT NULL DEFAULT 0 CHECK (sold >= 0),
            said TEXT NOT NULL,
            UNIQUE (event, id)
        ) STRICT;

        -- The doors a tier may use; no row: every door.
        CREATE TABLE tier_door (
            tier INTEGER NOT NULL REFERENCES tier (key),
            door TEXT NOT NULL,
            PRIMARY KEY (tier, door)
        ) STRICT, WITHOUT ROWID;

        -- Rows go in as they come, by line: only the keys are sorted, when the indexes are made.
        CREATE TABLE ticket (
            line INTEGER PRIMARY KEY,
            event INTEGER NOT NULL REFERENCES event (key),
            id TEXT NOT NULL,
            tier INTEGER NOT NULL REFERENCES tier (key),
            number TEXT NOT NULL,
            holder TEXT,
            user TEXT,
            status TEXT NOT NULL CHECK (status IN
                ('valid', 'used', 'cancelled', 'refunded', 'blocked', 'unpaid', 'transferred')),
            status_since INTEGER,
            amount_due INTEGER,
            currency TEXT,
            generation INTEGER NOT NULL CHECK (generation BETWEEN 0 AND 255),
            valid_from INTEGER,
            valid_until INTEGER,
            as_of INTEGER NOT NULL,
            -- Tickets of one order; NULL for one that stands alone.
            group_id TEXT,
            CHECK ((amount_due IS NULL) = (currency IS NULL))
        ) STRICT;
        """

    static let ticketIndex = "CREATE UNIQUE INDEX ticket_by_id ON ticket (event, id)"
    static let numberIndex = "CREATE UNIQUE INDEX ticket_by_number ON ticket (event, number)"
    /// Most tickets of most lists stand alone, and cost nothing here.
    static let groupIndex = """
        CREATE INDEX ticket_by_group ON ticket (event, group_id) WHERE group_id IS NOT NULL
        """
    /// The few that a door refuses, for whoever looks which of them went in before.
    static let refusedIndex = """
        CREATE INDEX ticket_refused ON ticket (event) WHERE status NOT IN ('valid', 'used')
        """
    static let indexes = [ticketIndex, numberIndex, groupIndex, refusedIndex]

    static let insertTicket = """
        INSERT INTO ticket (line, event, id, tier, number, holder, user, status, status_since, \
        amount_due, currency, generation, valid_from, valid_until, as_of, group_id) \
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    static let countSold = """
        UPDATE tier SET sold = 0;
        UPDATE tier SET sold = counted.sold FROM (
            SELECT tier AS key, count(*) AS sold FROM ticket
            WHERE status NOT IN ('cancelled', 'refunded') GROUP BY tier
        ) AS counted WHERE counted.key = tier.key;
        """
}
