// The tables of agreeing with others in journal.db, as SQL: a migration like those of
// `JournalSchema`, frozen once it has been released. What others did is kept apart from our own
// attempts, whose numbers have no gaps; it can be asked for again, so it is never the truth of
// anything that only we know.

enum AgreeingSchema {
    static let agreeing = """
        -- The lives of this journal, in the order in which they began. A number belongs to the
        -- last of them whose base is below it.
        CREATE TABLE life (
            position INTEGER PRIMARY KEY,
            base INTEGER NOT NULL CHECK (base >= 0),
            incarnation TEXT NOT NULL UNIQUE
        ) STRICT;
        INSERT INTO life SELECT 1, 0, incarnation FROM box;

        -- The latest clock of another box that was believed, which ours goes on from; and the
        -- latest of all, up to which an attempt of ours may still have to go between others.
        ALTER TABLE box ADD COLUMN heard_clock INTEGER;
        ALTER TABLE box ADD COLUMN heard_tick INTEGER;
        ALTER TABLE box ADD COLUMN furthest_clock INTEGER;
        ALTER TABLE box ADD COLUMN furthest_tick INTEGER;

        -- Attempts of other boxes, and of this one where its own journal lost them: those that say
        -- something about who is inside or what was paid.
        CREATE TABLE foreign_attempt (
            number INTEGER NOT NULL CHECK (number >= 1),
            at INTEGER NOT NULL,
            clock INTEGER NOT NULL,
            tick INTEGER NOT NULL CHECK (tick BETWEEN 0 AND 65535),
            time_trusted INTEGER NOT NULL CHECK (time_trusted IN (0, 1)),
            door TEXT NOT NULL,
            direction TEXT NOT NULL,
            source TEXT NOT NULL,
            fingerprint INTEGER,
            event TEXT,
            ticket TEXT,
            ticket_event TEXT,
            scheme TEXT,
            issued_at INTEGER,
            generation INTEGER CHECK (generation BETWEEN 0 AND 255),
            user TEXT,
            tier TEXT,
            outcome TEXT NOT NULL,
            reason TEXT,
            facts TEXT,
            flags INTEGER NOT NULL CHECK (flags >= 0),
            repeats INTEGER,
            area TEXT,
            act TEXT NOT NULL,
            staff TEXT,
            shift INTEGER,
            target INTEGER,
            people INTEGER NOT NULL,
            cause TEXT,
            device TEXT NOT NULL,
            incarnation TEXT NOT NULL,
            -- Of a payment: what was paid for.
            reservation TEXT,
            PRIMARY KEY (device, incarnation, number)
        ) STRICT;
        CREATE INDEX foreign_by_ticket ON foreign_attempt (ticket, ticket_event)
            WHERE ticket IS NOT NULL;
        CREATE INDEX foreign_count ON foreign_attempt (event)
            WHERE act IN ('headcount', 'walk_up');
        CREATE INDEX foreign_clear_out ON foreign_attempt (event) WHERE act = 'clear_out';
        CREATE INDEX foreign_undo ON foreign_attempt (device, target) WHERE act = 'undo';
        CREATE INDEX foreign_payment ON foreign_attempt (reservation)
            WHERE reservation IS NOT NULL;

        CREATE TRIGGER foreign_attempts_never_change BEFORE UPDATE ON foreign_attempt
        BEGIN SELECT RAISE(ABORT, 'attempts never change'); END;

        -- People counted by hand, found without a look through the whole journal.
        CREATE INDEX count_by_event ON attempt (event) WHERE act IN ('headcount', 'walk_up');

        -- Up to where the feed of each event was taken in, and into which ticket list: another list
        -- knows nothing of it.
        CREATE TABLE feed (
            event TEXT PRIMARY KEY,
            list INTEGER NOT NULL,
            generation TEXT NOT NULL,
            position INTEGER NOT NULL CHECK (position >= 0),
            head INTEGER NOT NULL CHECK (head >= position),
            -- Up to when everything is known; NULL before the head was reached.
            as_of INTEGER
        ) STRICT, WITHOUT ROWID;
        """
}
