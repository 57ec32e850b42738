// Keys and the passphrase come from credentials or from files, and an unreadable folder is not an
// empty one.

import CheckinCore
import Foundation
import Testing
import Validation

@testable import CheckinDaemon

/// A folder of the test's own that is gone when the test is.
private final class Folder {
    let path = Machinery.temporaryFolder(named: "checkind-keystore")

    init() throws { try Machinery.makeFolder(path) }

    deinit { Machinery.removeFolder(path) }

    func put(_ name: String, _ text: String) throws {
        try Machinery.write(Array(text.utf8), to: "\(path)/\(name)", isSecret: true)
    }
}

@Suite struct KeyStoreTests {
    private func machinery(credentials: String? = nil) -> Machinery {
        Machinery(
            time: SystemTime(),
            environment: credentials.map { ["CREDENTIALS_DIRECTORY": $0] } ?? [:])
    }

    private func key(_ id: Int) -> String {
        """
        [[key]]
        id = \(id)
        event = "tonight"
        scheme = "ns1"
        algorithm = "hmac-sha256"
        secret = "\(Data(repeating: UInt8(id), count: 32).base64EncodedString())"
        status = "active"

        """
    }

    private func ids(_ ring: KeyRing) throws -> [UInt8] {
        ring.keys(of: try #require(EventID("tonight"))).map(\.id).sorted()
    }

    @Test func readsEveryKeyFileOfTheFolderAndNothingElse() throws {
        let folder = try Folder()
        try folder.put("a.toml", key(1))
        try folder.put("b.key", key(2))
        try folder.put("a.toml.bak", key(1))
        try folder.put("notes.txt", "no key")
        let ring = try KeyStore.ring(folder: folder.path, machinery: machinery())
        #expect(try ids(ring) == [1, 2])
    }

    @Test func takesCredentialsBeforeFilesByTheSameEndings() throws {
        let (folder, credentials) = (try Folder(), try Folder())
        try folder.put("a.toml", key(1))
        try credentials.put("keys_a.toml", key(3))
        try credentials.put("keys_a.toml.bak", key(3))
        try credentials.put("manager-passphrase", "irrelevant here")
        let ring = try KeyStore.ring(
            folder: folder.path, machinery: machinery(credentials: credentials.path))
        #expect(try ids(ring) == [3])
    }

    @Test func holdsNoKeysWhereThereIsNoFolder() throws {
        let ring = try KeyStore.ring(folder: "/nonexistent/keys", machinery: machinery())
        #expect(ring.events.isEmpty)
    }

    @Test func namesTheFileThatIsBadAndNothingOfItsContent() throws {
        let folder = try Folder()
        try folder.put("bad.toml", "[[key]]\nid = 1\nsecret = \"c2VjcmV0\"\n")
        #expect {
            try KeyStore.ring(folder: folder.path, machinery: machinery())
        } throws: { error in
            let text = (error as? KeyStoreFault)?.description ?? ""
            return text.contains("bad.toml") && !text.contains("c2VjcmV0")
        }
    }

    @Test func anEmptyPassphraseCredentialMeansNone() throws {
        let credentials = try Folder()
        try credentials.put("manager-passphrase", "\n")
        #expect(
            try ManagerPassphrase.load(
                file: "/elsewhere", machinery: machinery(credentials: credentials.path)) == nil)
    }

    @Test func aPassphraseMatchesItselfAlone() throws {
        let folder = try Folder()
        try folder.put("phrase", "four random words here\n")
        let phrase = try #require(
            try ManagerPassphrase.load(file: "\(folder.path)/phrase", machinery: machinery()))
        #expect(phrase.matches("four random words here"))
        #expect(!phrase.matches("four random words her"))
        #expect(!phrase.matches("four random words here "))
        #expect(!phrase.matches(""))
    }

    @Test func saysWhereAMissingPassphraseBelongs() {
        let asService = KeyStoreFault.passphraseMissing(file: ManagerPassphrase.serviceFile)
        #expect(asService.hint.contains("/etc/checkind/manager-passphrase for the service"))
        #expect(!asService.hint.contains("else"))
        let byHand = KeyStoreFault.passphraseMissing(file: "/home/noor/phrase")
        #expect(byHand.hint.contains("into /home/noor/phrase else"))
        #expect(byHand.code != KeyStoreFault.passphraseTooShort.code)
    }

    @Test func aPrivateKeyIsForItsOwnerAlone() throws {
        let folder = try Folder()
        try folder.put("box.key", "PEM")
        let path = "\(folder.path)/box.key"
        #expect(try KeyStore.privateKey(inFile: path, limit: 10) == Array("PEM".utf8))
        for mode in [0o640, 0o604, 0o620] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            let fault = #expect(throws: KeyStoreFault.self) {
                try KeyStore.privateKey(inFile: path, limit: 10)
            }
            #expect(fault?.code == "secret_too_open")
        }
    }

    @Test func refusesAShortPassphrase() {
        #expect(throws: KeyStoreFault.self) { try ManagerPassphrase("eleven char") }
    }
}
