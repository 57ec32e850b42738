// What can be said of the real kernel where there is no keyboard: paths, kinds, refusals, lists.

import CheckinCore
import CheckinTesting
import Glibc
import Testing

@testable import Scanner

struct LinuxHandScannerKernelTests {
    private let kernel = LinuxHandScannerKernel(bell: Bell())

    private func fault(of path: String) -> HandScannerFault? {
        do throws(HandScannerFault) {
            _ = try HandScanner(
                opening: path, label: path, for: HandScannerWish(device: path), kernel: kernel,
                at: VirtualClock().uptime())
            return nil
        } catch {
            return error
        }
    }

    @Test func namesWhatIsNoScanner() {
        #expect(fault(of: "/nowhere/kbd") == .missing(device: "/nowhere/kbd"))
        #expect(
            fault(of: "/dev/null")
                == .unusable(device: "/dev/null", reason: "no codes can be typed with it"))
        #expect(fault(of: "/usr") == .unusable(device: "/usr", reason: "error \(EISDIR)"))
    }

    @Test func givesTheKernelsErrorNumbers() throws {
        let null = try kernel.open("/dev/null")
        defer { kernel.close(null) }
        #expect(kernel.kind(of: null) == .other)
        #expect(throws: SystemError(ENOTTY)) { try kernel.keys(of: null) }
        #expect(throws: SystemError(ENOTTY)) { try kernel.heldKeys(of: null) }
        #expect(throws: SystemError(ENOTTY)) { try kernel.name(of: null) }
        #expect(throws: SystemError(ENOTTY)) { try kernel.grab(null) }
        #expect(throws: SystemError.self) { try kernel.claim(null) }
        #expect(try kernel.read(null, 16).isEmpty)
        #expect(throws: SystemError(EBADF)) { try kernel.read(-1, 16) }
        #expect(try kernel.wait([null], for: .zero) == [.readable])
    }

    @Test func aNodeHasANumberAndAFolderHasNone() {
        #expect(kernel.number(of: "/dev/null") == 0x103)
        #expect(kernel.number(of: "/dev") == nil)
        #expect(kernel.number(of: "/nowhere") == nil)
    }

    @Test(.timeLimit(.minutes(1)))
    func aRungBellEndsAWaitForDevices() throws {
        let bell = Bell()
        bell.ring()
        #expect(try LinuxHandScannerKernel(bell: bell).wait([], for: .seconds(3_600)).isEmpty)
    }

    @Test func aSilentTerminalIsSerialAndSaysSo() throws {
        let terminal = try PseudoTerminal()
        try terminal.plug()
        let line = try kernel.open(terminal.link)
        defer { kernel.close(line) }
        #expect(kernel.kind(of: line) == .serial)
        try kernel.claim(line)
        #expect(throws: SystemError(EAGAIN)) { try kernel.read(line, 16) }
        #expect(try kernel.wait([line], for: .zero) == [[]])
        try terminal.send("x")
        #expect(try kernel.wait([line], for: .seconds(10)) == [.readable])
        #expect(try kernel.read(line, 16) == [0x78])
    }

    @Test func listsOfKeysAreReadAsTheKernelWritesThem() {
        func codes(_ text: String) -> Set<UInt16> {
            LinuxHandScannerKernel.codes(inWords: Array(text.utf8)[...])
        }
        #expect(codes("0\n").isEmpty)
        #expect(codes("3\n") == [0, 1])
        #expect(codes("1 8000000000000000 2\n") == [1, 127, 128])
        #expect(codes("10000 7 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe\n").contains(28))
        #expect(codes("").isEmpty)
        #expect(codes("no words at all").isEmpty)
        #expect(codes(String(repeating: "ffffffffffffffff ", count: 14)).count == 768)
    }
}
