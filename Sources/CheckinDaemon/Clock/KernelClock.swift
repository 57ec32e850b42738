// What the kernel knows of its clock beyond the time of day. A port, since a test cannot make a
// machine boot, sleep or meet a time server.

import CClock
import CheckinCore
import Foundation

protocol KernelClock: Sendable {
    /// The name of this boot: no other has it.
    var boot: String { get }
    /// Time since boot, the time asleep included.
    func sinceBoot() -> Uptime
    /// Whether a time server keeps the clock right. No is no reason for doubt: a container, a
    /// virtual machine and a box without a network have none.
    func isSynchronised() -> Bool
}

/// Linux, by adjtimex(2): it says the same whichever service steers the clock.
struct LinuxClock: KernelClock {
    /// Half a day without its server lets the kernel's own estimate grow past any such bound; a
    /// clock within ten seconds is right for a door.
    private static let maximumError = Int64(10_000_000)
    /// Where the unit puts the name of the boot: in its sandbox the file below is out of sight.
    private static let variable = "CHECKIND_BOOT"
    private static let file = "/proc/sys/kernel/random/boot_id"

    let boot: String

    init(environment: [String: String]) {
        let given = environment[Self.variable] ?? Self.bootOfThisMachine()
        let name = given.filter { $0.isHexDigit }.lowercased()
        // Without a name nothing that an earlier process knew counts as of this boot.
        boot = name.isEmpty ? "process-" + UUID().uuidString.lowercased() : name
    }

    private static func bootOfThisMachine() -> String {
        let bytes = try? Machinery.read(file, limit: 64)
        return String(decoding: bytes ?? [], as: UTF8.self)
    }

    func sinceBoot() -> Uptime { Uptime(nanoseconds: max(0, checkind_since_boot())) }

    func isSynchronised() -> Bool { checkind_clock_is_synchronised(Self.maximumError) == 1 }
}

/// A kernel that knows of no time server and never sleeps: the clock of a test.
struct PlainClock: KernelClock {
    let boot = "one-boot"
    let time: any TimeSource

    func sinceBoot() -> Uptime { time.uptime() }
    func isSynchronised() -> Bool { false }
}
