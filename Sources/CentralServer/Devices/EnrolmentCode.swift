// A one-time code that makes one box. It is long enough that nobody guesses one, and spelled so
// that somebody can read it out: no letters that look like digits, and groups of five.

import Cryptography

package enum EnrolmentCode {
    /// Crockford's alphabet: 32 characters without I, L, O and U.
    private static let alphabet = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ".utf8)
    /// A hundred bits.
    private static let characters = 20
    private static let group = 5

    static func make() throws -> String {
        let picked = try Randomness.bytes(count: characters).map { alphabet[Int($0 & 31)] }
        return stride(from: 0, to: characters, by: group)
            .map { String(decoding: picked[$0..<$0 + group], as: UTF8.self) }
            .joined(separator: "-")
    }

    /// Of the code as it was meant: in capitals, without what stands between, O and I as digits.
    static func hash(of code: String) -> [UInt8] {
        var plain: [UInt8] = []
        for byte in code.uppercased().utf8 {
            switch byte {
            case UInt8(ascii: "O"): plain.append(UInt8(ascii: "0"))
            case UInt8(ascii: "I"), UInt8(ascii: "L"): plain.append(UInt8(ascii: "1"))
            case _ where alphabet.contains(byte): plain.append(byte)
            default: continue
            }
        }
        return SHA256.digest(of: plain.span)
    }
}
