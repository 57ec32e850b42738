// What can be wrong with a configuration file: every problem at once, each with its line, so that
// ops mends them in one go. Values of settings are not repeated: one of them may be a secret.

import CheckinCore

/// One thing to mend.
struct ConfigurationProblem: Equatable, CustomStringConvertible {
    let line: Int?
    /// The setting, as in `event[0].tier[1].name`.
    let setting: String
    let problem: String

    var description: String {
        let place = line.map { "line \($0): " } ?? ""
        return setting.isEmpty ? "\(place)\(problem)" : "\(place)\(setting): \(problem)"
    }
}

enum ConfigurationFault: Fault {
    case unreadable(path: String, reason: String)
    case tooLarge(path: String)
    case invalid(path: String, [ConfigurationProblem])

    var code: String {
        switch self {
        case .unreadable: "configuration_unreadable"
        case .tooLarge: "configuration_too_large"
        case .invalid: "configuration_invalid"
        }
    }

    var remedy: FaultRemedy { .stop }

    var message: String {
        switch self {
        case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
        case .tooLarge(let path): "\(path) is larger than 1 MiB"
        case .invalid(let path, let problems):
            "\(path) has \(problems.count == 1 ? "a problem" : "\(problems.count) problems")"
                + problems.map { "\n  \($0)" }.joined()
        }
    }

    var hint: String {
        switch self {
        case .unreadable: "give the file with --config, or make it readable for this user"
        case .tooLarge: "a configuration is a few kilobytes; is this the right file?"
        case .invalid: "mend it, then try 'checkind check-config --config FILE'"
        }
    }
}
