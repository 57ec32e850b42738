// What travels with a request besides the request itself: the connection it came on. It exists so
// that a listener who stopped reading can be disconnected, and a guesser can be told apart by
// address. It must never carry anything a client claimed about itself.

package import Hummingbird

/// The name of a header field.
package typealias HeaderName = HTTPFields.Element.Name

/// The context of every request of ours.
package struct WebContext: RequestContext {
    /// The rest of the way, as a middleware is handed it.
    package typealias Next = @concurrent (Request, WebContext) async throws -> Response

    package var coreContext: CoreRequestContextStorage
    /// The other end's IP address; "unknown" when the connection has none any more.
    package let peer: String
    /// Cuts the connection, whatever is waiting to be written on it.
    package let disconnect: @Sendable () -> Void

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        peer = source.channel.remoteAddress?.ipAddress ?? "unknown"
        let channel = source.channel
        disconnect = { channel.close(mode: .all, promise: nil) }
    }
}
