// The central server over HTTPS. One request is one answer or one fault: nothing is tried again
// here, nothing is followed elsewhere, and no answer is longer than it may be or waited for longer.
// It must never log, nor put what it was sent into a fault.

internal import AsyncHTTPClient
package import CheckinCore
internal import NIOCore
internal import NIOHTTP1
package import Wire

package final class HTTPCentral: Central, MessageCentral {
    /// Says in the server's log who asks.
    private static let agent = "checkind"
    /// One for each event's feed and one for batches, for a box of a few events.
    private static let connections = 8
    /// The client's own limit, behind ours.
    private static let backstop = TimeAmount.minutes(10)

    let settings: CentralSettings
    private let client: HTTPClient
    private let time: any TimeSource
    private let trust: ServerTrust?
    private let isClockTrusted: @Sendable () async -> Bool
    private let onServerTime: @Sendable (Timestamp, Uptime) async -> Void

    /// - Parameters:
    ///   - trust: what a revocation is believed by; nil until the box is enrolled.
    ///   - isClockTrusted: whether a certificate's dates can be judged.
    ///   - onServerTime: is told what the server's clock said at which moment.
    package init(
        _ settings: CentralSettings, trust: ServerTrust?, time: any TimeSource,
        isClockTrusted: @escaping @Sendable () async -> Bool = { true },
        onServerTime: @escaping @Sendable (Timestamp, Uptime) async -> Void = { _, _ in }
    ) throws(CentralSettingsFault) {
        self.settings = settings
        self.trust = trust
        self.time = time
        self.isClockTrusted = isClockTrusted
        self.onServerTime = onServerTime
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: try settings.tls, redirectConfiguration: .disallow,
            timeout: .init(connect: .nanoseconds(Int64(settings.limits.connect / .nanoseconds(1)))),
            decompression: .disabled)
        configuration.httpVersion = .http1Only
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = Self.connections
        // Whoever asks knows when to ask again.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.proxy = settings.proxy.map { .server(host: $0.host, port: $0.port) }
        client = HTTPClient(configuration: configuration)
    }

    /// Closes its connections. Nobody may ask afterwards.
    package func close() async { try? await client.shutdown() }

    package func send(_ batch: JournalBatch) async throws(SyncFault) -> BatchAnswer {
        let answer = try await ask(
            .post("/v1/attempts", BatchMessage.bytes(of: batch)),
            limit: BatchAnswer.maximumBytes)
        return try read(answer) { bytes throws(WireFault) in try BatchAnswer(bytes) }
    }

    package func page(_ question: FeedQuestion) async throws(SyncFault) -> FeedAnswer {
        let seconds = max(0, question.wait.components.seconds)
        var path = "/v1/events/\(CentralAddress.escaped(question.event.text))/feed"
        path += "?after=\(question.after.position)"
        if let generation = question.after.generation {
            path += "&generation=\(CentralAddress.escaped(generation.text))"
        }
        path += "&incarnation=\(CentralAddress.escaped(question.incarnation.text))"
        path += "&limit=\(question.limit)&wait=\(seconds)"
        let answer = try await ask(
            .get(path), limit: FeedAnswer.maximumBytes,
            within: .seconds(seconds) + settings.limits.page)
        return try read(answer) { bytes throws(WireFault) in try FeedAnswer(bytes) }
    }

    package func device() async throws(SyncFault) -> DeviceDescription {
        let answer = try await ask(.get("/v1/device"), limit: DeviceMessage.maximumBytes)
        return try read(answer) { bytes throws(WireFault) in
            try DeviceMessage.description(of: bytes)
        }
    }

    package func enrol(_ request: EnrolmentRequest) async throws(SyncFault) -> EnrolmentAnswer {
        let answer = try await ask(
            .post("/v1/enrol", request.bytes), limit: DeviceMessage.maximumBytes)
        return try read(answer) { bytes throws(WireFault) in try EnrolmentAnswer(bytes) }
    }

    package func tell(_ message: Message) async throws(SyncFault) {
        let event = CentralAddress.escaped(message.event.text)
        _ = try await ask(
            .post("/v1/events/\(event)/messages", OutgoingMessage.bytes(of: message)),
            limit: OutgoingMessage.maximumAnswerBytes)
    }

    func read<Value>(
        _ bytes: [UInt8], _ parse: ([UInt8]) throws(WireFault) -> Value
    ) throws(SyncFault) -> Value {
        do {
            return try parse(bytes)
        } catch { throw .unreadable(error) }
    }

    enum Question: Sendable {
        case get(String)
        case post(String, [UInt8])
        /// `count` bytes from `position` on, as long as the thing has this tag.
        case range(String, tag: String, position: Int64, count: Int)

        var form: HTTPAnswer.Form {
            if case .range(_, _, let position, let count) = self {
                return .part(position: position, count: count)
            }
            return .message
        }
    }

    /// The bytes of a good answer, at most `limit` of them.
    func ask(
        _ question: Question, limit: Int, within span: Duration? = nil
    ) async throws(SyncFault) -> [UInt8] {
        let form = question.form
        let answer = try await timed(span ?? settings.limits.answer) {
            [client, request = request(for: question)] () async throws(SyncFault) -> HTTPAnswer in
            try await Self.exchange(request, by: client, limit: limit, form: form)
        }
        if let fault = answer.fault(trust: trust, form: form) { throw fault }
        // Only what looks like the server's own answer may say what time it is.
        if let moment = answer.serverTime { await onServerTime(moment, answer.receivedAt) }
        return answer.body
    }

    private func request(for question: Question) -> HTTPClientRequest {
        var request: HTTPClientRequest
        switch question {
        case .get(let path): request = HTTPClientRequest(url: settings.address.url(path))
        case .post(let path, let body):
            request = HTTPClientRequest(url: settings.address.url(path))
            request.method = .POST
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(body)
        case .range(let path, let tag, let position, let count):
            request = HTTPClientRequest(url: settings.address.url(path))
            request.headers.add(
                name: "Range", value: "bytes=\(position)-\(position + Int64(count) - 1)")
            request.headers.add(name: "If-Range", value: tag)
        }
        request.headers.add(name: "Accept", value: "application/json")
        request.headers.add(name: "User-Agent", value: Self.agent)
        if let token = settings.token {
            request.headers.add(name: "Authorization", value: "Bearer \(token.text)")
        }
        return request
    }

    private static func exchange(
        _ request: HTTPClientRequest, by client: HTTPClient, limit: Int, form: HTTPAnswer.Form
    ) async throws(SyncFault) -> HTTPAnswer {
        let response: HTTPClientResponse
        do {
            response = try await client.execute(request, timeout: backstop)
        } catch { throw TransportTrouble.fault(of: error, begun: false) }
        // What has not the form is nothing that was asked for, and need not be read to its end.
        let isGood = form.isMet(by: response.headers, status: Int(response.status.code))
        let bound = isGood ? limit : ProblemMessage.maximumBytes
        var body: [UInt8] = []
        do {
            for try await part in response.body {
                guard body.count + part.readableBytes <= bound else {
                    throw SyncFault.answerTooLarge
                }
                body.append(contentsOf: part.readableBytesView)
            }
            try Task.checkCancellation()
        } catch let fault as SyncFault {
            // A page for people may be of any length, and says nothing to us.
            if isGood { throw fault }
            body = []
        } catch { throw TransportTrouble.fault(of: error, begun: true) }
        return HTTPAnswer(status: Int(response.status.code), headers: response.headers, body: body)
    }

    /// Gives the whole exchange one limit: a server that sends a byte now and then is none.
    private func timed(
        _ span: Duration, _ work: @escaping @Sendable () async throws(SyncFault) -> HTTPAnswer
    ) async throws(SyncFault) -> HTTPAnswer {
        do {
            return try await withThrowingTaskGroup(of: HTTPAnswer?.self) { [time] race in
                defer { race.cancelAll() }
                race.addTask {
                    var answer = try await work()
                    answer.receivedAt = time.uptime()
                    return answer
                }
                race.addTask {
                    try await time.sleep(for: span)
                    return nil
                }
                guard let answer = try await race.next() ?? nil else { throw SyncFault.timedOut }
                return answer
            }
        } catch let fault as SyncFault {
            if fault == .distrusted, await !isClockTrusted() { throw .wrongClock }
            throw fault
        } catch { throw .cancelled }
    }
}
