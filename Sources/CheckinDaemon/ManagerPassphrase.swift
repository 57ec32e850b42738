// The one secret of the manager's page, until staff have accounts of their own. Held as a digest,
// so that comparing takes the same time for every guess of any length.

import CheckinCore
import Cryptography

struct ManagerPassphrase: Sendable {
    /// Four words, or twelve random letters.
    static let minimumBytes = 12
    /// A passphrase is a line, not a document.
    static let maximumBytes = 1_024
    /// Where the unit takes the credential from.
    static let serviceFile = "/etc/checkind/manager-passphrase"
    /// What the credential is called that systemd hands over.
    private static let credential = "manager-passphrase"

    private let digest: [UInt8]

    init(_ text: String) throws(KeyStoreFault) {
        let bytes = Array(text.utf8)
        guard bytes.count >= Self.minimumBytes else { throw .passphraseTooShort }
        digest = SHA256.digest(of: bytes.span)
    }

    /// Reads the credential if there is one, else the file; nil when the line is empty, which
    /// is how a unit says that there is none.
    static func load(file: String?, machinery: Machinery) throws(KeyStoreFault) -> Self? {
        guard let path = try path(file: file, machinery: machinery) else { return nil }
        let bytes = try KeyStore.secret(inFile: path, limit: maximumBytes)
        let line = bytes.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
        if line.isEmpty { return nil }
        return try ManagerPassphrase(String(decoding: line, as: UTF8.self))
    }

    private static func path(
        file: String?, machinery: Machinery
    ) throws(KeyStoreFault) -> String? {
        guard let credentials = machinery.credentials else { return file }
        do {
            let hasCredential = try Machinery.names(in: credentials).contains(credential)
            return hasCredential ? "\(credentials)/\(credential)" : file
        } catch { throw .unreadable(error) }
    }

    func matches(_ guess: String) -> Bool {
        let bytes = Array(guess.utf8)
        let other = SHA256.digest(of: bytes.span)
        return ConstantTime.areEqual(digest.span, other.span)
    }
}
