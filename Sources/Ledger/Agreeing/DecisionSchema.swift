// What people say about conflicts, in journal.db, and how conflicts are found without a look
// through all attempts, as SQL: a migration like those of `JournalSchema`, frozen once it has been
// released.

enum DecisionSchema {
    static let decisions = """
        INSERT INTO act VALUES ('decision');
        INSERT INTO cause VALUES ('accepted'), ('copy'), ('staff_error');

        ALTER TABLE attempt ADD COLUMN conflict TEXT
            CHECK ((conflict IS NOT NULL) = (act = 'decision'));
        ALTER TABLE foreign_attempt ADD COLUMN conflict TEXT;

        CREATE INDEX decision_by_event ON attempt (event) WHERE act = 'decision';
        CREATE INDEX foreign_decision ON foreign_attempt (event) WHERE act = 'decision';

        -- Who went in before the list knew them: the list may not know them now.
        CREATE INDEX unlisted_by_event ON attempt (ticket_event)
            WHERE outcome = 'admitted_unlisted';
        CREATE INDEX foreign_unlisted ON foreign_attempt (ticket_event)
            WHERE outcome = 'admitted_unlisted';
        """
}
