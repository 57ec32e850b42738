// What can go wrong with the server itself. What a box did wrong is a problem, not a fault.

package import CheckinCore

package enum CentralFault: Fault, Hashable {
    case malformedServerKeys
    case migrationChanged(name: String)
    case migrationUnknown(name: String)
    case migrationsMissing(count: Int)
    case platformMissing
    case cannotListen(address: String)
    /// An administrator asked for something that is not there, or not so.
    case notFound(what: String)
    case notPossible(why: String)

    package var code: String {
        switch self {
        case .malformedServerKeys: "server_keys_malformed"
        case .migrationChanged: "migration_changed"
        case .migrationUnknown: "migration_unknown"
        case .migrationsMissing: "migrations_missing"
        case .platformMissing: "platform_missing"
        case .cannotListen: "cannot_listen"
        case .notFound: "not_found"
        case .notPossible: "not_possible"
        }
    }

    package var remedy: FaultRemedy { .stop }

    package var message: String {
        switch self {
        case .malformedServerKeys: "the file with the server's keys cannot be read as one"
        case .migrationChanged(let name): "the step \(name) is not the one that was applied"
        case .migrationUnknown(let name): "the database has a step \(name) that is not known here"
        case .migrationsMissing(let count): "\(count) steps are not applied to the database yet"
        case .platformMissing: "the database has none of the platform's tables"
        case .cannotListen(let address): "cannot listen on \(address)"
        case .notFound(let what): "there is no \(what)"
        case .notPossible(let why): why
        }
    }

    package var hint: String {
        switch self {
        case .malformedServerKeys: "restore it from its copy, or make new ones with 'init'"
        case .migrationChanged: "install the release that belongs to this database"
        case .migrationUnknown: "this program is older than the database: install the newer one"
        case .migrationsMissing: "run 'checkin-central migrate'"
        case .platformMissing:
            "give the platform's database, or '--with-platform-tables' to try without one"
        case .cannotListen: "see who listens there, or choose another port"
        case .notFound: "look at the lists of 'checkin-central'"
        case .notPossible: "look at 'checkin-central help'"
        }
    }
}
