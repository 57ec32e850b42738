// The tables of journal.db, as SQL. A migration that has been released is frozen: its text never
// changes again; what is new comes in a migration of its own. The schema carries the invariants, so
// that no bug of ours, and nobody with a shell, can write a journal that contradicts itself.

/// The migrations of the journal, oldest first.
enum JournalSchema {
    /// "CkJ1": tells a journal from any other SQLite file.
    static let applicationID: Int32 = 0x436B_4A31

    struct Migration {
        let name: String
        let sql: String
    }

    static let migrations = [
        Migration(name: "1-words", sql: words),
        Migration(name: "2-attempts", sql: attempts),
        Migration(name: "3-presence", sql: presence),
        Migration(name: "4-box", sql: box),
    ]

    /// The words of the protocol. Tables, not CHECK lists: a new word is a new row, and a journal
    /// of ten million attempts need not be rewritten for it.
    private static let words = """
        CREATE TABLE source (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        INSERT INTO source VALUES ('camera'), ('keyboard'), ('typed'), ('api');

        CREATE TABLE scheme (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        INSERT INTO scheme VALUES ('ns1'), ('ns2_hmac'), ('ns2_ed25519');

        CREATE TABLE reason (
            outcome TEXT NOT NULL CHECK (outcome IN ('refused', 'unavailable')),
            name TEXT NOT NULL,
            PRIMARY KEY (outcome, name)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO reason VALUES
            ('refused', 'unreadable'), ('refused', 'unknown_key'), ('refused', 'forged'),
            ('refused', 'wrong_event'), ('refused', 'code_expired'),
            ('refused', 'not_yet_issued'), ('refused', 'not_found'), ('refused', 'cancelled'),
            ('refused', 'refunded'), ('refused', 'blocked'), ('refused', 'unpaid'),
            ('refused', 'transferred'), ('refused', 'not_yet_open'), ('refused', 'closed'),
            ('refused', 'wrong_door'), ('refused', 'already_inside'),
            ('refused', 'reentry_not_allowed'), ('refused', 'entry_limit'), ('refused', 'full'),
            ('refused', 'rapid_scanning'),
            ('unavailable', 'no_usable_key'), ('unavailable', 'no_snapshot'),
            ('unavailable', 'snapshot_stale'), ('unavailable', 'journal_failed'),
            ('unavailable', 'busy');

        CREATE TABLE flag (
            bit INTEGER PRIMARY KEY CHECK (bit > 0 AND bit & (bit - 1) = 0),
            name TEXT NOT NULL UNIQUE
        ) STRICT;
        INSERT INTO flag VALUES
            (1, 'not_inside'), (2, 'rapid_scanning'), (4, 'over_capacity'),
            (8, 'code_age_unchecked'), (16, 'window_unchecked'), (32, 'snapshot_stale');
        """

