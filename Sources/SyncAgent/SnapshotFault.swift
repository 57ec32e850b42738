// Why a bulk snapshot is not used, each by its name. A text out of the snapshot must never be in
// here: it is full of guests' names.

package import CheckinCore
package import Wire

package enum SnapshotFault: Fault, Hashable {
    /// It ends before its trailer, or goes on behind it, or has not as many lines as it says.
    case notWhole
    /// Its bytes are not those that were signed.
    case altered
    /// Nobody whom this box believes has signed it.
    case untrusted
    /// Of another event, another life of the feed, or another place in it than was asked for.
    case ofAnother
    case unreadable(WireFault)

    package var code: String {
        switch self {
        case .notWhole: "snapshot_not_whole"
        case .altered: "snapshot_altered"
        case .untrusted: "snapshot_untrusted"
        case .ofAnother: "snapshot_of_another"
        case .unreadable: "snapshot_unreadable"
        }
    }

    package var remedy: FaultRemedy { .degrade }

    package var message: String {
        switch self {
        case .notWhole: "the snapshot is not whole"
        case .altered: "the snapshot was changed on its way"
        case .untrusted: "the snapshot is not signed by this box's central server"
        case .ofAnother: "the snapshot is not the one that was asked for"
        case .unreadable(let fault): "the snapshot cannot be read: \(fault.message)"
        }
    }

    package var hint: String {
        switch self {
        case .notWhole, .altered: "copy or download it again"
        case .untrusted, .ofAnother:
            "have it made by the server at which this box is enrolled, for an event that it serves"
        case .unreadable: "compare the versions of the box and the server"
        }
    }
}
