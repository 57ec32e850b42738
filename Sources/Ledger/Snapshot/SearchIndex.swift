// What makes a ticket list's holders and numbers findable: built once, when all its rows are in,
// and never changed. It must hold nothing that the tickets do not have.

import CheckinCore
import GRDB

enum SearchIndex {
    /// Bits of a place below its event: more than a list can have rows.
    static let placeBits = 40
    /// Words kept in memory, in bytes, before they are written: a few large pieces are merged
    /// sooner than many small ones.
    private static let pieceBytes = 8 << 20

    static let tables = """
        -- Holders in the order of their names, event by event: whoever walks through the words
        -- below by place gets them sorted, and stops after as many as can be shown.
        CREATE TABLE holder (
            place INTEGER PRIMARY KEY,
            ticket INTEGER NOT NULL
        ) STRICT;

        -- The words of HolderName.indexed, which have nothing but letters, digits and blanks: the
        -- plainest tokenizer parts them. One to three letters, which many names share, have lists
        -- of their own.
        CREATE VIRTUAL TABLE holder_word USING fts5 (
            words, content='', columnsize=0, detail=none, tokenize='ascii', prefix='1 2 3');

        -- The few numbers and ids that are not spelled as they are looked up.
        CREATE TABLE other_spelling (
            event INTEGER NOT NULL,
            key TEXT NOT NULL,
            ticket INTEGER NOT NULL,
            PRIMARY KEY (event, key, ticket)
        ) STRICT, WITHOUT ROWID;
        """

    static func build(_ db: Database) throws {
        let words = function("indexed_name", HolderName.indexed)
        let key = function("number_key", PrintedNumber.key)
        db.add(function: words)
        db.add(function: key)
        defer {
            db.remove(function: words)
            db.remove(function: key)
        }
        try indexHolders(db)
        try indexSpellings(db)
    }

    private static func indexHolders(_ db: Database) throws {
        try db.execute(
            sql: "CREATE TEMP TABLE named (words TEXT NOT NULL, event INTEGER, ticket INTEGER)")
        let listed = try Int64.fetchAll(
            db,
            sql: """
                SELECT key FROM event WHERE EXISTS \
                (SELECT 1 FROM ticket WHERE ticket.event = event.key) ORDER BY key
                """)
        // Event by event, because sorting by one text is a third cheaper than by event and text.
        for event in listed {
            try db.execute(
                sql: """
                    INSERT INTO named SELECT indexed_name(holder) AS words, event, line \
                    FROM ticket NOT INDEXED WHERE event = ? AND holder IS NOT NULL ORDER BY words
                    """, arguments: [event])
        }
        try db.execute(
            sql: """
                INSERT INTO holder SELECT (event << \(placeBits)) + rowid, ticket FROM named;
                INSERT INTO holder_word (holder_word, rank) VALUES ('automerge', 0);
                INSERT INTO holder_word (holder_word, rank) VALUES ('hashsize', \(pieceBytes));
                INSERT INTO holder_word (rowid, words) \
                SELECT (event << \(placeBits)) + rowid, words FROM named;
                INSERT INTO holder_word (holder_word) VALUES ('optimize');
                DROP TABLE named;
                """)
    }

    /// Numbers in capitals and ids in small letters, as most are, are found by the ticket's own
    /// indexes. The patterns are what such a one cannot have in it.
    private static func indexSpellings(_ db: Database) throws {
        try db.execute(
            sql: """
                INSERT INTO other_spelling SELECT event, key, line FROM (
                    SELECT event, number_key(number) AS key, line FROM ticket
                    WHERE number GLOB '*[^!-`{-~]*'
                    UNION
                    SELECT event, number_key(id), line FROM ticket WHERE id GLOB '*[^!-@[-~]*'
                ) ORDER BY event, key, line
                """)
    }

    /// Every name has its place, and what FTS5 has on disk is consistent in itself. Throws when
    /// not.
    static func check(_ db: Database) throws {
        let places = try Int64.fetchOne(db, sql: "SELECT count(*) FROM holder")
        let names = try Int64.fetchOne(db, sql: "SELECT count(holder) FROM ticket NOT INDEXED")
        guard places == names else { throw LedgerFault.snapshotCorrupt }
        try db.execute(sql: "INSERT INTO holder_word (holder_word) VALUES ('integrity-check')")
    }

    private static func function(
        _ name: String, _ fold: @escaping @Sendable (String) -> String
    ) -> DatabaseFunction {
        DatabaseFunction(name, argumentCount: 1, pure: true) { values in
            values.first.flatMap(String.fromDatabaseValue).map(fold)
        }
    }
}
