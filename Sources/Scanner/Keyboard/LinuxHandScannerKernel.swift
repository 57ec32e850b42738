// The real kernel. It must never interpret an answer beyond its shape, and never open a device it
// was not told to: another's keyboard is listed by what the kernel says of it.

import CInput
import Glibc

final class LinuxHandScannerKernel: HandScannerKernel {
    private static let listing = "/sys/class/input"
    /// Entries looked at in that listing: no box has so many.
    private static let mostEntries = 512
    /// Bytes of a name, or of the list of keys, that are looked at: the kernel gives no more.
    private static let longestFact = 256
    /// Bytes that hold one bit for each key there can be.
    private static let keyBytes = Int(KEY_MAX) / 8 + 1

    private let bell: Bell

    /// `bell` cuts every wait short.
    init(bell: Bell) { self.bell = bell }

    func inputs() -> [InputNode] {
        (PictureFile.names(in: Self.listing, atMost: Self.mostEntries) ?? [])
            .filter { $0.hasPrefix("event") }
            .map { entry in
                InputNode(
                    path: "/dev/input/\(entry)",
                    name: Self.text(Self.fact("name", of: entry)),
                    keys: Self.codes(inWords: Self.fact("capabilities/key", of: entry)))
            }
    }

    func number(of path: String) -> UInt64? {
        let number = unsafe path.withCString { unsafe input_number($0) }
        return number == 0 ? nil : number
    }

    func open(_ path: String) throws(SystemError) -> Int32 {
        try check(unsafe path.withCString { unsafe input_open($0) })
    }

    func close(_ device: Int32) { _ = input_close(device) }

    func kind(of device: Int32) -> HandScannerKind {
        switch input_kind(device) {
        case Int32(input_is_keyboard): .keyboard
        case Int32(input_is_serial): .serial
        default: .other
        }
    }

    func name(of device: Int32) throws(SystemError) -> String {
        var bytes = [UInt8](repeating: 0, count: Self.longestFact)
        let count = try check(
            unsafe bytes.withUnsafeMutableBytes { memory in
                unsafe input_name(
                    device, memory.baseAddress?.assumingMemoryBound(to: CChar.self),
                    UInt32(memory.count))
            })
        return Self.text(bytes.prefix(Int(count)))
    }

    func keys(of device: Int32) throws(SystemError) -> Set<UInt16> {
        try unsafe codes { memory in
            unsafe input_keys(device, memory.baseAddress, UInt32(memory.count))
        }
    }

    func heldKeys(of device: Int32) throws(SystemError) -> Set<UInt16> {
        try unsafe codes { memory in
            unsafe input_held(device, memory.baseAddress, UInt32(memory.count))
        }
    }

    func grab(_ device: Int32) throws(SystemError) { _ = try check(input_grab(device)) }

    func claim(_ device: Int32) throws(SystemError) { _ = try check(input_claim(device)) }

    func read(_ device: Int32, _ count: Int) throws(SystemError) -> [UInt8] {
        var result: Int32 = 0
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { memory, filled in
            result = unsafe input_read(device, memory.baseAddress, UInt32(memory.count))
            filled = Int(max(result, 0))
        }
        _ = try check(result)
        return bytes
    }

    func wait(_ devices: [Int32], for span: Duration) throws(SystemError) -> [PollEvents] {
        var watched = (devices + [bell.descriptor]).map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        _ = try check(
            unsafe watched.withUnsafeMutableBufferPointer { memory in
                unsafe input_poll(
                    memory.baseAddress, UInt32(memory.count), Bell.pollTimeout(span))
            })
        return watched.dropLast().map {
            PollEvents(rawValue: Int32(UInt16(bitPattern: $0.revents)))
        }
    }

    private func codes(
        _ ask: (UnsafeMutableBufferPointer<UInt8>) -> Int32
    ) throws(SystemError) -> Set<UInt16> {
        var bits = [UInt8](repeating: 0, count: Self.keyBytes)
        _ = try check(unsafe bits.withUnsafeMutableBufferPointer { unsafe ask($0) })
        return Self.codes(of: bits)
    }

    private func check(_ result: Int32) throws(SystemError) -> Int32 {
        if result < 0 { throw SystemError(-result) }
        return result
    }

    /// What the kernel says of an input device; empty when it has just gone.
    private static func fact(_ name: String, of entry: String) -> ArraySlice<UInt8> {
        let file = PictureFile(path: "\(listing)/\(entry)/device/\(name)")
        return file?.read(longestFact)?[...] ?? []
    }

    /// A device may call itself anything: what is not printable ASCII is left out.
    private static func text(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes.filter { (0x20...0x7E).contains($0) }, as: UTF8.self)
    }

    /// Codes from the kernel's way to write bits: hexadecimal words of 64, the highest first.
    static func codes(inWords text: ArraySlice<UInt8>) -> Set<UInt16> {
        let words = text.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
            .suffix(keyBytes / 8)
            .map { UInt64(String(decoding: $0, as: UTF8.self), radix: 16) ?? 0 }
        return codes(
            of: words.reversed().flatMap { word in
                (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
            })
    }

    /// The numbers of the bits that are set.
    private static func codes(of bits: [UInt8]) -> Set<UInt16> {
        var codes: Set<UInt16> = []
        for (index, byte) in bits.enumerated() {
            for bit in 0..<8 where byte & (1 << bit) != 0 { codes.insert(UInt16(index * 8 + bit)) }
        }
        return codes
    }
}
