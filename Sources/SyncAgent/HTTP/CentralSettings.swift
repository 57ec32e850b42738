// How the central server is asked: where, whom to believe, by which way. The token and the private
// key must never be in a description.

package import CheckinCore
internal import NIOSSL
package import Wire

package enum CentralSettingsFault: Fault, Hashable {
    case malformedAddress
    case plainAddress
    case unreadableAuthority
    case unreadableIdentity

    package var code: String {
        switch self {
        case .malformedAddress: "central_address_malformed"
        case .plainAddress: "central_address_plain"
        case .unreadableAuthority: "central_authority_unreadable"
        case .unreadableIdentity: "central_identity_unreadable"
        }
    }

    package var remedy: FaultRemedy { .stop }

    package var message: String {
        switch self {
        case .malformedAddress: "the central server's address is none"
        case .plainAddress: "the central server's address is not encrypted"
        case .unreadableAuthority: "the authority that certifies the central server is unreadable"
        case .unreadableIdentity: "the certificate or the key of this box is unreadable"
        }
    }

    package var hint: String {
        switch self {
        case .malformedAddress: "write https://host, with a port or a path if need be"
        case .plainAddress: "write https://, or allow plain HTTP where the network is your own"
        case .unreadableAuthority, .unreadableIdentity: "give a file of PEM"
        }
    }
}

package struct CentralSettings: Sendable, CustomStringConvertible {
    /// Whose certificates are believed.
    package enum Authority: Sendable {
        case system
        /// PEM, and nobody else.
        case pinned([UInt8])
    }

    /// What this box shows beside its token.
    package struct Identity: Sendable {
        package let chain: [UInt8]
        package let key: [UInt8]

        /// Both PEM.
        package init(chain: [UInt8], key: [UInt8]) {
            self.chain = chain
            self.key = key
        }
    }

    package struct Proxy: Hashable, Sendable {
        package let host: String
        package let port: Int

        package init(host: String, port: Int) {
            self.host = host
            self.port = port
        }
    }

    /// How long each part may take.
    package struct Limits: Sendable {
        /// A lost packet is sent again twice in it.
        package var connect: Duration = .seconds(10)
        /// A batch of five hundred, at a server that is slow.
        package var answer: Duration = .seconds(30)
        /// Beyond the time for which the server waits for news.
        package var page: Duration = .seconds(15)
        /// The smallest piece of a snapshot, on a line of a few kilobytes a second.
        package var piece: Duration = .seconds(60)

        package init() {}
    }

    package var address: CentralAddress
    /// nil until the box is enrolled.
    package var token: DeviceToken?
    package var authority = Authority.system
    package var identity: Identity?
    package var proxy: Proxy?
    package var limits = Limits()

    package init(address: CentralAddress, token: DeviceToken? = nil) {
        self.address = address
        self.token = token
    }

    package var description: String { "the central server at \(address)" }

    var tls: TLSConfiguration {
        get throws(CentralSettingsFault) {
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.minimumTLSVersion = .tlsv12
            if case .pinned(let pem) = authority {
                guard let certificates = try? NIOSSLCertificate.fromPEMBytes(pem),
                    !certificates.isEmpty
                else { throw .unreadableAuthority }
                tls.trustRoots = .certificates(certificates)
            }
            if let identity {
                guard let chain = try? NIOSSLCertificate.fromPEMBytes(identity.chain),
                    !chain.isEmpty,
                    let key = try? NIOSSLPrivateKey(bytes: identity.key, format: .pem)
                else { throw .unreadableIdentity }
                tls.certificateChain = chain.map { .certificate($0) }
                tls.privateKey = .privateKey(key)
            }
            return tls
        }
    }
}
