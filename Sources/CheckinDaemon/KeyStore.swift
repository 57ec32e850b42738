// Where keys and the manager's passphrase come from: systemd's credentials when there are any,
// files otherwise. Nothing of them may reach a log.

import CheckinCore
import Cryptography
import Validation

enum KeyStoreFault: Fault {
    case unreadable(FileProblem)
    /// Others than its owner may read it.
    case tooOpen(path: String)
    case badKeyFile(name: String, TicketFault)
    case ring(TicketFault)
    case passphraseTooShort
    /// The manager's page is to listen on the network, and there is no passphrase for it.
    case passphraseMissing(file: String?)

    var code: String {
        switch self {
        case .unreadable: "secret_unreadable"
        case .tooOpen: "secret_too_open"
        case .badKeyFile(_, let fault), .ring(let fault): fault.code
        case .passphraseTooShort: "passphrase_too_short"
        case .passphraseMissing: "passphrase_missing"
        }
    }

    var remedy: FaultRemedy { .stop }

    var message: String {
        switch self {
        case .unreadable(let problem): "cannot read \(problem.path): \(problem.reason)"
        case .tooOpen(let path): "others than its owner may read \(path)"
        case .badKeyFile(let name, let fault): "key file \(name): \(fault.message)"
        case .ring(let fault): fault.message
        case .passphraseTooShort:
            "the manager's passphrase has fewer than \(ManagerPassphrase.minimumBytes) bytes"
        case .passphraseMissing:
            "'pages.venue_listen' is set, and there is no passphrase for the manager's page"
        }
    }

    var hint: String {
        switch self {
        case .unreadable: "make it readable for the service's user, or correct the path"
        case .tooOpen: "take the right away: chmod 600; its owner is the service's user"
        case .badKeyFile(_, let fault), .ring(let fault): fault.hint
        case .passphraseTooShort: "write a longer one into the file; four random words will do"
        case .passphraseMissing(let file):
            "write one line of \(ManagerPassphrase.minimumBytes) bytes or more, with mode 0600, "
                + "into \(ManagerPassphrase.serviceFile) for the service"
                + (file.map { $0 == ManagerPassphrase.serviceFile ? "" : ", into \($0) else" }
                    ?? "")
                + ", and start it again; or leave 'pages.venue_listen' empty"
        }
    }
}

enum KeyStore {
    /// What systemd puts before the name of each file of a folder credential `keys`.
    private static let credentialPrefix = "keys_"

    /// Every key of every file in `folder`, or of the credentials `keys_…`. A folder that is not
    /// there holds no keys: the daemon runs and says what is missing.
    static func ring(folder: String, machinery: Machinery) throws(KeyStoreFault) -> KeyRing {
        var keys: [EventKey] = []
        for path in try paths(folder: folder, machinery: machinery) {
            keys += try self.keys(inFile: path)
        }
        return try ring(of: keys)
    }

    static func ring(of keys: [EventKey]) throws(KeyStoreFault) -> KeyRing {
        do { return try KeyRing(keys) } catch { throw .ring(error) }
    }

    /// The keys of one file.
    static func keys(inFile path: String) throws(KeyStoreFault) -> [EventKey] {
        let text = try secret(inFile: path, limit: KeyFile.maximumBytes)
        do {
            return try KeyFile.keys(in: text)
        } catch {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            throw .badKeyFile(name: name, error)
        }
    }

    /// The bytes of a file that holds a secret.
    static func secret(inFile path: String, limit: Int) throws(KeyStoreFault) -> [UInt8] {
        do { return try Machinery.read(path, limit: limit) } catch { throw .unreadable(error) }
    }

    /// The same of a private key, which nobody but its owner may be able to read.
    static func privateKey(inFile path: String, limit: Int) throws(KeyStoreFault) -> [UInt8] {
        let key = try secret(inFile: path, limit: limit)
        guard !Machinery.isOpenToOthers(path) else { throw .tooOpen(path: path) }
        return key
    }

    /// Editors leave copies beside a key file; only these endings count, wherever the files lie.
    private static func isKeyFile(_ name: String) -> Bool {
        name.hasSuffix(".toml") || name.hasSuffix(".key")
    }

    private static func paths(
        folder: String, machinery: Machinery
    ) throws(KeyStoreFault) -> [String] {
        do {
            if let credentials = machinery.credentials {
                let names = try Machinery.names(in: credentials)
                let keys = names.filter { $0.hasPrefix(credentialPrefix) }
                if !keys.isEmpty { return keys.filter(isKeyFile).map { "\(credentials)/\($0)" } }
            }
            return try Machinery.names(in: folder).filter(isKeyFile).map { "\(folder)/\($0)" }
        } catch {
            // A service that was handed no key is not meant to look into root's folder itself.
            if machinery.credentials != nil, error.kind == .denied { return [] }
            throw .unreadable(error)
        }
    }
}