    private static let attempts = """
        CREATE TABLE attempt (
            number INTEGER PRIMARY KEY CHECK (number >= 1),
            at INTEGER NOT NULL,
            clock INTEGER NOT NULL,
            tick INTEGER NOT NULL CHECK (tick BETWEEN 0 AND 65535),
            time_trusted INTEGER NOT NULL CHECK (time_trusted IN (0, 1)),
            door TEXT NOT NULL,
            direction TEXT NOT NULL CHECK (direction IN ('entry', 'exit')),
            source TEXT NOT NULL REFERENCES source (name),
            fingerprint INTEGER NOT NULL,
            event TEXT,
            ticket TEXT,
            ticket_event TEXT,
            scheme TEXT REFERENCES scheme (name),
            issued_at INTEGER,
            generation INTEGER CHECK (generation BETWEEN 0 AND 255),
            user TEXT,
            tier TEXT,
            outcome TEXT NOT NULL CHECK (outcome IN
                ('admitted', 'readmitted', 'exited', 'admitted_unlisted', 'refused',
                 'unavailable')),
            reason TEXT,
            facts TEXT,
            flags INTEGER NOT NULL CHECK (flags >= 0),
            repeats INTEGER REFERENCES attempt (number) CHECK (repeats < number),
            FOREIGN KEY (outcome, reason) REFERENCES reason (outcome, name),
            CHECK ((reason IS NULL) = (outcome NOT IN ('refused', 'unavailable'))),
            CHECK (facts IS NULL OR outcome = 'refused'),
            CHECK ((ticket IS NULL) = (ticket_event IS NULL)),
            CHECK ((ticket IS NULL) = (scheme IS NULL)),
            CHECK ((ticket IS NULL) = (issued_at IS NULL)),
            CHECK (ticket IS NOT NULL
                OR (generation IS NULL AND user IS NULL AND tier IS NULL))
        ) STRICT;

        -- Covers every question about one ticket's recent past.
        CREATE INDEX attempt_by_ticket ON attempt (ticket, ticket_event, at)
            WHERE ticket IS NOT NULL;

        CREATE TRIGGER attempt_numbers_have_no_gaps BEFORE INSERT ON attempt
        WHEN NEW.number IS NOT (SELECT ifnull(max(number), 0) + 1 FROM attempt)
        BEGIN SELECT RAISE(ABORT, 'attempts are numbered without gaps'); END;

        CREATE TRIGGER attempt_flags_are_known BEFORE INSERT ON attempt
        WHEN NEW.flags != 0 AND NEW.flags & ~(SELECT sum(bit) FROM flag) != 0
        BEGIN SELECT RAISE(ABORT, 'unknown flag'); END;

        CREATE TRIGGER attempts_never_change BEFORE UPDATE ON attempt
        BEGIN SELECT RAISE(ABORT, 'attempts never change'); END;

        CREATE TRIGGER attempts_are_never_deleted BEFORE DELETE ON attempt
        BEGIN SELECT RAISE(ABORT, 'attempts are never deleted'); END;

        -- Admissions that a display has shown.
        CREATE TABLE seen (number INTEGER PRIMARY KEY REFERENCES attempt (number)) STRICT;
        """

    /// Everything here is a fold over the attempts and can be made again from them.
    private static let presence = """
        CREATE TABLE presence (
            event TEXT NOT NULL,
            ticket TEXT NOT NULL,
            inside INTEGER NOT NULL CHECK (inside IN (0, 1)),
            entries INTEGER NOT NULL CHECK (entries >= 0),
            -- Of the last entry: where the ticket is counted while it is inside.
            tier TEXT,
            generation INTEGER CHECK (generation BETWEEN 0 AND 255),
            first_door TEXT, first_at INTEGER,
            last_door TEXT, last_at INTEGER,
            exit_door TEXT, exit_at INTEGER,
            PRIMARY KEY (event, ticket),
            CHECK (inside = 0 OR entries > 0),
            CHECK ((first_door IS NULL) = (first_at IS NULL)),
            CHECK ((last_door IS NULL) = (last_at IS NULL)),
            CHECK ((exit_door IS NULL) = (exit_at IS NULL)),
            CHECK ((entries = 0) = (first_at IS NULL) AND (entries = 0) = (last_at IS NULL))
        ) STRICT, WITHOUT ROWID;

        -- The row of a whole event has the tier ''.
        CREATE TABLE occupancy (
            event TEXT NOT NULL,
            tier TEXT NOT NULL,
            inside INTEGER NOT NULL CHECK (inside >= 0),
            admitted INTEGER NOT NULL CHECK (admitted >= 0),
            PRIMARY KEY (event, tier)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE arrival (
            event TEXT NOT NULL,
            minute INTEGER NOT NULL,
            entries INTEGER NOT NULL CHECK (entries > 0),
            PRIMARY KEY (event, minute)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE refusal (
            event TEXT NOT NULL,
            reason TEXT NOT NULL,
            count INTEGER NOT NULL CHECK (count > 0),
            PRIMARY KEY (event, reason)
        ) STRICT, WITHOUT ROWID;
        """

    private static let box = """
        CREATE TABLE box (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            device TEXT NOT NULL,
            incarnation TEXT NOT NULL,
            -- The number of the snapshot file in use; NULL before the first.
            snapshot INTEGER CHECK (snapshot >= 1),
            -- The highest attempt that the central server holds.
            held_by_central INTEGER NOT NULL DEFAULT 0 CHECK (held_by_central >= 0)
        ) STRICT;

        CREATE TRIGGER a_box_keeps_its_name BEFORE UPDATE OF device, incarnation ON box
        BEGIN SELECT RAISE(ABORT, 'a journal never changes hands'); END;

        CREATE TRIGGER a_box_is_never_forgotten BEFORE DELETE ON box
        BEGIN SELECT RAISE(ABORT, 'a journal never changes hands'); END;
        """
}
