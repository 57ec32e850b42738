// `checkind code key`: makes a key of an event, for a door without a central server and for tests.

import ArgumentParser
import CheckinCore
import Cryptography
import Validation

struct CodeKeyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key",
        abstract: "Make a key file for an event.",
        discussion: """
            Prints a key file with a fresh random key; keep it secret. Of an Ed25519 key, doors \
            need the public half only: --public FILE writes that half for them. With \
            --master-file the HMAC key of NS2 is derived from a master secret (HKDF-SHA256), which \
            must never be on a door.
            """)

    @Option(help: "The event's id; a UUID for NS2.", transform: eventID)
    var event: EventID

    @Option(help: "ns1, ns2_hmac or ns2_ed25519.")
    var scheme = Scheme.ns2Ed25519

    @Option(help: "The key's id, 0 to 255.")
    var id: UInt8 = 1

    @Option(
        name: .customLong("master-file"), help: "A file with the master secret, 32 bytes or more.")
    var masterFile: String?

    @Option(name: .customLong("public"), help: "Write the public half to this file.")
    var publicFile: String?

    func validate() throws {
        if masterFile != nil && scheme != .ns2HMAC {
            throw ValidationError("Only keys of ns2_hmac are derived from a master secret.")
        }
        if publicFile != nil && scheme != .ns2Ed25519 {
            throw ValidationError("Only keys of ns2_ed25519 have a public half.")
        }
    }

    func run() throws {
        let key = try EventKey(id: id, event: event, material: try material())
        if let publicFile, case .ns2Signing(let pair) = key.material {
            let half = try EventKey(id: id, event: event, material: .ns2Verifying(pair.publicKey))
            do throws(FileProblem) {
                try Machinery.write(Array(KeyFile.text(of: [half]).utf8), to: publicFile)
            } catch {
                throw CommandFailure(fault: CodeFault.cannotWrite(error), status: .output)
            }
        }
        CommandOutput.text(KeyFile.text(of: [key]))
    }

    private func material() throws -> KeyMaterial {
        switch scheme {
        case .staff, .reservation: throw ValidationError("There are no such codes.")
        case .ns1: return .ns1(try Randomness.secret(count: EventKey.minimumSecretBytes))
        case .ns2Ed25519: return .ns2Signing(try Ed25519PrivateKey.generate())
        case .ns2HMAC:
            guard let masterFile else {
                return .ns2HMAC(try Randomness.secret(count: EventKey.minimumSecretBytes))
            }
            var master: [UInt8]
            do {
                master = try KeyStore.secret(
                    inFile: masterFile, limit: EventKey.maximumSecretBytes)
            } catch {
                throw CommandFailure(fault: error, status: .input)
            }
            return .ns2HMAC(
                try KeyDerivation.eventSecret(
                    master: SecretBytes(cleansing: &master), event: event, keyID: id))
        }
    }
}
