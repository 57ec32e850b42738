// What can go wrong with a database, each with a stable code. A server's messages may quote what
// guests are called, so of those only the SQLSTATE is told, and words that our own functions raise.

package import CheckinCore

package enum PostgresFault: Fault, Hashable {
    /// The connection text has a mistake, or a password, which has no place on a command line.
    case malformedSettings
    case passwordInSettings
    /// Nobody answers there, or it does not let us in.
    case unreachable
    /// The connection ended while something was asked.
    case connectionLost
    /// All connections are in use, and as many wait for one as may.
    case busy
    /// The answer has more rows or bytes than whoever asked has room for.
    case answerTooLarge
    /// The server refused. `word` is what one of our own functions raised.
    case refused(state: String, word: String?)
    /// A migration or another text of ours failed; its message names our tables and no guest.
    case scriptFailed(state: String, message: String)

    package var code: String {
        switch self {
        case .malformedSettings: "database_settings_malformed"
        case .passwordInSettings: "database_password_given"
        case .unreachable: "database_unreachable"
        case .connectionLost: "database_connection_lost"
        case .busy: "database_busy"
        case .answerTooLarge: "database_answer_too_large"
        case .refused: "database_refused"
        case .scriptFailed: "database_script_failed"
        }
    }

    package var remedy: FaultRemedy {
        switch self {
        case .unreachable, .connectionLost, .busy: .retry
        case .refused(let state, _): Self.passes(state) ? .retry : .stop
        case .malformedSettings, .passwordInSettings, .answerTooLarge, .scriptFailed: .stop
        }
    }

    package var message: String {
        switch self {
        case .malformedSettings: "the connection text cannot be read"
        case .passwordInSettings: "the connection text holds a password"
        case .unreachable: "the database cannot be reached"
        case .connectionLost: "the connection to the database was lost"
        case .busy: "no connection to the database is free"
        case .answerTooLarge: "the database's answer is larger than expected"
        case .refused(let state, let word):
            "the database refused a statement (\(word ?? "SQLSTATE \(state)"))"
        case .scriptFailed(let state, let message): "\(message) (SQLSTATE \(state))"
        }
    }

    package var hint: String {
        switch self {
        case .malformedSettings: "write it as 'host=… dbname=… user=…', or as postgresql://…"
        case .passwordInSettings: "put it into ~/.pgpass or a file that PGPASSFILE names"
        case .unreachable: "check that PostgreSQL runs, and host, database, user and pg_hba.conf"
        case .connectionLost, .busy: "try again; if it stays so, look at the database's log"
        case .answerTooLarge: "report it: a bound of this program is too small"
        case .refused: "look at the database's log at this moment"
        case .scriptFailed: "look at the database's log; nothing of that step was kept"
        }
    }

    /// The word that one of our own functions raised; nil for the server's own refusals.
    package var word: String? {
        if case .refused(_, let word) = self { word } else { nil }
    }

    /// The five characters that PostgreSQL gives each kind of error.
    package var state: String? {
        switch self {
        case .refused(let state, _), .scriptFailed(let state, _): state
        default: nil
        }
    }

    /// Another transaction was in the way, the server is ending, or it has no room just now.
    private static func passes(_ state: String) -> Bool {
        ["40001", "40P01", "55P03", "57014", "25006"].contains(state)
            || ["53", "57P", "08"].contains { state.hasPrefix($0) }
    }
}
