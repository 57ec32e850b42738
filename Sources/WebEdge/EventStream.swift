// A subscription as an HTTP response that goes on until one of both ends it. It must end when the
// client goes away, even while nothing is being sent.

package import Hummingbird

extension HeaderName {
    /// What a browser that connects again says it got last.
    package static let lastEventID: Self = {
        guard let name = Self("Last-Event-ID") else { preconditionFailure("a token by RFC 9110") }
        return name
    }()
}

package enum EventStream {
    package static func response(
        to request: Request, from subscription: EventSubscription
    ) -> Response {
        let body = ResponseBody { writer in
            try await writer.write(EventFrame.retry)
            try await request.body.consumeWithInboundCloseHandler { _ in
                for await frame in subscription.frames { try await writer.write(frame) }
            } onInboundClosed: {
                subscription.end()
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store"], body: body)
    }
}
