// Where the database is and how long anything may take. The connection text is libpq's own; what it
// leaves out comes from libpq's environment and files, as for every client of PostgreSQL.

import CPostgreSQL

package struct PostgresSettings: Sendable {
    /// Whole seconds to come to a connection: longer, and the caller has long given up.
    package var connectSeconds = 5
    /// The longest a statement may take. A door's question takes milliseconds.
    package var statementSeconds = 15
    /// A transaction that nobody goes on with is ended, with its locks.
    package var idleTransactionSeconds = 60
    /// Seconds without an answer of the other machine after which a connection counts as dead.
    package var silenceSeconds = 20

    package let text: String
    package let name: String

    /// - Parameters:
    ///   - text: `host=… dbname=…` or `postgresql://…`; may be empty.
    ///   - name: what the server's lists call us.
    package init(_ text: String, name: String) throws(PostgresFault) {
        guard let options = unsafe PQconninfoParse(text, nil) else { throw .malformedSettings }
        defer { unsafe PQconninfoFree(options) }
        var next = unsafe options
        while let keyword = unsafe next.pointee.keyword {
            if unsafe String(cString: keyword) == "password", unsafe next.pointee.val != nil {
                throw .passwordInSettings
            }
            unsafe next += 1
        }
        self.text = text
        self.name = name
    }

    /// What libpq is told beside the text, and what it expands the text in.
    var keywords: [(String, String)] {
        [
            ("dbname", text), ("client_encoding", "UTF8"), ("fallback_application_name", name),
            ("connect_timeout", String(connectSeconds)), ("keepalives_idle", "10"),
            ("keepalives_interval", "5"), ("keepalives_count", "3"),
            ("tcp_user_timeout", String(silenceSeconds * 1_000)),
        ]
    }

    /// What is set in each new session. Compiling a plan would take a thousand times as long as
    /// what a door asks, and PostgreSQL does it where it overrates the cost of our functions.
    var session: String {
        """
        SET statement_timeout = '\(statementSeconds)s';
        SET idle_in_transaction_session_timeout = '\(idleTransactionSeconds)s';
        SET client_min_messages = 'warning';
        SET jit = off;
        SET standard_conforming_strings = 'on';
        """
    }
}
