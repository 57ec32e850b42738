// Turns keys pressed and released into bytes, as the box's layout would on a screen: it keeps what
// is held and whether Caps Lock is on, because a grabbed keyboard has nobody else who would.
// Codes typed as numbers with Alt held are not understood; they come out as substitutes.

struct KeyTyping {
    /// Keys that a scanner can mean a character by have lower codes; beyond are buttons and media.
    private static let codesOfTyping: ClosedRange<UInt16> = 1...127
    /// Num Lock and Scroll Lock: they mean nothing here.
    private static let idle: Set<UInt16> = [69, 70]
    private static let capsKey: UInt16 = 58
    /// Enter, the number pad's Enter, line feed; and tab, as bytes that end a line.
    private static let enders: [UInt16: UInt8] = [28: 0x0D, 96: 0x0D, 101: 0x0A, 15: 0x09]

    private struct Held: OptionSet {
        let rawValue: UInt8
        static let leftShift = Held(rawValue: 1)
        static let rightShift = Held(rawValue: 2)
        static let leftControl = Held(rawValue: 4)
        static let rightControl = Held(rawValue: 8)
        static let leftAlt = Held(rawValue: 16)
        static let rightAlt = Held(rawValue: 32)
        static let leftMeta = Held(rawValue: 64)
        static let rightMeta = Held(rawValue: 128)
    }

    private static let modifiers: [UInt16: Held] = [
        42: .leftShift, 54: .rightShift, 29: .leftControl, 97: .rightControl, 56: .leftAlt,
        100: .rightAlt, 125: .leftMeta, 126: .rightMeta,
    ]

    private let layout: KeyLayout
    private var held: Held = []
    private var capsLock = false
    private var isAfterDeadKey = false

    init(layout: KeyboardLayout) { self.layout = KeyLayout(layout) }

    /// What the key types: nothing for one that only changes what others mean.
    mutating func press(_ code: UInt16) -> [UInt8] {
        if let modifier = Self.modifiers[code] {
            held.insert(modifier)
            return []
        }
        if code == Self.capsKey {
            capsLock.toggle()
            return []
        }
        guard Self.codesOfTyping.contains(code), !Self.idle.contains(code) else { return [] }
        let wasAfterDeadKey = isAfterDeadKey
        isAfterDeadKey = false
        if let ender = Self.enders[code] { return [ender] }
        guard let plane,
            let character = layout.character(
                KeyStroke(code: code, plane: plane), capsLock: capsLock)
        else { return [LineAssembler.substitute] }
        if wasAfterDeadKey, character == " " { return [] }
        isAfterDeadKey = layout.dead.contains(KeyStroke(code: code, plane: plane))
        return Array(String(character).utf8)
    }

    mutating func release(_ code: UInt16) {
        if let modifier = Self.modifiers[code] { held.remove(modifier) }
    }

    /// After events were lost: what is held now is all that is known. A scanner that toggles Caps
    /// Lock does so twice a line, so between lines it is off.
    mutating func resume(holding codes: Set<UInt16>) {
        held = codes.reduce(into: []) { $0.formUnion(Self.modifiers[$1] ?? []) }
        capsLock = false
        isAfterDeadKey = false
    }

    /// The plane that the held keys choose; nil when they make a command of every key.
    private var plane: KeyPlane? {
        let shift = held.intersection([.leftShift, .rightShift])
        let others = held.subtracting([.leftShift, .rightShift])
        if others.isEmpty { return shift.isEmpty ? .plain : .shifted }
        // AltGr, which some scanners spell as Windows does: Control and Alt.
        let isThird =
            others == .rightAlt || others == [.leftControl, .leftAlt]
            || others == [.leftControl, .rightAlt]
        return layout.hasThirdPlane && isThird && shift.isEmpty ? .third : nil
    }
}
