// Why a file that goes between this box and its central server is not made, or not taken.

import CheckinCore

enum BundleFault: Fault {
    case notEnrolled
    case malformed
    case untrusted
    case otherDevice(DeviceID)
    case otherEvent(EventID)
    case exists(path: String)
    case unwritable(path: String)
    case tooLarge

    var code: String {
        switch self {
        case .notEnrolled: "not_enrolled"
        case .malformed: "bundle_malformed"
        case .untrusted: "bundle_untrusted"
        case .otherDevice: "bundle_of_another_device"
        case .otherEvent: "bundle_of_another_event"
        case .exists: "bundle_exists"
        case .unwritable: "bundle_unwritable"
        case .tooLarge: "bundle_too_large"
        }
    }

    var remedy: FaultRemedy { .stop }

    var message: String {
        switch self {
        case .notEnrolled: "this box is not enrolled at a central server"
        case .malformed: "the file is no bundle of a central server"
        case .untrusted: "the file is not signed by this box's central server"
        case .otherDevice(let device): "the file was made for the box \(device)"
        case .otherEvent(let event): "the event \(event) is not in the configuration"
        case .exists(let path): "\(path) is there already"
        case .unwritable(let path): "\(path) cannot be written"
        case .tooLarge: "the journal is too large for a file"
        }
    }

    var hint: String {
        switch self {
        case .notEnrolled: "enrol it where there is a network: 'checkind enrol CODE'"
        case .malformed, .untrusted:
            "nothing was changed; copy it again, or have it made by 'checkin-central bundle export'"
        case .otherDevice: "nothing was changed; have one made for this box with --device"
        case .otherEvent: "nothing was changed; add its [[event]], and import the file again"
        case .exists: "give another name, or remove it"
        case .unwritable:
            "the service's user must be able to write there: mount the stick with its uid"
        case .tooLarge: "leave --all out"
        }
    }

    /// The file is at fault, and not the box.
    var isAboutTheFile: Bool {
        switch self {
        case .malformed, .untrusted, .otherDevice, .otherEvent: true
        case .notEnrolled, .exists, .unwritable, .tooLarge: false
        }
    }
}
