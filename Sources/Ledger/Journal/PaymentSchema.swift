// The tables of money in journal.db, as SQL: a migration like those of `JournalSchema`, frozen once
// it has been released. The schema itself must never let a reservation be paid for twice, a receipt
// be left out, or a ticket be sold for nothing that anybody took.

enum PaymentSchema {
    static let payments = """
        INSERT INTO scheme VALUES ('reservation');
        INSERT INTO reason VALUES
            ('refused', 'reservation_not_found'), ('refused', 'reservation_expired'),
            ('refused', 'reservation_used'), ('refused', 'reservation_cancelled'),
            ('refused', 'reservation_due'), ('refused', 'reservation_locked');

        CREATE TABLE payment_method (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        INSERT INTO payment_method VALUES ('cash'), ('upi'), ('card_terminal'), ('comp');

        CREATE TABLE payment (
            number INTEGER PRIMARY KEY REFERENCES attempt (number),
            reservation TEXT NOT NULL,
            method TEXT NOT NULL REFERENCES payment_method (name),
            -- In minor units.
            amount INTEGER NOT NULL CHECK (amount >= 0),
            currency TEXT NOT NULL CHECK (length(currency) = 3),
            receipt INTEGER NOT NULL UNIQUE,
            -- The attempt that took it back.
            undone INTEGER UNIQUE REFERENCES attempt (number) CHECK (undone > number),
            CHECK (amount = 0 OR method != 'comp')
        ) STRICT;

        -- A reservation is paid for once, unless the money was given back.
        CREATE UNIQUE INDEX payment_once ON payment (reservation) WHERE undone IS NULL;

        CREATE TRIGGER receipts_have_no_gaps BEFORE INSERT ON payment
        WHEN NEW.receipt IS NOT (SELECT ifnull(max(receipt), 0) + 1 FROM payment)
        BEGIN SELECT RAISE(ABORT, 'receipts are numbered without gaps'); END;

        CREATE TRIGGER a_payment_is_an_attempt BEFORE INSERT ON payment
        WHEN NEW.undone IS NOT NULL OR NOT EXISTS
            (SELECT 1 FROM attempt WHERE number = NEW.number AND act = 'payment')
        BEGIN SELECT RAISE(ABORT, 'a payment belongs to its attempt'); END;

        CREATE TRIGGER payments_never_change BEFORE UPDATE ON payment
        WHEN OLD.undone IS NOT NULL OR NEW.undone IS NULL OR NEW.number != OLD.number
            OR NEW.reservation != OLD.reservation OR NEW.method != OLD.method
            OR NEW.amount != OLD.amount OR NEW.currency != OLD.currency
            OR NEW.receipt != OLD.receipt OR NOT EXISTS (SELECT 1 FROM attempt
                WHERE number = NEW.undone AND act = 'undo' AND target = OLD.number)
        BEGIN SELECT RAISE(ABORT, 'payments are taken back by an attempt, and never change'); END;

        CREATE TRIGGER payments_are_never_deleted BEFORE DELETE ON payment
        BEGIN SELECT RAISE(ABORT, 'payments are never deleted'); END;

        CREATE TRIGGER a_sale_is_paid_for BEFORE INSERT ON attempt
        WHEN NEW.act = 'sale' AND NOT EXISTS
            (SELECT 1 FROM payment WHERE number = NEW.target AND undone IS NULL)
        BEGIN SELECT RAISE(ABORT, 'nothing is sold without a payment'); END;

        CREATE UNIQUE INDEX attempt_sold_once ON attempt (target, ticket) WHERE act = 'sale';

        -- Guesses: few, and looked for by each reservation's code.
        CREATE INDEX attempt_guessed ON attempt (at) WHERE reason = 'reservation_not_found';
        """

    /// What damage took of the money, as a recovery found out. Nothing else writes here.
    static let lost = """
        -- Payments and sales whose other half is lost: the row, the sales, what took them back.
        CREATE TABLE lost_money (number INTEGER PRIMARY KEY CHECK (number >= 1)) STRICT;

        -- Receipts that are lost, or may be: none of them is given out again.
        CREATE TABLE lost_receipt (
            first INTEGER PRIMARY KEY CHECK (first >= 1),
            last INTEGER NOT NULL CHECK (last >= first)
        ) STRICT;

        DROP TRIGGER receipts_have_no_gaps;
        CREATE TRIGGER receipts_have_no_gaps BEFORE INSERT ON payment
        WHEN NEW.receipt IS NOT (SELECT max(ifnull(max(receipt), 0),
            (SELECT ifnull(max(last), 0) FROM lost_receipt)) + 1 FROM payment)
        BEGIN SELECT RAISE(ABORT, 'receipts are numbered without gaps'); END;
        """
}
