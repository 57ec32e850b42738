// What every command that touches a box does first: read its configuration and its secrets, and
// turn what is wrong with them into an exit status.

import ArgumentParser
import CheckinCore
import Kiosk
import Ledger
import Logging
import Validation

/// `--config FILE`.
struct ConfigurationOption: ParsableArguments {
    @Option(name: .customLong("config"), help: "The configuration file.")
    var path = "/etc/checkind/checkind.toml"

    /// The configuration, or the failure to end with.
    func load() throws(CommandFailure) -> Configuration {
        do throws(ConfigurationFault) {
            return try Boot.configuration(at: path)
        } catch {
            throw CommandFailure(fault: error, status: .configuration)
        }
    }
}

extension Configuration {
    /// The box's files, for a command that looks at them. As root it becomes their owner first:
    /// SQLite makes files beside a journal it reads, in a folder that is not root's.
    func openState() throws -> StateDirectory {
        try Privileges.dropToOwner(of: stateDirectory)
        do throws(FileProblem) {
            _ = try Machinery.names(in: stateDirectory)
        } catch {
            throw StateFault.unreadable(error)
        }
        return StateDirectory(path: stateDirectory)
    }
}

/// The state directory is there, and not for this user.
enum StateFault: Fault {
    case unreadable(FileProblem)

    var code: String { "state_directory_unreadable" }
    var remedy: FaultRemedy { .stop }

    var message: String {
        switch self {
        case .unreadable(let problem): "cannot look into \(problem.path): \(problem.reason)"
        }
    }

    var hint: String { "run the command as the service's user or as root" }
}

enum Boot {
    static func configuration(at path: String) throws(ConfigurationFault) -> Configuration {
        let bytes: [UInt8]
        do {
            bytes = try Machinery.read(path, limit: Configuration.maximumBytes)
        } catch {
            if error.kind == .tooLarge { throw .tooLarge(path: path) }
            throw .unreadable(path: path, reason: error.reason)
        }
        return try Configuration(text: String(decoding: bytes, as: UTF8.self), path: path)
    }

    static func parts(
        for configuration: Configuration, machinery: Machinery
    ) throws(CommandFailure) -> ApplianceParts {
        do throws(KeyStoreFault) {
            return ApplianceParts(
                machinery: machinery,
                keys: try KeyStore.ring(folder: configuration.keyDirectory, machinery: machinery),
                passphrase: try ManagerPassphrase.load(
                    file: configuration.pages.managerPassphraseFile, machinery: machinery),
                logger: logger(level: configuration.logLevel))
        } catch {
            throw CommandFailure(fault: error, status: .configuration)
        }
    }

    /// Nobody watches a venue without a login.
    static func checkPassphrase(
        _ passphrase: ManagerPassphrase?, for configuration: Configuration
    ) throws(CommandFailure) {
        if configuration.pages.venueListen != nil && passphrase == nil {
            throw CommandFailure(
                fault: KeyStoreFault.passphraseMissing(
                    file: configuration.pages.managerPassphraseFile),
                status: .configuration)
        }
    }

    /// Pages without words, or in a language that is not there, are a fault of the configuration.
    static func checkWords(for configuration: Configuration) throws(CommandFailure) {
        do throws(KioskFault) {
            let words = try Words(resources: configuration.resources)
            guard words.languages.contains(configuration.pages.language) else {
                throw .languageUnknown(configuration.pages.language)
            }
        } catch {
            throw CommandFailure(fault: error, status: .configuration)
        }
    }

    /// A logger on standard error, where systemd's journal takes it.
    static func logger(level: String) -> Logger {
        var logger = Logger(label: "checkind") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = Logger.Level(rawValue: level) ?? .info
        return logger
    }
}
