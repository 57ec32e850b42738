// The calls of this module with arrays in place of spans, which expectations cannot hold.

@testable import Cryptography

extension HMACKey {
    func code(_ head: [UInt8], _ tail: [UInt8] = []) throws -> [UInt8] {
        try code(of: head.span, tail.span)
    }

    func accepts(_ proof: [UInt8], _ head: [UInt8], _ tail: [UInt8] = []) throws -> Bool {
        try authenticates(proof.span, of: head.span, tail.span)
    }
}

extension Ed25519PublicKey {
    func accepts(_ signature: [UInt8], _ message: [UInt8]) throws -> Bool {
        try verifies(signature.span, of: message.span)
    }
}

extension Ed25519PrivateKey {
    func sign(_ message: [UInt8]) throws -> [UInt8] { try signature(of: message.span) }
}
