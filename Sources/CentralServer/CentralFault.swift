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
    /// A box's journal in a file is not taken, none of it.
    case bundle(BundleDefect)

    package enum BundleDefect: Sendable {
        /// It is no journal of a box, or of a version that is not known here.
        case malformed
        /// It ends before its trailer, or goes on behind it.
        case torn
        /// Its bytes are not those that were signed.
        case altered
        /// No box of this server has signed it.
        case untrusted
    }

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
        case .bundle(.malformed): "bundle_malformed"
        case .bundle(.torn): "bundle_torn"
        case .bundle(.altered): "bundle_altered"
        case .bundle(.untrusted): "bundle_untrusted"
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
        case .bundle(.malformed): "the file is no journal of a box"
        case .bundle(.torn): "the journal in the file is not whole"
        case .bundle(.altered): "the journal in the file was changed"
        case .bundle(.untrusted): "no box of this server has signed the journal in the file"
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
        case .bundle(.malformed): "give a file that 'checkind bundle export' made"
        case .bundle(.torn), .bundle(.altered):
            "nothing of it was stored; export it again at the box, which still has all of it"
        case .bundle(.untrusted):
            "nothing of it was stored; a box that was enrolled before it could sign, or that was "
                + "revoked, sends by the network or not at all"
        }
    }
}
