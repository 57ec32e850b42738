// Pieces of a snapshot over HTTP: what is asked for, and every answer that is no piece.

import CheckinCore
import CheckinTesting
import Testing
import Wire

@testable import SyncAgent

@Suite struct HTTPSnapshotTests {
    private static let kind = "application/x-ndjson"
    private let offer = SnapshotOffer(
        id: "s 1", event: "a/b", generation: "life", position: 40,
        asOf: Timestamp(milliseconds: 7), size: 100)

    private func central(_ port: Int) throws -> HTTPCentral {
        try HTTPCentral(
            CentralSettings(address: CentralAddress("http://127.0.0.1:\(port)")), trust: nil,
            time: VirtualClock())
    }

    private func end(
        of reply: ScriptedServer.Reply
    ) async throws -> (bytes: [UInt8]?, fault: SyncFault?) {
        let server = try await ScriptedServer.start { _ in reply }
        let central = try central(server.port)
        var end: (bytes: [UInt8]?, fault: SyncFault?)
        do throws(SyncFault) {
            end.bytes = try await central.piece(of: offer, from: 90, count: 4)
        } catch { end.fault = error }
        await central.close()
        try await server.stop()
        return end
    }

    private func part(
        _ body: String, _ range: String = "bytes 90-93/100", status: String = "206 Partial Content"
    ) -> ScriptedServer.Reply {
        .answer(status, body, type: Self.kind, headers: "Content-Range: \(range)\r\n")
    }

    @Test func asksForBytesOfTheSnapshotAndNoOther() async throws {
        let reply = part("abcd")
        let server = try await ScriptedServer.start { _ in reply }
        let central = try central(server.port)
        #expect(try await central.piece(of: offer, from: 90, count: 4) == Array("abcd".utf8))
        await central.close()
        for await request in server.requests {
            #expect(request.hasPrefix("GET /v1/events/a%2Fb/snapshot/s%201 "))
            let lines = request.lowercased()
            #expect(lines.contains("range: bytes=90-93\r\n"))
            #expect(lines.contains(#"if-range: "s 1""#))
            break
        }
        try await server.stop()
    }

    @Test func whatIsNotThePieceIsNotTaken() async throws {
        let malformed = SyncFault.unreadable(.malformed("Content-Range"))
        // The whole of another snapshot, and another piece.
        #expect(try await end(of: part("abcd", status: "200 OK")).fault == malformed)
        #expect(try await end(of: part("abcd", "bytes 0-3/100")).fault == malformed)
        #expect(try await end(of: part("abc")).fault == .truncated)
        #expect(try await end(of: part("abcde")).fault == .answerTooLarge)
        let page = ScriptedServer.Reply.answer("200 OK", "<html>", type: "text/html")
        #expect(try await end(of: page).fault == .unreadable(.notJSON))
        #expect(
            try await end(of: .problem("404 Not Found", "snapshot_unknown")).fault
                == .unacceptable(status: 404, code: "snapshot_unknown"))
        #expect(
            try await end(of: .problem("416 Range Not Satisfiable", "range_not_satisfiable")).fault
                == .unacceptable(status: 416, code: "range_not_satisfiable"))
    }

    @Test func saysWhichSnapshotThereIs() async throws {
        let message = String(decoding: SnapshotMessage.bytes(of: offer), as: UTF8.self)
        let server = try await ScriptedServer.start { _ in .answer("200 OK", message) }
        let central = try central(server.port)
        #expect(try await central.newestSnapshot(of: "a/b") == offer)
        await central.close()
        try await server.stop()
        let busy = try await ScriptedServer.start { _ in
            .problem("503 Service Unavailable", "snapshot_building", headers: "Retry-After: 5\r\n")
        }
        let asking = try self.central(busy.port)
        await #expect(throws: SyncFault.busy(retryAfter: .seconds(5))) {
            try await asking.newestSnapshot(of: "a/b")
        }
        await asking.close()
        try await busy.stop()
    }
}
