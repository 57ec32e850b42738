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
        Migration(name: "5-people", sql: people),
        Migration(name: "6-lost", sql: lost),
        Migration(name: "7-sign-in", sql: signIn),
        Migration(name: "8-payments", sql: PaymentSchema.payments),
        Migration(name: "9-turns", sql: turns),
        Migration(name: "10-lost-money", sql: PaymentSchema.lost),
        Migration(name: "11-agreeing", sql: AgreeingSchema.agreeing),
        Migration(name: "12-decisions", sql: DecisionSchema.decisions),
        Migration(name: "13-people-of-the-server", sql: HeardSchema.people),
        Migration(name: "14-messages", sql: HeardSchema.messages),
    ]

    /// The words of the protocol. Tables, not CHECK lists: a new word is a new row, and a journal
    /// of ten million attempts need not be rewritten for it.
    private static let words = """
        CREATE TABLE source (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        INSERT INTO source VALUES
            ('camera'), ('keyboard'), ('typed'), ('api'), ('staff'), ('box');

        CREATE TABLE scheme (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        INSERT INTO scheme VALUES ('ns1'), ('ns2_hmac'), ('ns2_ed25519'), ('staff');

        CREATE TABLE act (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        INSERT INTO act VALUES
            ('scan'), ('lookup'), ('search'), ('override'), ('undo'), ('confirm'), ('headcount'),
            ('walk_up'), ('group'), ('payment'), ('sale'), ('emergency'), ('all_clear'),
            ('clear_out'), ('shift_open'), ('shift_close'), ('turn');

        CREATE TABLE cause (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        INSERT INTO cause VALUES
            ('known'), ('technical_fault'), ('companion'), ('guest_list'), ('crew'), ('mistake'),
            ('sold_out'), ('other');

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
            ('refused', 'rapid_scanning'), ('refused', 'emergency'),
            ('refused', 'event_cancelled'), ('refused', 'event_postponed'),
            ('refused', 'not_confirmed'), ('refused', 'group_waits'),
            ('unavailable', 'no_usable_key'), ('unavailable', 'no_snapshot'),
            ('unavailable', 'snapshot_stale'), ('unavailable', 'journal_failed'),
            ('unavailable', 'busy');

        CREATE TABLE flag (
            bit INTEGER PRIMARY KEY CHECK (bit > 0 AND bit & (bit - 1) = 0),
            name TEXT NOT NULL UNIQUE
        ) STRICT;
        INSERT INTO flag VALUES
            (1, 'not_inside'), (2, 'rapid_scanning'), (4, 'over_capacity'),
            (8, 'code_age_unchecked'), (16, 'window_unchecked'), (32, 'snapshot_stale'),
            (64, 'moved_area');
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
            -- NULL when no code was shown.
            fingerprint INTEGER,
            event TEXT,
            ticket TEXT,
            ticket_event TEXT,
            scheme TEXT REFERENCES scheme (name),
            issued_at INTEGER,
            generation INTEGER CHECK (generation BETWEEN 0 AND 255),
            user TEXT,
            tier TEXT,
            outcome TEXT NOT NULL CHECK (outcome IN
                ('admitted', 'readmitted', 'exited', 'admitted_unlisted',
                 'admitted_by_override', 'admitted_after_payment', 'refused', 'unavailable',
                 'done')),
            reason TEXT,
            facts TEXT,
            flags INTEGER NOT NULL CHECK (flags >= 0),
            repeats INTEGER REFERENCES attempt (number) CHECK (repeats < number),
            -- Where the door leads, or where its exit leads back to.
            area TEXT,
            act TEXT NOT NULL REFERENCES act (name),
            staff TEXT,
            shift INTEGER REFERENCES attempt (number) CHECK (shift < number),
            target INTEGER REFERENCES attempt (number) CHECK (target < number),
            people INTEGER NOT NULL,
            cause TEXT REFERENCES cause (name),
            FOREIGN KEY (outcome, reason) REFERENCES reason (outcome, name),
            CHECK ((reason IS NULL) = (outcome NOT IN ('refused', 'unavailable'))),
            CHECK (facts IS NULL OR outcome = 'refused'),
            CHECK (fingerprint IS NOT NULL OR source IN ('staff', 'box')),
            CHECK ((outcome = 'done')
                = (act NOT IN ('scan', 'override', 'confirm', 'group', 'sale'))),
            CHECK (target IS NOT NULL
                OR act NOT IN ('override', 'undo', 'confirm', 'group', 'sale', 'all_clear')),
            CHECK ((ticket IS NULL) = (ticket_event IS NULL)),
            CHECK ((ticket IS NULL) = (scheme IS NULL)),
            CHECK ((ticket IS NULL) = (issued_at IS NULL)),
            CHECK (ticket IS NOT NULL
                OR (generation IS NULL AND user IS NULL AND tier IS NULL))
        ) STRICT;

        -- Covers every question about one ticket's recent past.
        CREATE INDEX attempt_by_ticket ON attempt (ticket, ticket_event, at)
            WHERE ticket IS NOT NULL;

        -- What was done about an attempt later. None of these can be done twice.
        CREATE INDEX attempt_by_target ON attempt (target) WHERE target IS NOT NULL;
        CREATE UNIQUE INDEX attempt_done_once ON attempt (target, act)
            WHERE act IN ('override', 'undo', 'confirm', 'all_clear');
        CREATE INDEX clear_out_by_event ON attempt (event) WHERE act = 'clear_out';
        CREATE INDEX override_by_shift ON attempt (shift) WHERE act = 'override';

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

        -- What staff wrote beside an attempt. May name people: it goes when the guests' data goes.
        CREATE TABLE remark (
            number INTEGER PRIMARY KEY REFERENCES attempt (number),
            text TEXT NOT NULL
        ) STRICT;

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
            area TEXT,
            PRIMARY KEY (event, ticket),
            CHECK (area IS NULL OR inside = 1),
            CHECK (inside = 0 OR entries > 0),
            CHECK ((first_door IS NULL) = (first_at IS NULL)),
            CHECK ((last_door IS NULL) = (last_at IS NULL)),
            CHECK ((exit_door IS NULL) = (exit_at IS NULL)),
            CHECK ((entries = 0) = (first_at IS NULL) AND (entries = 0) = (last_at IS NULL))
        ) STRICT, WITHOUT ROWID;

        -- Of the event as a whole, where the name is '', of a tier, or of an area. People who were
        -- counted by hand have no tier.
        CREATE TABLE occupancy (
            event TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('event', 'tier', 'area')),
            name TEXT NOT NULL,
            -- A sum, so it may be below zero: counted out by hand, and by the ticket as well.
            inside INTEGER NOT NULL,
            admitted INTEGER NOT NULL CHECK (admitted >= 0),
            PRIMARY KEY (event, kind, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE arrival (
            event TEXT NOT NULL,
            minute INTEGER NOT NULL,
            entries INTEGER NOT NULL CHECK (entries >= 0),
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
            held_by_central INTEGER NOT NULL DEFAULT 0 CHECK (held_by_central >= 0),
            -- The emergency that holds; NULL when none does.
            emergency INTEGER REFERENCES attempt (number)
        ) STRICT;

        CREATE TRIGGER a_box_keeps_its_name BEFORE UPDATE OF device, incarnation ON box
        BEGIN SELECT RAISE(ABORT, 'a journal never changes hands'); END;

        CREATE TRIGGER a_box_is_never_forgotten BEFORE DELETE ON box
        BEGIN SELECT RAISE(ABORT, 'a journal never changes hands'); END;
        """

    /// Who works at this box. Their names stay here; attempts know their ids.
    private static let people = """
        CREATE TABLE role (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        INSERT INTO role VALUES ('steward'), ('supervisor'), ('manager'), ('ops');

        CREATE TABLE staff (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL,
            role TEXT NOT NULL REFERENCES role (name),
            -- A scrypt hash, never a PIN.
            pin TEXT NOT NULL,
            -- The PIN was given by somebody else and has to be changed at the first use.
            must_change INTEGER NOT NULL CHECK (must_change IN (0, 1)),
            disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
            -- Wrong PINs in a row, and when the last one was typed.
            failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
            failed_at INTEGER
        ) STRICT, WITHOUT ROWID;
        """

    /// The numbers that damage took from this journal, as a recovery found out: known gaps.
    private static let lost = """
        CREATE TABLE lost (
            first INTEGER PRIMARY KEY CHECK (first >= 1),
            last INTEGER NOT NULL CHECK (last >= first)
        ) STRICT;
        """

    private static let signIn = """
        -- Wrong PINs in a row at this box, whoever they were meant for.
        CREATE TABLE sign_in (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            failures INTEGER NOT NULL CHECK (failures >= 0),
            failed_at INTEGER
        ) STRICT;
        INSERT INTO sign_in VALUES (1, 0, NULL);

        -- Whose shift it was when the daemon stopped.
        CREATE INDEX shift_attempt ON attempt (act) WHERE act IN ('shift_open', 'shift_close');
        """

    /// How staff turned the door last, found at a start without a look through the whole journal.
    private static let turns = """
        CREATE INDEX turn_attempt ON attempt (act) WHERE act = 'turn';
        """
}
