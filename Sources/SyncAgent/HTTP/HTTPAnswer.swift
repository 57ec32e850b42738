// What came back, and what it means. Something between a box and its server may answer in its
// stead, so that an answer is the server's only when it has the form of one.

import CheckinCore
import NIOHTTP1
import Wire

struct HTTPAnswer: Sendable {
    /// Longer waits are not obeyed anyway.
    private static let longestRetrySeconds: Int64 = 86_400

    /// What a good answer looks like.
    enum Form: Sendable {
        /// JSON.
        case message
        /// Lines of JSON, and of them the bytes that were asked for or those that there are.
        case part(position: Int64, count: Int)

        func isMet(by headers: HTTPHeaders, status: Int) -> Bool {
            switch self {
            case .message:
                (200..<300).contains(status) && HTTPAnswer.isType("application/json", headers)
            case .part(let position, let count):
                status == 206 && HTTPAnswer.isType("application/x-ndjson", headers)
                    && isRange(headers, position, count)
            }
        }

        private func isRange(_ headers: HTTPHeaders, _ position: Int64, _ count: Int) -> Bool {
            let range = "bytes \(position)-\(position + Int64(count) - 1)/"
            return headers.first(name: "Content-Range")?.hasPrefix(range) ?? false
        }
    }

    let status: Int
    let headers: HTTPHeaders
    let body: [UInt8]
    var receivedAt = Uptime(nanoseconds: 0)

    init(status: Int, headers: HTTPHeaders, body: [UInt8]) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    static func isType(_ type: String, _ headers: HTTPHeaders) -> Bool {
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
    func fault(trust: ServerTrust?, form: Form) -> SyncFault? {
        let code = problem?.code ?? ""
        switch status {
        case 200, 201, 206:
            return form.isMet(by: headers, status: status)
                ? nil : .unreadable(form.defect(of: headers))
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

extension HTTPAnswer.Form {
    /// Of a good status without the form: a login page has the type of none of our answers.
    fileprivate func defect(of headers: HTTPHeaders) -> WireFault {
        if case .part = self, HTTPAnswer.isType("application/x-ndjson", headers) {
            return .malformed("Content-Range")
        }
        return .notJSON
    }
}

extension Substring {
    fileprivate var trimmingSpaces: Substring {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }
}
