// What can go wrong with keys and with libcrypto itself. A wrong proof is no fault: it is an
// answer. No case may ever carry a key, a passphrase or a byte of either.

package import CheckinCore

package enum CryptographyFault: Fault, Hashable {
    /// libcrypto refused an operation that has no reason to fail: no memory, or a broken set-up.
    case libraryFailed(operation: String)
    /// The bytes are no key of that kind.
    case malformedKey(kind: String)
    /// The text is no passphrase hash of ours, or asks for more work than the bounds allow.
    case malformedPassphraseHash

    package var code: String {
        switch self {
        case .libraryFailed: "cryptography_failed"
        case .malformedKey: "key_malformed"
        case .malformedPassphraseHash: "passphrase_hash_malformed"
        }
    }

    package var remedy: FaultRemedy {
        switch self {
        case .libraryFailed: .degrade
        case .malformedKey, .malformedPassphraseHash: .stop
        }
    }

    package var message: String {
        switch self {
        case .libraryFailed(let operation): "libcrypto could not do \(operation)"
        case .malformedKey(let kind): "not a key for \(kind)"
        case .malformedPassphraseHash: "not a passphrase hash"
        }
    }

    package var hint: String {
        switch self {
        case .libraryFailed:
            "Check free memory and that libssl3 and /etc/ssl/openssl.cnf are as Debian ships them."
        case .malformedKey:
            "Check that the key was copied whole, and for the right algorithm."
        case .malformedPassphraseHash:
            "Make the hash again from the passphrase."
        }
    }
}
