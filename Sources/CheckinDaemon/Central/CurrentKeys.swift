// The keys that are in use now: those of files, and those that the central server sealed for this
// box, which may change while the door is open. Whoever reads a code sees the old ones or the new
// ones, never some of each.

import CheckinCore
import Cryptography
import Synchronization
import Validation
import Wire

final class CurrentKeys: CodeReader {
    private struct InUse {
        var ring: KeyRing
        var reader: TicketReader
    }

    private let ofFiles: KeyRing
    private let served: Set<EventID>
    private let inUse: Mutex<InUse>

    init(ofFiles: KeyRing, served: Set<EventID>) {
        self.ofFiles = ofFiles
        self.served = served
        inUse = Mutex(
            InUse(ring: ofFiles, reader: TicketReader(ring: ofFiles, served: served)))
    }

    var ring: KeyRing { inUse.withLock(\.ring) }

    func read(_ token: TicketToken, at now: Timestamp, timeTrusted: Bool) -> CodeReading {
        inUse.withLock(\.reader).read(token, at: now, timeTrusted: timeTrusted)
    }

    func fingerprint(of token: TicketToken) -> CodeFingerprint {
        inUse.withLock(\.reader).fingerprint(of: token)
    }

    /// Uses the server's keys beside those of files, which give way where both have the same one.
    /// Returns how many of the server's are of no use here.
    func use(_ keys: [DeviceKey], openedBy key: X25519PrivateKey) throws -> Int {
        let opened = keys.compactMap { $0.opened(by: key) }
        let names = Set(opened.map(Name.init))
        let others = ofFiles.events.flatMap(ofFiles.keys(of:)).filter { !names.contains(Name($0)) }
        let ring = try KeyRing(others + opened)
        let reader = TicketReader(ring: ring, served: served)
        inUse.withLock { $0 = InUse(ring: ring, reader: reader) }
        return keys.count - opened.count
    }

    private struct Name: Hashable {
        let event: EventID
        let scheme: Scheme
        let id: UInt8

        init(_ key: EventKey) {
            event = key.event
            scheme = key.scheme
            id = key.id
        }
    }
}

extension DeviceKey {
    /// nil when it is of a kind that is not known here, or was not sealed for this box.
    fileprivate func opened(by key: X25519PrivateKey) -> EventKey? {
        guard let material = keyMaterial(key) else { return nil }
        let window = KeyWindow(from: notBefore, until: notAfter)
        let status = KeyStatus(rawValue: status.rawValue) ?? .revoked
        return try? EventKey(
            id: id, event: event, material: material, window: window, status: status)
    }

    private func keyMaterial(_ key: X25519PrivateKey) -> KeyMaterial? {
        switch material {
        case .publicKey(let bytes):
            guard scheme == "ns2", let verifying = try? Ed25519PublicKey(bytes) else { return nil }
            return .ns2Verifying(verifying)
        case .sealed(let box):
            let opened = try? SealedBox.open(box, with: key, purpose: purpose)
            guard let secret = opened ?? nil else { return nil }
            switch (scheme, algorithm) {
            case ("ns1", _): return .ns1(secret)
            case ("ns2", "hmac-sha256"): return .ns2HMAC(secret)
            default: return nil
            }
        case .none: return nil
        }
    }
}
