// What a desk is told of a code: with keys, without, and when it is none.

import CheckinCore
import Cryptography
import Testing

@testable import Validation

struct CodeInspectionTests {
    private func fields(_ inspection: CodeInspection) -> [String: String] {
        Dictionary(inspection.fields.map { ($0.name, $0.value) }) { first, _ in first }
    }

    @Test func saysWhatAnNS1CodeSaysAndThatItsProofHolds() throws {
        let vector = try TicketVector("ns1-extra-members.txt")
        let reader = try TicketGoldens.reader()
        let inspection = reader.inspect(TicketToken(vector.code), at: vector.now)
        #expect(inspection.isProved && inspection.provedBy == 2)
        #expect(
            inspection.reading
                == reader.read(TicketToken(vector.code), at: vector.now, timeTrusted: true))
        let fields = fields(inspection)
        #expect(fields["format"] == "ns1" && fields["extra members"] == "4")
        #expect(fields["ticket"] == "7c9e6679-7425-40de-944b-e07fc1f90ae7")
        #expect(fields["drawn"] == "2026-05-01T17:58:30.000Z")
        #expect(fields["finding"] == "the proof holds")
    }

    @Test func saysWhatACompactCodeSaysWithoutAnyKey() throws {
        let vector = try TicketVector("ns2-hmac.txt")
        let reader = TicketReader(ring: .empty, served: [])
        let inspection = reader.inspect(TicketToken(vector.code), at: vector.now)
        #expect(!inspection.isProved && inspection.reading == .otherEvent)
        let fields = fields(inspection)
        #expect(fields["format"] == "ns2_hmac" && fields["key"] == "3")
        #expect(fields["issued"] == "2026-03-03T04:05:00Z" && fields["generation"] == "0")
        #expect(fields["event"] == nil && fields["event tag"]?.count == 4)
        #expect(fields["finding"]?.contains("not checked") == true)
    }

    @Test(arguments: ["ns1-guest-null.txt", "ns1-guest-absent.txt"])
    func tellsANullAccountFromNone(name: String) throws {
        let vector = try TicketVector(name)
        let inspection = try TicketGoldens.reader().inspect(
            TicketToken(vector.code), at: vector.now)
        #expect(fields(inspection)["user"] == (name.contains("null") ? "null" : "absent"))
    }

    @Test func everyReadingHasAFindingOfItsOwn() throws {
        let reader = try TicketGoldens.reader()
        var findings: [String: String] = [:]
        for vector in try TicketGoldens.vectors() {
            let inspection = reader.inspect(TicketToken(vector.code), at: vector.now)
            let kind = String(inspection.reading.golden.prefix { $0 != "\n" })
            findings[kind] = inspection.finding
            #expect((inspection.defect != nil) == (inspection.reading == .unreadable))
        }
        #expect(findings.count == 6 && Set(findings.values).count == 6)
    }

    @Test func aDeskHoldsAKeyToItsWindow() throws {
        let key = try TicketFixtures.key(from: TicketFixtures.now)
        let code = try TicketFixtures.code(key, try TicketFixtures.claims(.ns1))
        let reader = try TicketFixtures.reader([key])
        let early = TicketFixtures.now - .milliseconds(1)
        #expect(reader.inspect(TicketToken(code), at: TicketFixtures.now).isProved)
        #expect(reader.inspect(TicketToken(code), at: early).reading == .noUsableKey)
    }

    @Test func aDefectSaysWhereAndNeverWhat() throws {
        let reader = TicketReader(ring: .empty, served: [])
        let inspection = reader.inspect(TicketToken("c2VjcmV!"), at: TicketFixtures.now)
        #expect(inspection.defect?.offset == 7)
        #expect(!inspection.finding.contains("c2Vj"))
    }
}
