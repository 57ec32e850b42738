// A serial scanner without a wire: a pseudo terminal of the real kernel, behind a link as udev
// makes them. Unplugging closes the scanner's end, and the service sees its line hang up.

import Glibc
import Testing

final class PseudoTerminal {
    /// TIOCSPTLCK and TIOCGPTN, which Swift cannot import.
    private static let lock: UInt = 0x4004_5431
    private static let number: UInt = 0x8004_5430

    private var scanner: Int32 = -1
    private let folder: String
    let link: String
    /// The node behind the link.
    private(set) var node = ""

    init() throws {
        folder = "/tmp/checkind-serial-\(UInt64.random(in: 0...UInt64.max))"
        link = folder + "/usb-test-if00"
        try #require(unsafe mkdir(folder, 0o700) == 0)
    }

    deinit {
        unplug()
        unsafe rmdir(folder)
    }

    func plug() throws {
        scanner = unsafe Glibc.open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var isLocked: Int32 = 0
        var number: Int32 = 0
        try #require(unsafe ioctl(scanner, Self.lock, &isLocked) == 0)
        try #require(unsafe ioctl(scanner, Self.number, &number) == 0)
        node = "/dev/pts/\(number)"
        try #require(unsafe symlink(node, link) == 0)
    }

    func unplug() {
        unsafe unlink(link)
        if scanner >= 0 { close(scanner) }
        scanner = -1
    }

    func send(_ text: String) throws {
        let bytes = Array(text.utf8)
        let sent = unsafe bytes.withUnsafeBytes { unsafe write(scanner, $0.baseAddress, $0.count) }
        try #require(sent == bytes.count)
    }
}
