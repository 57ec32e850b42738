// Errors of the HTTP client by the names that this room has for them.

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL
import Wire

enum TransportTrouble {
    /// - Parameter begun: the head of an answer had come.
    static func fault(of error: any Error, begun: Bool) -> SyncFault {
        switch error {
        case is CancellationError: .cancelled
        case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError: .distrusted
        case is HTTPParserError: begun ? .truncated : .unreadable(.notJSON)
        case let error as HTTPClientError: fault(of: error, begun: begun)
        case let error as ChannelError:
            if case .connectTimeout = error { .timedOut } else { begun ? .truncated : .unreachable }
        default: begun ? .truncated : .unreachable
        }
    }

    private static func fault(of error: HTTPClientError, begun: Bool) -> SyncFault {
        switch error {
        case .cancelled, .requestStreamCancelled: .cancelled
        case .connectTimeout, .readTimeout, .writeTimeout, .deadlineExceeded, .tlsHandshakeTimeout,
            .socksHandshakeTimeout, .httpProxyHandshakeTimeout, .getConnectionFromPoolTimeout:
            .timedOut
        default: begun ? .truncated : .unreachable
        }
    }
}
