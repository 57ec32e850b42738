// What cannot be done with the list of people, as ops read it at the command line. It must never
// hold a name or a PIN.

package import CheckinCore

package enum StaffFault: Fault, Hashable {
    case unknown(StaffID)
    /// What they may do is the central server's to say.
    case ofServer(StaffID)
    case idTaken(StaffID)
    case idMalformed
    case nameMalformed
    /// `--first`, and somebody is there already.
    case notTheFirst
    case tooMany

    package var code: String {
        switch self {
        case .unknown: "staff_unknown"
        case .ofServer: "staff_of_server"
        case .idTaken: "staff_id_taken"
        case .idMalformed: "staff_id_malformed"
        case .nameMalformed: "staff_name_malformed"
        case .notTheFirst: "staff_not_the_first"
        case .tooMany: "staff_too_many"
        }
    }

    package var remedy: FaultRemedy { .stop }

    package var message: String {
        switch self {
        case .unknown(let id): "nobody has the number \(id)"
        case .ofServer(let id): "the number \(id) is somebody's of the central server"
        case .idTaken(let id): "somebody has the number \(id) already"
        case .idMalformed: "a number has 1 to \(StaffRegister.maximumIDDigits) digits"
        case .nameMalformed:
            "a name has 1 to \(StaffRegister.maximumNameBytes) bytes and no control characters"
        case .notTheFirst: "somebody works at this box already"
        case .tooMany: "a box knows at most \(StaffRegister.maximumMembers) people"
        }
    }

    package var hint: String {
        switch self {
        case .unknown: "'checkind staff list' shows who there is"
        case .ofServer: "change the role there; 'disable' and 'reset' work here too"
        case .idTaken: "leave --id out and take the number that is given"
        case .idMalformed, .nameMalformed: "choose another one"
        case .notTheFirst:
            "use 'checkind staff add NAME --role ROLE', or 'checkind staff reset ID'"
        case .tooMany: "use the number of somebody who has left: 'checkind staff enable ID'"
        }
    }
}
