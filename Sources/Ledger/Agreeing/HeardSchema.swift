// The tables of people and messages that a central server told of, as SQL: migrations like those of
// `JournalSchema`, frozen once they have been released.

enum HeardSchema {
    /// One number may be somebody's of this box and somebody's of an event.
    static let people = """
        ALTER TABLE staff RENAME TO staff_of_box;
        CREATE TABLE staff (
            id TEXT NOT NULL,
            -- The event whose feed told of them; '' for somebody made known at this box.
            event TEXT NOT NULL DEFAULT '',
            name TEXT NOT NULL,
            role TEXT NOT NULL REFERENCES role (name),
            -- A scrypt hash, never a PIN.
            pin TEXT NOT NULL,
            -- The server's, where another was chosen at this box.
            given_pin TEXT,
            -- The PIN was given by somebody else and has to be changed at the first use.
            must_change INTEGER NOT NULL CHECK (must_change IN (0, 1)),
            -- By this box, and by the server.
            disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)),
            given_disabled INTEGER NOT NULL DEFAULT 0 CHECK (given_disabled IN (0, 1)),
            -- Wrong PINs in a row, and when the last one was typed.
            failures INTEGER NOT NULL DEFAULT 0 CHECK (failures >= 0),
            failed_at INTEGER,
            -- The life of the feed that told of them last.
            generation TEXT,
            PRIMARY KEY (id, event),
            CHECK (event != '' OR (given_pin IS NULL AND given_disabled = 0))
        ) STRICT, WITHOUT ROWID;
        INSERT INTO staff (id, name, role, pin, must_change, disabled, failures, failed_at)
            SELECT id, name, role, pin, must_change, disabled, failures, failed_at
            FROM staff_of_box;
        DROP TABLE staff_of_box;
        """

    static let messages = """
        CREATE TABLE message (
            id TEXT PRIMARY KEY,
            event TEXT NOT NULL,
            kind TEXT NOT NULL CHECK (kind IN ('message', 'emergency', 'all_clear')),
            -- May name people: it goes when the guests' data goes.
            text TEXT NOT NULL,
            device TEXT,
            staff TEXT,
            ends TEXT,
            at INTEGER NOT NULL,
            -- The attempt of this box that it is, or that it became here.
            attempt INTEGER REFERENCES attempt (number),
            -- Whether the server has it. What was tried may have arrived.
            sending TEXT NOT NULL CHECK (sending IN ('due', 'tried', 'done')),
            seen INTEGER NOT NULL DEFAULT 0 CHECK (seen IN (0, 1)),
            CHECK ((kind = 'all_clear') = (ends IS NOT NULL))
        ) STRICT;
        CREATE INDEX message_unsent ON message (event) WHERE sending != 'done';
        CREATE INDEX message_unsettled ON message (kind)
            WHERE attempt IS NULL AND kind != 'message';
        CREATE INDEX message_end ON message (ends) WHERE ends IS NOT NULL;
        CREATE INDEX message_words ON message (event, at) WHERE kind = 'message';

        -- Which emergency holds, found without a look through the whole journal.
        CREATE INDEX emergency_attempt ON attempt (act) WHERE act = 'emergency';
        """
}
