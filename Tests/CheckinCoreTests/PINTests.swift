// A PIN is digits, not too few, not the ones that everybody tries first, and never in the open.

import CheckinCore
import Testing

@Suite struct PINTests {
    private let id: StaffID

    init() throws { id = try #require(StaffID("417")) }

    @Test(arguments: [
        ("", PINFault.tooShort), ("12a456", .notDigits), ("１２３４５６", .notDigits),
        ("93 165", .notDigits), ("93165", .tooShort), ("9316580274613", .tooLong),
        ("000000", .trivial), ("77777777", .trivial), ("123456", .trivial),
        ("0123456789", .trivial), ("678901", .trivial), ("987654", .trivial),
        ("210987", .trivial), ("121212", .trivial), ("4747474", .trivial),
        ("417417", .trivial), ("000417", .trivial),
    ])
    func refuses(_ text: String, because fault: PINFault) {
        #expect(throws: fault) { try PIN(choosing: text, for: id) }
    }

    @Test(arguments: ["931658", "123457", "112233", "417418", "041700", "931658027461"])
    func takes(_ text: String) throws {
        #expect(try PIN(choosing: text, for: id).revealed == text)
    }

    @Test func nobodyCanTypeWhatIsNoPIN() {
        for text in ["", "12345", "1234567890123", "12345x", "-12345"] {
            #expect(PIN(typed: text) == nil, "\(text)")
        }
        #expect(PIN(typed: "000000")?.revealed == "000000")
    }

    @Test func neverPrintsItself() throws {
        let pin = try #require(PIN(typed: "931658"))
        let said = "\(pin) \(String(reflecting: pin)) \(String(describing: [pin]))"
        #expect(!said.contains("931658"))
    }
}
