// Input events as the kernel writes them, out of the bytes of a read. It must never trust their
// stamps or values further than their shape.

import CInput
import CheckinCore

struct KeyEvent: Hashable {
    enum Happening: Hashable {
        case pressed(UInt16)
        case released(UInt16)
        /// All events of one moment have been told.
        case report
        /// The kernel threw events away.
        case dropped
        /// Repeats of a key that is held, lights, pointers.
        case nothing
    }

    let happening: Happening
    /// By CLOCK_MONOTONIC.
    let at: Uptime

    static let size = MemoryLayout<input_event>.size

    /// Nil when the bytes are not whole events: the kernel never tears one.
    static func events(in bytes: [UInt8]) -> [KeyEvent]? {
        guard bytes.count.isMultiple(of: size) else { return nil }
        return unsafe bytes.withUnsafeBytes { memory in
            stride(from: 0, to: memory.count, by: size).map { offset in
                unsafe KeyEvent(memory.loadUnaligned(fromByteOffset: offset, as: input_event.self))
            }
        }
    }

    private init(_ event: input_event) {
        happening =
            switch (Int32(event.type), Int32(event.code), event.value) {
            case (EV_KEY, _, 1): .pressed(event.code)
            case (EV_KEY, _, 0): .released(event.code)
            case (EV_SYN, SYN_REPORT, _): .report
            case (EV_SYN, SYN_DROPPED, _): .dropped
            default: .nothing
            }
        // Wrong stamps are sorted out by whoever knows what time it is; a span to one before the
        // boot could not even be counted.
        at = Uptime(nanoseconds: max(0, input_nanoseconds(event)))
    }
}
