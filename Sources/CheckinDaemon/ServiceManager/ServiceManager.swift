// What systemd is told: ready, what we are doing, still alive, stopping (sd_notify(3)). Without
// NOTIFY_SOCKET in the environment every call does nothing.

import Glibc

/// The service manager's notification socket.
struct ServiceManager: Sendable {
    private let path: String?
    /// How often the manager wants to hear that we live; nil when it does not watch.
    let watchdogInterval: Duration?

    init(environment: [String: String]) {
        path = environment["NOTIFY_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
        let watched = environment["WATCHDOG_PID"].map { $0 == String(getpid()) } ?? true
        let timeout = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
        // Half the limit, as sd_watchdog_enabled(3) asks.
        watchdogInterval = watched && timeout > 0 ? .microseconds(timeout / 2) : nil
    }

    func ready(_ status: String) { send("READY=1\nSTATUS=\(status)") }
    func status(_ status: String) { send("STATUS=\(status)") }
    func alive() { send("WATCHDOG=1") }
    func stopping() { send("STOPPING=1\nSTATUS=stopping") }

    /// Sends one datagram and forgets it: a manager that does not listen must not stop the door.
    private func send(_ message: String) {
        guard let path, var address = Self.address(of: path) else { return }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let bytes = Array(message.utf8)
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.utf8.count)
        _ = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe sendto(
                    descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT), $0, length)
            }
        }
    }

    /// A leading `@` stands for the zero byte of an abstract socket.
    private static func address(of path: String) -> sockaddr_un? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var bytes = Array(path.utf8)
        guard bytes.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: bytes) }
        return address
    }
}
