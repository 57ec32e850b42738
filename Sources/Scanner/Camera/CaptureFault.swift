// Why no pictures come. Each cause has a code, and all that concern a camera are conditions too.

package import CheckinCore

package enum CaptureFault: Fault, Hashable {
    case missing(device: String)
    case busy(device: String)
    case denied(device: String)
    /// It is there, and cannot be used: what it refused or offered.
    case unusable(device: String, reason: String)
    /// It is open, and sends nothing.
    case silent(device: String)
    /// It sends pictures that are cut short or broken.
    case badFrames(device: String)
    /// It sends one and the same picture again and again.
    case frozen(device: String)
    /// A folder or film to be replayed that is not there or cannot be read.
    case replayUnreadable(path: String)
    case pictureUnreadable(name: String, reason: PictureFlaw)

    package var condition: ConditionCode? {
        switch self {
        case .missing: .cameraMissing
        case .busy: .cameraBusy
        case .denied: .cameraDenied
        case .unusable: .cameraUnusable
        case .silent: .cameraSilent
        case .badFrames: .cameraBadFrames
        case .frozen: .cameraFrozen
        case .replayUnreadable, .pictureUnreadable: nil
        }
    }

    package var code: String {
        switch self {
        case .replayUnreadable: "replay_unreadable"
        case .pictureUnreadable: "picture_unreadable"
        default: condition?.rawValue ?? "camera_unusable"
        }
    }

    package var remedy: FaultRemedy {
        switch self {
        case .replayUnreadable: .stop
        case .pictureUnreadable, .badFrames: .degrade
        default: .retry
        }
    }

    package var message: String {
        switch self {
        case .missing(let device): "there is no camera at \(device)"
        case .busy(let device): "another program uses the camera \(device)"
        case .denied(let device): "the camera \(device) may not be opened"
        case .unusable(let device, let reason): "the camera \(device) cannot be used: \(reason)"
        case .silent(let device): "the camera \(device) sends no pictures"
        case .badFrames(let device): "the camera \(device) sends broken pictures"
        case .frozen(let device): "the camera \(device) sends the same picture again and again"
        case .replayUnreadable(let path): "no pictures can be read from \(path)"
        case .pictureUnreadable(let name, let reason): "the picture \(name) \(reason.message)"
        }
    }

    package var hint: String {
        if let condition { return condition.kind.remedy }
        if case .replayUnreadable = self {
            return "Name a folder of PNG, JPEG, WebP or PGM pictures, or a Y4M film."
        }
        return "Leave the picture out, or save it again as PNG, JPEG, WebP or PGM."
    }
}

/// What is wrong with one picture of a folder or film.
package enum PictureFlaw: String, Error {
    case unknownFormat
    case tooLarge
    case corrupt
    case unreadable

    var message: String {
        switch self {
        case .unknownFormat: "is of no known format"
        case .tooLarge:
            "is larger than \(GreyImage.longestSide) pixels or \(PictureFile.largest) bytes"
        case .corrupt: "is corrupt"
        case .unreadable: "could not be read from disk"
        }
    }
}
