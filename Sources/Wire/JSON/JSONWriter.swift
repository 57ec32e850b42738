// Values to bytes, without white space and with the members in the order in which they are given:
// the same attempt is the same bytes every time it is sent. It must never write a member that is
// absent: to the other side that is as good as a null, and shorter.

import CheckinCore

struct JSONWriter {
    private(set) var bytes: [UInt8] = []
    /// What was opened last has nothing in it yet.
    private var isFirst = true

    mutating func object(_ write: (inout Self) -> Void) {
        element()
        wrapped(UInt8(ascii: "{"), UInt8(ascii: "}"), write)
    }

    mutating func object(_ name: StaticString, _ write: (inout Self) -> Void) {
        member(name)
        wrapped(UInt8(ascii: "{"), UInt8(ascii: "}"), write)
    }

    mutating func list(_ name: StaticString, _ write: (inout Self) -> Void) {
        member(name)
        wrapped(UInt8(ascii: "["), UInt8(ascii: "]"), write)
    }

    mutating func list(_ write: (inout Self) -> Void) {
        element()
        wrapped(UInt8(ascii: "["), UInt8(ascii: "]"), write)
    }

    mutating func add(_ name: StaticString, _ value: Int64?) {
        guard let value else { return }
        member(name)
        bytes.append(contentsOf: String(value).utf8)
    }

    mutating func add(_ name: StaticString, _ value: Int?) { add(name, value.map(Int64.init)) }

    mutating func add(_ name: StaticString, _ value: Bool?) {
        guard let value else { return }
        member(name)
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    mutating func add(_ name: StaticString, _ value: String?) {
        guard let value else { return }
        member(name)
        quote(value)
    }

    mutating func add(_ name: StaticString, _ value: Timestamp?) {
        add(name, value?.milliseconds)
    }

    mutating func add<Subject>(_ name: StaticString, _ value: Identifier<Subject>?) {
        add(name, value?.text)
    }

    /// An object that is JSON already.
    mutating func add(_ name: StaticString, written value: [UInt8]?) {
        guard let value else { return }
        member(name)
        bytes.append(contentsOf: value)
    }

    /// An element of a list.
    mutating func add(_ value: Int64) {
        element()
        bytes.append(contentsOf: String(value).utf8)
    }

    mutating func add(_ value: String) {
        element()
        quote(value)
    }

    private mutating func wrapped(_ open: UInt8, _ close: UInt8, _ write: (inout Self) -> Void) {
        bytes.append(open)
        isFirst = true
        write(&self)
        bytes.append(close)
        isFirst = false
    }

    private mutating func element() {
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        isFirst = false
    }

    /// Names are ours and have nothing to escape.
    private mutating func member(_ name: StaticString) {
        element()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: name.description.utf8)
        bytes.append(contentsOf: [UInt8(ascii: "\""), UInt8(ascii: ":")])
    }

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(contentsOf: [UInt8(ascii: "\\"), byte])
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                bytes.append(contentsOf: ("\\u00" + (byte < 0x10 ? "0" : "") + digits).utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
