// What came back, and what it means. Something between a box and its server may answer in its
// stead, so that an answer is the server's only when it has the form of one.

import CheckinCore
import NIOHTTP1
import Wire

struct HTTPAnswer: Sendable {
    /// Longer waits are not obeyed anyway.
    private static let longestRetrySeconds: Int64 = 86_400

    let status: Int
    let headers: HTTPHeaders
    let body: [UInt8]
    var receivedAt = Uptime(nanoseconds: 0)

    init(status: Int, headers: HTTPHeaders, body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    static func isJSON(_ headers: HTTPHeaders) -> Bool { isType("application/json", headers) }

    private static func isType(_ type: String, _ headers: HTTPHeaders) -> Bool {
        let given = headers.first(name: "Content-Type") ?? ""
        return given.lowercased().split(separator: ";").first?.trimmingSpaces == type[...]
    }

    private var problem: ProblemMessage? {
        Self.isType("application/problem+json", headers) ? try? ProblemMessage(body) : nil
    }

    private var retryAfter: Duration? {
        guard let text = headers.first(name: "Retry-After"), let seconds = Int64(text),
            (0...Self.longestRetrySeconds).contains(seconds)
        else { return nil }
        return .seconds(seconds)
    }

    /// The server's clock, milliseconds since 1970.
    var serverTime: Timestamp? {
        headers.first(name: "Checkin-Time").flatMap { Int64($0) }
            .map(Timestamp.init(milliseconds:))
    }

    /// nil when the body is what was asked for, as far as its form says.
    func fault(trust: ServerTrust?) -> SyncFault? {
        let code = problem?.code ?? ""
        switch status {
        case 200, 201: return Self.isJSON(headers) ? nil : .unreadable(.notJSON)
        case 300..<400: return .redirected
        case 401, 403:
            if let revocation = trust?.believed(problem?.revocation) { return .revoked(revocation) }
            return .refused(code: code)
        case 429: return .busy(retryAfter: retryAfter)
        case 503: return .busy(retryAfter: retryAfter)
        case 500..<600: return .failed(status: status, retryAfter: retryAfter)
        // These mean what they say only when the server says them.
        case 409 where problem != nil: return .conflict(code: code)
        case 413: return .tooLarge
        case 400..<500 where problem != nil: return .unacceptable(status: status, code: code)
        default: return .unreadable(.notJSON)
        }
    }
}

extension Substring {
    fileprivate var trimmingSpaces: Substring {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }
}
