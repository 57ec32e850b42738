// The test plays the kernel: input devices and serial lines in memory, with a transcript of what
// was done to them, that fail wherever a test wants them to.

import CInput
import CheckinCore
import CheckinTesting
import Glibc
import Synchronization

@testable import Scanner

final class ScriptedHandScanners: HandScannerKernel {
    /// A device that can be plugged in.
    final class Device {
        var kind = HandScannerKind.keyboard
        var name = "Test Barcode Scanner"
        var keys = Set(UInt16(1)...120)
        var held: Set<UInt16> = []
        /// What each read gives; EAGAIN when there is nothing more.
        var reads: [Result<[UInt8], SystemError>] = []
        var openError: Int32?
        var grabError: Int32?
        /// What the listing says of it, where that differs.
        var listedName: String?
        var hangsUp = false
        /// Happens just before it is asked which keys are down.
        var isAsked: () -> Void = {}
    }

    /// By path.
    var devices: [String: Device] = [:]
    /// Other paths to the same devices.
    var links: [String: String] = [:]
    /// What happens during one wait each; then time passes.
    var happenings: [() -> Void] = []
    var waitError: Int32?

    private(set) var transcript: [String] = []
    private(set) var open: [Int32: String] = [:]
    private(set) var waits: [Duration] = []
    private var gone: [Int32: Device] = [:]
    private var next: Int32 = 10
    private let clock: VirtualClock

    init(clock: VirtualClock) { self.clock = clock }

    @discardableResult
    func plug(_ path: String, _ change: (Device) -> Void = { _ in }) -> Device {
        let device = Device()
        change(device)
        devices[path] = device
        return device
    }

    /// The node is gone; who has it open is told.
    func unplug(_ path: String) {
        devices[path]?.reads.append(.failure(SystemError(ENODEV)))
        for (descriptor, place) in open where place == path {
            gone[descriptor] = devices[path]
        }
        devices[path] = nil
    }

    private func device(_ descriptor: Int32) throws(SystemError) -> Device {
        if let device = gone[descriptor] { return device }
        guard let path = open[descriptor], let device = devices[path]
        else { throw SystemError(EBADF) }
        return device
    }

    private func place(_ path: String) -> String { links[path] ?? path }

    func inputs() -> [InputNode] {
        devices.filter { $0.key.hasPrefix("/dev/input/event") }
            .sorted { $0.key < $1.key }
            .map {
                InputNode(
                    path: $0.key, name: $0.value.listedName ?? $0.value.name, keys: $0.value.keys)
            }
    }

    func number(of path: String) -> UInt64? {
        devices[place(path)] == nil
            ? nil : place(path).utf8.reduce(1) { $0 &* 31 &+ UInt64($1) }
    }

    func open(_ path: String) throws(SystemError) -> Int32 {
        transcript.append("open \(path)")
        guard let device = devices[place(path)] else { throw SystemError(ENOENT) }
        if let error = device.openError { throw SystemError(error) }
        next += 1
        open[next] = place(path)
        return next
    }

    func close(_ device: Int32) {
        transcript.append("close \(open[device] ?? "?")")
        open[device] = nil
        gone[device] = nil
    }

    func kind(of device: Int32) -> HandScannerKind { (try? self.device(device).kind) ?? .other }

    func name(of device: Int32) throws(SystemError) -> String { try self.device(device).name }

    func keys(of device: Int32) throws(SystemError) -> Set<UInt16> {
        try self.device(device).keys
    }

    /// As Linux does: keys that wait to be read are forgotten for it, and nothing says so.
    func heldKeys(of device: Int32) throws(SystemError) -> Set<UInt16> {
        let device = try self.device(device)
        device.isAsked()
        device.reads.removeAll { if case .success = $0 { true } else { false } }
        return device.held
    }

    func grab(_ device: Int32) throws(SystemError) {
        transcript.append("grab \(open[device] ?? "?")")
        if let error = try self.device(device).grabError { throw SystemError(error) }
    }

    func claim(_ device: Int32) throws(SystemError) {
        transcript.append("claim \(open[device] ?? "?")")
        if let error = try self.device(device).grabError { throw SystemError(error) }
    }

    func read(_ device: Int32, _ count: Int) throws(SystemError) -> [UInt8] {
        let device = try self.device(device)
        guard !device.reads.isEmpty else { throw SystemError(EAGAIN) }
        let bytes = try device.reads.removeFirst().get()
        guard bytes.count > count else { return bytes }
        device.reads.insert(.success(Array(bytes.dropFirst(count))), at: 0)
        return Array(bytes.prefix(count))
    }

    func wait(_ devices: [Int32], for span: Duration) throws(SystemError) -> [PollEvents] {
        waits.append(span)
        if let waitError { throw SystemError(waitError) }
        if happenings.isEmpty { clock.advance(by: span) } else { happenings.removeFirst()() }
        return devices.map { descriptor in
            guard let device = try? device(descriptor) else { return .invalid }
            return device.hangsUp ? [.readable, .hangup] : device.reads.isEmpty ? [] : .readable
        }
    }
}

/// Input events as bytes, one keystroke a moment.
struct EventBytes {
    private(set) var bytes: [UInt8] = []
    var moment: Uptime
    let gap: Duration

    init(at moment: Uptime, gap: Duration = .zero) {
        self.moment = moment
        self.gap = gap
    }

    mutating func add(_ type: Int32, _ code: Int32, _ value: Int32) {
        append(moment.nanoseconds / 1_000_000_000)
        append(moment.nanoseconds % 1_000_000_000 / 1_000)
        append(UInt16(type))
        append(UInt16(code))
        append(value)
    }

    /// As a 64-bit kernel lays its events out.
    private mutating func append(_ number: some FixedWidthInteger) {
        for shift in stride(from: 0, to: number.bitWidth, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    mutating func key(_ code: UInt16, _ value: Int32) {
        moment = moment + gap
        add(EV_MSC, MSC_SCAN, Int32(code))
        add(EV_KEY, Int32(code), value)
        add(EV_SYN, SYN_REPORT, 0)
    }

    mutating func tap(_ code: UInt16) {
        key(code, 1)
        key(code, 0)
    }

    mutating func type(_ text: String, _ layout: KeyboardLayout = .us) throws {
        for (code, isDown) in try Typist(layout: layout).keys(text) { key(code, isDown ? 1 : 0) }
    }
}

/// Remembers what was raised and cleared.
final class ConditionLog: ConditionReporter {
    private let lines = Mutex<[String]>([])

    func raise(_ code: ConditionCode, detail: String) async {
        lines.withLock { $0.append("raise \(code.rawValue): \(detail)") }
    }

    func clear(_ code: ConditionCode) async {
        lines.withLock { $0.append("clear \(code.rawValue)") }
    }

    var all: [String] { lines.withLock { $0 } }
}
