// A passphrase as it may be stored: `$scrypt$ln=14,r=8,p=5$<salt>$<hash>`, salt and hash in
// lower-case hex. The parameters travel with the hash, so that they can be raised without locking
// anybody out. Hashing and matching take tens of milliseconds: run them on a thread for blocking
// work.

package struct PassphraseHash: Hashable, Sendable {
    /// Enough that no two hashes ever share a salt.
    static let saltBytes = 16
    static let hashBytes = 32
    /// The longest passphrase in bytes of UTF-8: more is somebody testing us.
    package static let maximumPassphraseBytes = 1_024
    /// The longest hash text: prefix, three small numbers, and room for a longer salt.
    static let maximumTextBytes = 256

    private let cost: Scrypt.Cost
    private let salt: [UInt8]
    private let hash: [UInt8]

    /// Reads a stored hash; refuses one that asks for more work than `Scrypt.Cost` allows.
    package init(_ text: String) throws(CryptographyFault) {
        guard text.utf8.count <= Self.maximumTextBytes else { throw .malformedPassphraseHash }
        let parts = text.utf8.split(separator: UInt8(ascii: "$"), omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[1].elementsEqual("scrypt".utf8),
            let cost = Self.cost(parts[2]), cost.isAffordable,
            let salt = Hex.decode(Array(parts[3])), (8...64).contains(salt.count),
            let hash = Hex.decode(Array(parts[4])), hash.count == Self.hashBytes
        else { throw .malformedPassphraseHash }
        self.cost = cost
        self.salt = salt
        self.hash = hash
    }

    /// Hashes a passphrase with a salt of its own.
    package init(
        hashing passphrase: SecretBytes, cost: Scrypt.Cost = .standard
    ) throws(CryptographyFault) {
        guard passphrase.count <= Self.maximumPassphraseBytes else {
            throw .malformedKey(kind: "a passphrase of at most 1024 bytes")
        }
        let salt = try Randomness.bytes(count: Self.saltBytes)
        self.cost = cost
        self.salt = salt
        hash = try Scrypt.derive(
            from: passphrase, salt: salt.span, cost: cost, count: Self.hashBytes)
    }

    /// A hash of nothing that anybody knows: comparing with it takes as long as with a real one.
    package static func decoy(cost: Scrypt.Cost = .standard) throws(CryptographyFault) -> Self {
        Self(
            cost: cost, salt: try Randomness.bytes(count: saltBytes),
            hash: try Randomness.bytes(count: hashBytes))
    }

    private init(cost: Scrypt.Cost, salt: [UInt8], hash: [UInt8]) {
        self.cost = cost
        self.salt = salt
        self.hash = hash
    }

    package var text: String {
        "$scrypt$ln=\(cost.logN),r=\(cost.r),p=\(cost.p)"
            + "$\(Hex.text(of: salt))$\(Hex.text(of: hash))"
    }

    /// Whether `passphrase` is the one; the same bytes, not merely the same letters.
    package func matches(_ passphrase: SecretBytes) throws(CryptographyFault) -> Bool {
        guard passphrase.count <= Self.maximumPassphraseBytes else { return false }
        let candidate = try Scrypt.derive(
            from: passphrase, salt: salt.span, cost: cost, count: Self.hashBytes)
        return ConstantTime.areEqual(candidate.span, hash.span)
    }

    private static func cost(_ text: Substring.UTF8View) -> Scrypt.Cost? {
        let parts = text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        guard parts.count == 3, let logN = number(parts[0], after: "ln="),
            let r = number(parts[1], after: "r="), let p = number(parts[2], after: "p=")
        else { return nil }
        return Scrypt.Cost(logN: logN, r: r, p: p)
    }

    private static func number(_ text: Substring.UTF8View, after prefix: String) -> Int? {
        guard text.starts(with: prefix.utf8) else { return nil }
        let digits = text.dropFirst(prefix.utf8.count)
        guard (1...3).contains(digits.count), digits.first != UInt8(ascii: "0"),
            digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}

extension PassphraseHash: CustomStringConvertible, CustomReflectable {
    package var description: String { "<secret>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
