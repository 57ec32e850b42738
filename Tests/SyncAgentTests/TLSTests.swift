// Whom the client believes, and what it shows of itself, against servers with real certificates.

import CheckinCore
import CheckinTesting
import NIOSSL
import Testing
import Wire

@testable import SyncAgent

@Suite(.enabled(if: TestCertificate.canMake, TestCertificate.absence))
struct TLSTests {
    private func fault(
        at server: ScriptedServer, _ authority: CentralSettings.Authority,
        identity: CentralSettings.Identity? = nil, isClockTrusted: Bool = true
    ) async throws -> SyncFault? {
        var settings = CentralSettings(
            address: try CentralAddress("https://127.0.0.1:\(server.port)"))
        settings.authority = authority
        settings.identity = identity
        let central = try HTTPCentral(
            settings, trust: nil, time: VirtualClock(), isClockTrusted: { isClockTrusted })
        var fault: SyncFault?
        do throws(SyncFault) { _ = try await central.device() } catch { fault = error }
        await central.close()
        return fault
    }

    @Test func believesAPinnedAuthorityAndNobodyElse() async throws {
        let (ours, other) = (try TestCertificate.make(), try TestCertificate.make())
        let server = try await ScriptedServer.start(tls: try ours.context()) { _ in
            .problem("401 Unauthorized", "token_missing")
        }
        let heard = SyncFault.refused(code: "token_missing")
        #expect(try await fault(at: server, .pinned(ours.certificate)) == heard)
        #expect(try await fault(at: server, .pinned(other.certificate)) == .distrusted)
        #expect(try await fault(at: server, .system) == .distrusted)
        try await server.stop()
    }

    @Test func believesNoCertificateOfAnotherName() async throws {
        let ours = try TestCertificate.make(name: "DNS:elsewhere.invalid")
        let server = try await ScriptedServer.start(tls: try ours.context()) { _ in .hangUp }
        #expect(try await fault(at: server, .pinned(ours.certificate)) == .distrusted)
        try await server.stop()
    }

    @Test func saysThatTheClockMayBeWhyACertificateIsNotBelieved() async throws {
        let server = try await ScriptedServer.start(tls: try TestCertificate.make().context()) {
            _ in .hangUp
        }
        #expect(try await fault(at: server, .system, isClockTrusted: false) == .wrongClock)
        try await server.stop()
    }

    @Test func showsItsOwnCertificateWhereItHasOne() async throws {
        let (ours, box) = (try TestCertificate.make(), try TestCertificate.make())
        let server = try await ScriptedServer.start(tls: try ours.context(guest: box)) { _ in
            .problem("401 Unauthorized", "token_missing")
        }
        let identity = CentralSettings.Identity(chain: box.certificate, key: box.key)
        let pinned = CentralSettings.Authority.pinned(ours.certificate)
        #expect(
            try await fault(at: server, pinned, identity: identity)
                == .refused(code: "token_missing"))
        let without = try await fault(at: server, pinned)
        #expect(without == .distrusted || without == .unreachable)
        try await server.stop()
    }

    @Test func aServerWithoutTLSIsNotTalkedTo() async throws {
        let server = try await ScriptedServer.start(isHasty: true) { _ in
            .problem("400 Bad Request", "x")
        }
        #expect(try await fault(at: server, .system) == .distrusted)
        try await server.stop()
    }

    @Test func refusesFilesThatAreNoCertificates() throws {
        let address = try CentralAddress("https://central.example.org")
        var settings = CentralSettings(address: address)
        settings.authority = .pinned(Array("not PEM".utf8))
        #expect(throws: CentralSettingsFault.unreadableAuthority) {
            try HTTPCentral(settings, trust: nil, time: VirtualClock())
        }
        settings.authority = .system
        settings.identity = .init(chain: Array("x".utf8), key: [])
        #expect(throws: CentralSettingsFault.unreadableIdentity) {
            try HTTPCentral(settings, trust: nil, time: VirtualClock())
        }
    }

    @Test(arguments: [
        ("https://central.example.org", "https://central.example.org"),
        ("HTTPS://central.example.org:8443/doors/", "https://central.example.org:8443/doors"),
        ("http://localhost:8421", "http://localhost:8421"), ("http://[::1]:1", "http://[::1]:1"),
    ])
    func takesAnAddress(text: String, kept: String) throws {
        #expect(try CentralAddress(text).text == kept)
    }

    @Test(arguments: [
        "", "central.example.org", "ftp://a", "https://", "https://:1", "https://a:0",
        "https://a:70000", "https://a:x", "https://user@a", "https://a?b", "https://a#b",
        "https://a b", "https://[::1", "https://é.org",
    ])
    func refusesWhatIsNoAddress(text: String) {
        #expect(throws: CentralSettingsFault.malformedAddress) { try CentralAddress(text) }
    }

    @Test func takesPlainAddressesOfOtherMachinesOnlyWhenTold() throws {
        #expect(throws: CentralSettingsFault.plainAddress) {
            try CentralAddress("http://192.168.1.4:8421")
        }
        #expect(try CentralAddress("http://192.168.1.4", allowsPlain: true).isPlain)
    }
}
