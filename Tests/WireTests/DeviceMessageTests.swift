// What a box is told about itself, how it becomes known, and what it is told instead.

import CheckinCore
import CheckinTesting
import Testing

@testable import Wire

@Suite struct DeviceMessageTests {
    private let box = DeviceDescription(
        device: "box-1", name: "Front door", door: "front", gate: "north", area: nil,
        direction: .entry, unlistedOK: true,
        events: [
            .init(
                id: "c56a4180-65aa-42ec-a945-5fd21dec0538", title: "An evening",
                generation: "11111111-2222-3333-4444-555555555555", head: 40)
        ],
        keys: [
            DeviceKey(
                id: 1, event: "e", scheme: "ns2", algorithm: "ed25519",
                material: .publicKey([UInt8](repeating: 7, count: 32)),
                notBefore: Timestamp(milliseconds: 5)),
            DeviceKey(
                id: 255, event: "e", scheme: "ns1", algorithm: "hmac-sha256",
                material: .sealed([1, 2, 3]), status: .retired),
            DeviceKey(
                id: 0, event: "e", scheme: "ns9", algorithm: "hmac-sha256", material: .none,
                status: .revoked),
        ], serverKey: [UInt8](repeating: 9, count: 32), time: Timestamp(milliseconds: 12))

    private let token = DeviceToken(String(repeating: "0a", count: 32))

    @Test func aDescriptionIsReadAsItWasWritten() throws {
        #expect(try DeviceMessage.description(of: DeviceMessage.bytes(of: box)) == box)
        #expect(box.keys[1].purpose == "checkind/device-key/e/ns1/hmac-sha256/255")
    }

    @Test func anEnrolmentIsReadAsItWasWritten() throws {
        let answer = EnrolmentAnswer(token: try #require(token), box: box)
        #expect(try EnrolmentAnswer(answer.bytes) == answer)
        let request = try #require(
            EnrolmentRequest(
                code: "ABCDE-23456", device: "box-1",
                publicKey: [UInt8](repeating: 1, count: 32),
                signingKey: [UInt8](repeating: 0, count: 32)))
        #expect(try EnrolmentRequest(request.bytes) == request)
        #expect(
            String(decoding: request.bytes, as: UTF8.self) == """
                {"code":"ABCDE-23456","device":"box-1",\
                "public_key":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=",\
                "signing_key":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}
                """)
    }

    @Test func secretsAreInNoDescription() throws {
        let token = try #require(token)
        let request = try #require(
            EnrolmentRequest(
                code: "SECRET", device: "box-1", publicKey: [UInt8](repeating: 1, count: 32),
                signingKey: [UInt8](repeating: 2, count: 32)))
        let said = "\(token) \(request) \(EnrolmentAnswer(token: token, box: box))"
        #expect(!said.contains(token.text) && !said.contains("SECRET"))
    }

    @Test func refusesWhatIsNoTokenAndNoRequest() {
        for wrong in [
            "", "0a", String(repeating: "0A", count: 32), String(repeating: "é", count: 32),
        ] {
            #expect(DeviceToken(wrong) == nil)
        }
        let key = [UInt8](repeating: 1, count: 32)
        func isRequest(_ code: String, _ key: [UInt8], _ signing: [UInt8]) -> Bool {
            EnrolmentRequest(code: code, device: "b", publicKey: key, signingKey: signing) != nil
        }
        #expect(isRequest("A", key, key))
        #expect(!isRequest("", key, key))
        #expect(!isRequest(String(repeating: "A", count: 65), key, key))
        #expect(!isRequest("A", [1], key) && !isRequest("A", key, [1]))
    }

    @Test func aKeyOfAnUnknownStateIsLeftOut() throws {
        let text = String(decoding: DeviceMessage.bytes(of: box), as: UTF8.self)
            .replacing("\"retired\"", with: "\"resting\"")
        let read = try DeviceMessage.description(of: Array(text.utf8))
        #expect(read.keys == [box.keys[0], box.keys[2]])
    }

    @Test(arguments: [
        ("\"server_key\":\"CQ", "\"server_key\":\"C", "server_key"),
        ("\"direction\":\"entry\"", "\"direction\":\"up\"", "direction"),
        ("\"unlisted_ok\":true", "\"unlisted_ok\":1", "unlisted_ok"),
        ("\"id\":255", "\"id\":256", "id"), ("\"sealed\":\"", "\"sealed\":\"=", "sealed"),
        ("\"head\":40", "\"head\":-1", "head"), ("\"events\":[", "\"events\":[3,", "events"),
    ])
    func refusesADescriptionThatIsNotSo(text: String, other: String, member: String) {
        let good = String(decoding: DeviceMessage.bytes(of: box), as: UTF8.self)
        #expect(good.contains(text))
        #expect(throws: WireFault.malformed(member)) {
            try DeviceMessage.description(of: Array(good.replacing(text, with: other).utf8))
        }
    }

    @Test func aProblemIsReadAsItWasWritten() throws {
        let problem = ProblemMessage(
            code: "device_revoked", detail: "This box was revoked.", revocation: "{}")
        #expect(try ProblemMessage(problem.bytes(status: 403)) == problem)
        for wrong in ["<html>", "{}", #"{"code": "Not A Word"}"#, #"{"code": 3}"#] {
            #expect(throws: WireFault.self) { try ProblemMessage(Array(wrong.utf8)) }
        }
        let long = #"{"code": "a", "detail": "\#(String(repeating: "é", count: 2_000))"}"#
        #expect(try ProblemMessage(Array(long.utf8)).detail.utf8.count == 512)
    }

    @Test func aRevocationIsReadAsTheServerWritesIt() throws {
        let signature = [UInt8](repeating: 3, count: 64)
        let given = Revocation(
            device: "box \"1\"", at: Timestamp(milliseconds: 9), signature: signature)
        #expect(try Revocation(given.text) == given)
        #expect(
            String(decoding: given.signedBytes, as: UTF8.self)
                == "checkind/revocation/1\nbox \"1\"\n9")
        for wrong in ["", "{}", #"{"device":"b","at":1,"signature":"AAAA"}"#] {
            #expect(throws: WireFault.self) { try Revocation(wrong) }
        }
    }
}
