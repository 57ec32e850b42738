// A server that says whatever a test wants, byte by byte: the ways of misbehaving that no real
// server can be made to show. It must never be kinder than what it is told.

import NIOCore
import NIOPosix
import NIOSSL
import Testing

final class ScriptedServer: Sendable {
    struct Reply: Sendable {
        var text: String
        /// Hangs up behind the text; else it stays silent.
        var closes = true

        static let silence = Reply(text: "", closes: false)
        static let hangUp = Reply(text: "")

        static func answer(
            _ status: String, _ body: String, type: String? = "application/json",
            headers: String = ""
        ) -> Reply {
            let type = type.map { "Content-Type: \($0)\r\n" } ?? ""
            return Reply(
                text: "HTTP/1.1 \(status)\r\n\(type)\(headers)"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)", closes: false)
        }

        static func problem(_ status: String, _ code: String, headers: String = "") -> Reply {
            answer(
                status, #"{"code":"\#(code)"}"#, type: "application/problem+json",
                headers: headers)
        }
    }

    let port: Int
    /// What was asked, as it came.
    let requests: AsyncStream<String>
    private let channel: any Channel

    private init(port: Int, requests: AsyncStream<String>, channel: any Channel) {
        self.port = port
        self.requests = requests
        self.channel = channel
    }

    /// - Parameter isHasty: answers to the first bytes, whatever they are.
    static func start(
        tls: NIOSSLContext? = nil, isHasty: Bool = false,
        _ script: @escaping @Sendable (String) -> Reply
    ) async throws -> ScriptedServer {
        let (requests, heard) = AsyncStream.makeStream(of: String.self)
        let channel = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { child in
                child.eventLoop.makeCompletedFuture {
                    if let tls {
                        try child.pipeline.syncOperations.addHandler(
                            NIOSSLServerHandler(context: tls))
                    }
                    try child.pipeline.syncOperations.addHandler(Speaker(script, heard, isHasty))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(channel.localAddress?.port)
        return ScriptedServer(port: port, requests: requests, channel: channel)
    }

    func stop() async throws { try await channel.close() }

    private final class Speaker: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let script: @Sendable (String) -> Reply
        private let heard: AsyncStream<String>.Continuation
        private let isHasty: Bool
        private var text = ""

        init(
            _ script: @escaping @Sendable (String) -> Reply,
            _ heard: AsyncStream<String>.Continuation, _ isHasty: Bool
        ) {
            self.script = script
            self.heard = heard
            self.isHasty = isHasty
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            text += String(buffer: unwrapInboundIn(data))
            guard isHasty || isWhole else { return }
            let request = text
            text = ""
            let reply = script(request)
            let buffer = context.channel.allocator.buffer(string: reply.text)
            context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
            heard.yield(request)
            if reply.closes { context.close(promise: nil) }
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }

        private var isWhole: Bool {
            let parts = text.split(
                separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { return false }
            let length = parts[0].split(separator: "\r\n").compactMap { line -> Int? in
                let sides = line.lowercased().split(separator: ":", maxSplits: 1)
                guard sides.first == "content-length", sides.count == 2 else { return nil }
                return Int(sides[1].drop { $0 == " " })
            }
            return parts[1].utf8.count >= length.first ?? 0
        }
    }
}
