// Codes that another program made are read as it meant them, and none of them survives the change
// of a single bit.

import CheckinCore
import Testing

@testable import Validation

struct GoldenCodeTests {
    @Test func theFrozenCodesAreThere() {
        #expect(TicketGoldens.names.count >= 40)
    }

    @Test(arguments: TicketGoldens.names)
    func readsAsAnotherProgramMeantIt(name: String) throws {
        let vector = try TicketVector(name)
        let reading = try TicketGoldens.reader().read(
            TicketToken(vector.code), at: vector.now, timeTrusted: true)
        #expect(reading.golden == vector.expected)
    }

    @Test(arguments: TicketGoldens.names)
    func noChangedBitOfATextIsBelieved(name: String) throws {
        let vector = try TicketVector(name)
        let reader = try TicketGoldens.reader()
        for bit in 0..<vector.code.count * 8 {
            var changed = vector.code
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            expectNoClaims(reader, changed, vector.now, "bit \(bit)")
        }
    }

    @Test(arguments: TicketGoldens.names.filter { $0.hasPrefix("ns1") })
    func noChangedBitOfAnObjectIsBelieved(name: String) throws {
        let vector = try TicketVector(name)
        let reader = try TicketGoldens.reader()
        let object = try Base64Strict.decode(vector.code[...])
        for bit in 0..<object.count * 8 {
            var changed = object
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            expectNoClaims(reader, Base64Strict.encode(changed), vector.now, "bit \(bit)")
        }
    }

    @Test(arguments: TicketGoldens.names)
    func noCharacterMayBeLeftOutOrPutIn(name: String) throws {
        let vector = try TicketVector(name)
        guard vector.isGenuine else { return }
        let reader = try TicketGoldens.reader()
        for index in vector.code.indices {
            var shorter = vector.code
            shorter.remove(at: index)
            expectNoClaims(reader, shorter, vector.now, "without \(index)", unless: vector.code)
            for character in " =A0+-".utf8 {
                var longer = vector.code
                longer.insert(character, at: index)
                expectNoClaims(
                    reader, longer, vector.now, "with one at \(index)", unless: vector.code)
            }
        }
    }

    private func expectNoClaims(
        _ reader: TicketReader, _ code: [UInt8], _ now: Timestamp, _ what: String,
        unless original: [UInt8] = []
    ) {
        guard case .claims = reader.read(TicketToken(code), at: now, timeTrusted: true) else {
            return
        }
        // Nothing but what cleaning takes off in front and the padding that may be left out.
        #expect(!original.isEmpty && bare(code) == bare(original), "believed \(what)")
    }

    private func bare(_ code: [UInt8]) -> [UInt8] {
        let end = code.lastIndex { $0 != UInt8(ascii: "=") } ?? code.startIndex
        return Array(code[...end].drop { $0 == 0x20 })
    }
}
