// Why a hand scanner cannot be used. Each is a condition too; the guests' other way in, the camera,
// is not touched by any of them.

package import CheckinCore

package enum HandScannerFault: Fault, Hashable {
    case missing(device: String)
    case busy(device: String)
    case denied(device: String)
    /// Something is there, and no codes come out of it.
    case unusable(device: String, reason: String)

    package var condition: ConditionCode {
        switch self {
        case .missing, .unusable: .handScannerMissing
        case .busy: .handScannerBusy
        case .denied: .handScannerDenied
        }
    }

    package var code: String {
        if case .unusable = self { "hand_scanner_unusable" } else { condition.rawValue }
    }

    package var remedy: FaultRemedy { .retry }

    package var message: String {
        switch self {
        case .missing(let device): "the hand scanner \(device) is not there"
        case .busy(let device): "another program uses the hand scanner \(device)"
        case .denied(let device): "the hand scanner \(device) may not be opened"
        case .unusable(let device, let reason): "\(device) is no hand scanner: \(reason)"
        }
    }

    package var hint: String {
        if case .unusable = self {
            return "Name a device of /dev/input/by-id that ends in -event-kbd, or one of "
                + "/dev/serial/by-id."
        }
        return condition.kind.remedy
    }
}
