// A reservation's code as it is shown or typed: `RSV:` and six letters or digits, or the six alone
// where somebody typed them. Six characters that a camera reads could be anybody's label, so they
// must never be a reservation without the prefix.

import CheckinCore

enum ReservationText {
    private static let prefix = Array("RSV:".utf8)

    /// The code that a cleaned text is; nil when it is none.
    static func code(_ text: ArraySlice<UInt8>, isTyped: Bool) -> ReservationCode? {
        if text.count == prefix.count + ReservationCode.length, isPrefixed(text) {
            return ReservationCode(text.dropFirst(prefix.count))
        }
        return isTyped ? ReservationCode(text) : nil
    }

    private static func isPrefixed(_ text: ArraySlice<UInt8>) -> Bool {
        zip(text, prefix).allSatisfy { byte, wanted in
            byte == wanted || ((0x61...0x7A).contains(byte) && byte & 0xDF == wanted)
        }
    }
}
