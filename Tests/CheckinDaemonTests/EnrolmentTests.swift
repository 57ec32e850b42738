// What a box got from its central server: kept whole and for its owner alone, and its keys used
// beside those of files.

import CheckinCore
import Cryptography
import Foundation
import Testing
import Validation
import Wire

@testable import CheckinDaemon

@Suite struct EnrolmentTests {
    private static let event = EventID("0197a3c2-5b1e-7d40-9c6f-1f2e3d4c5b6a")

    private let folder: String
    private let file: EnrolmentFile

    init() throws {
        folder = Machinery.temporaryFolder(named: "checkind-enrolment")
        try Machinery.makeFolder(folder)
        file = EnrolmentFile(stateDirectory: folder)
    }

    private func event() throws -> EventID { try #require(Self.event) }

    private func sealed(
        _ id: UInt8, _ algorithm: String = "hmac-sha256", scheme: String = "ns2",
        to recipient: X25519PrivateKey, purpose: String? = nil
    ) throws -> DeviceKey {
        let named = DeviceKey(
            id: id, event: try event(), scheme: scheme, algorithm: algorithm, material: .none)
        let box = try SealedBox.seal(
            SecretBytes(copying: [UInt8](repeating: id, count: 32)), to: recipient.publicKey,
            purpose: purpose ?? named.purpose)
        return DeviceKey(
            id: id, event: try event(), scheme: scheme, algorithm: algorithm,
            material: .sealed(box))
    }

    private func box(_ keys: [DeviceKey] = []) throws -> DeviceDescription {
        DeviceDescription(
            device: try #require(DeviceID("front-1")), name: "Front",
            door: try #require(DoorID("front")), direction: .entry, unlistedOK: false,
            events: [], keys: keys, serverKey: [UInt8](repeating: 7, count: 32),
            time: Timestamp(milliseconds: 1_790_000_000_000))
    }

    @Test func whatWasWrittenIsRead() throws {
        defer { Machinery.removeFolder(folder) }
        #expect(try file.read() == nil)
        let key = try X25519PrivateKey.generate()
        let token = try #require(DeviceToken(String(repeating: "0f", count: 32)))
        let enrolment = Enrolment(
            server: "https://central.example.org", key: key, token: token,
            box: try box([try sealed(3, to: key)]))
        try file.write(enrolment)
        let read = try #require(try file.read())
        #expect(read.server == enrolment.server && read.token == token)
        #expect(read.key.publicKey == key.publicKey && read.box == enrolment.box)
        let attributes = try FileManager.default.attributesOfItem(atPath: file.path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    /// The server knows the public half from the enrolment: it must be the same each time.
    @Test func aBoxSignsWithAKeyOfItsOwn() throws {
        defer { Machinery.removeFolder(folder) }
        let seed = SecretBytes(copying: [UInt8](repeating: 9, count: 32))
        let key = try X25519PrivateKey(seed: seed)
        let signing = try Enrolment.signingKey(of: key)
        #expect(try Enrolment.signingKey(of: key).publicKey == signing.publicKey)
        let other = try Enrolment.signingKey(of: try X25519PrivateKey.generate())
        #expect(other.publicKey != signing.publicKey)
        // Not the seed itself, which opens secrets.
        #expect(signing.seed.reveal() != [UInt8](repeating: 9, count: 32))
    }

    @Test(arguments: ["", "checkind enrolment 1\n", "checkind enrolment 1\nhttps://a\nzz\n{}"])
    func whatIsDamagedIsAFault(text: String) throws {
        defer { Machinery.removeFolder(folder) }
        try Machinery.write(Array(text.utf8), to: file.path, isSecret: true)
        #expect(throws: EnrolmentFault.self) { try file.read() }
    }

    @Test func aRevocationIsRememberedUntilTheNextEnrolment() throws {
        defer { Machinery.removeFolder(folder) }
        #expect(!file.isRevoked)
        let device = try #require(DeviceID("front-1"))
        try file.markRevoked(
            Revocation(
                device: device, at: Timestamp(milliseconds: 1),
                signature: [UInt8](repeating: 1, count: 64)))
        #expect(file.isRevoked)
        file.removeRevocation()
        #expect(!file.isRevoked)
    }

    private func ids(_ keys: CurrentKeys) throws -> [UInt8] {
        keys.ring.keys(of: try event()).map(\.id).sorted()
    }

    @Test func sealedKeysAreUsedBesideThoseOfFiles() throws {
        defer { Machinery.removeFolder(folder) }
        let own = try X25519PrivateKey.generate()
        let ofFile = { (id: UInt8) in
            try EventKey(
                id: id, event: try self.event(),
                material: .ns2HMAC(SecretBytes(copying: [UInt8](repeating: 99, count: 32))))
        }
        let keys = CurrentKeys(
            ofFiles: try KeyRing([try ofFile(1), try ofFile(2)]), served: [try event()])
        // One for somebody else, one for another use, one of a kind that is not known here.
        let unusable = try keys.use(
            [
                try sealed(2, to: own), try sealed(3, to: own),
                try sealed(4, to: try X25519PrivateKey.generate()),
                try sealed(5, to: own, purpose: "checkind/device-key/another"),
                try sealed(6, "sha3", to: own),
            ], openedBy: own)
        #expect(unusable == 3)
        #expect(try ids(keys) == [1, 2, 3])
        // What the server no longer has goes, and what a file has of it counts again.
        _ = try keys.use([], openedBy: own)
        #expect(try ids(keys) == [1, 2])
    }
}
