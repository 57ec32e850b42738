// JSON in and out, bounded. It must never read more of a body than the route has asked for.

package import Foundation
package import Hummingbird

package enum JSONBody {
    /// Keys in order, so that equal values are equal bytes: a state is sent only when it changed.
    package static func data(_ value: some Encodable) throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(value)
    }

    package static func text(_ value: some Encodable) throws -> String {
        String(decoding: try data(value), as: UTF8.self)
    }

    package static func response(
        _ value: some Encodable, status: HTTPResponse.Status = .ok
    ) throws -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: try data(value))))
    }

    /// Reads a body of at most `limit` bytes.
    package static func read<Value: Decodable>(
        _ type: Value.Type, from request: Request, limit: Int
    ) async throws -> Value {
        let buffer = try await collect(request, limit: limit)
        do {
            return try JSONDecoder().decode(type, from: Data(buffer.readableBytesView))
        } catch {
            // The decoder's own words may quote the body.
            throw Problem.malformed
        }
    }

    /// nil when the bytes are none.
    package static func value<Value: Decodable>(
        _ type: Value.Type = Value.self, of bytes: [UInt8]
    ) -> Value? {
        try? JSONDecoder().decode(type, from: Data(bytes))
    }

    /// A body that says it is JSON, as text and unread: for those who hand it on.
    package static func text(from request: Request, limit: Int) async throws -> String {
        let buffer = try await collect(request, limit: limit)
        guard let text = String(validating: buffer.readableBytesView, as: UTF8.self) else {
            throw Problem.malformed
        }
        return text
    }

    private static func collect(_ request: Request, limit: Int) async throws -> ByteBuffer {
        let media = request.headers[.contentType]?.split(separator: ";").first
        guard media?.lowercased() == "application/json" else { throw Problem.notJSON }
        if let length = request.headers[.contentLength].flatMap({ Int($0) }), length > limit {
            throw Problem.tooLarge
        }
        do {
            return try await request.body.collect(upTo: limit)
        } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
            throw Problem.tooLarge
        } catch let error where !(error is any HTTPResponseError) && !(error is CancellationError) {
            // Whoever sent it hung up in the middle: that is no fault of ours, and nobody hears.
            throw Problem.malformed
        }
    }
}
