// What can go wrong with serving pages at all. Each case has a stable code and a hint.

package import CheckinCore

package enum WebFault: Fault, Equatable {
    case folderUnreadable(String)
    case fileUnreadable(String)
    case tooManyFiles(String)

    package var code: String {
        switch self {
        case .folderUnreadable: "resources_unreadable"
        case .fileUnreadable: "resource_file_unreadable"
        case .tooManyFiles: "resources_too_many"
        }
    }

    package var remedy: FaultRemedy { .stop }

    package var message: String {
        switch self {
        case .folderUnreadable(let folder): "The pages' folder \(folder) cannot be read"
        case .fileUnreadable(let name): "The pages' file \(name) cannot be read, or is too large"
        case .tooManyFiles(let folder):
            "The folder \(folder) holds more than \(StaticFiles.maximumFiles) files"
        }
    }

    package var hint: String {
        "Set 'device.resources' to the folder that was installed with the program."
    }
}
