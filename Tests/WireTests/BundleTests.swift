// Files for venues without a network: what their first and last lines say.

import CheckinCore
import CheckinTesting
import Foundation
import Testing

@testable import Wire

@Suite struct BundleTests {
    private let box = DeviceDescription(
        device: "box-1", name: "Front", door: "front", direction: .entry, unlistedOK: false,
        events: [], keys: [], serverKey: [UInt8](repeating: 7, count: 32),
        time: Timestamp(milliseconds: 5))

    private func header(
        kind: String = "bundle", format: String = "checkind-bundle/1", signature: String = "AAAA"
    ) -> [UInt8] {
        let description = Data(DeviceMessage.bytes(of: box)).base64EncodedString()
        return Array(
            #"""
            {"kind":"\#(kind)","format":"\#(format)","device":"box-1","snapshot":"s-1", \#
            "description":"\#(description)","signature":"\#(signature)"}
            """#.utf8)
    }

    @Test func saysForWhichBoxItIsAndWhatTheBoxShouldBe() throws {
        let read = try BundleHeader(header())
        #expect(read.device == "box-1" && read.snapshot == "s-1" && read.box == box)
        #expect(read.description == DeviceMessage.bytes(of: box) && read.signature == [0, 0, 0])
        #expect(
            read.signedBytes(digest: "ab") == Array("checkind/bundle/1\nbox-1\ns-1\nab".utf8))
    }

    @Test func anotherFileIsNone() {
        #expect(throws: WireFault.malformed("kind")) { try BundleHeader(header(kind: "header")) }
        #expect(throws: WireFault.malformed("format")) {
            try BundleHeader(header(format: "checkind-bundle/2"))
        }
        #expect(throws: WireFault.malformed("signature")) {
            try BundleHeader(header(signature: "?"))
        }
        #expect(throws: WireFault.tooLarge) {
            try BundleHeader([UInt8](repeating: 0x20, count: BundleHeader.maximumBytes + 1))
        }
    }

    @Test func aJournalIsSignedByTheBoxThatItNames() {
        #expect(
            String(decoding: JournalBundle.header(device: "b", at: box.time), as: UTF8.self)
                == #"{"kind":"header","format":"checkind-journal/1","device":"b","at":5}"#)
        #expect(
            JournalBundle.signedBytes(device: "b", digest: "ab")
                == Array("checkind/journal/1\nb\nab".utf8))
        let trailer = JournalBundle.trailer(lines: 3, digest: "ab", signature: [0, 0, 0])
        #expect(
            String(decoding: trailer, as: UTF8.self)
                == #"{"kind":"trailer","lines":3,"sha256":"ab","signature":"AAAA"}"#)
    }
}
