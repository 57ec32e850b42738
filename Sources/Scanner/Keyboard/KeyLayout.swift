// What each key means in a layout, as a look-up. Built once from the rows of KeyboardLayout+Rows.

/// The planes a key has; which of them holds depends on the keys held with it.
enum KeyPlane: Hashable {
    case plain
    case shifted
    case third
}

/// A key on a plane.
struct KeyStroke: Hashable {
    let code: UInt16
    let plane: KeyPlane
}

struct KeyLayout {
    private(set) var characters: [KeyStroke: Character] = [:]
    /// Strokes that wait for a letter to put their mark on: who wants the mark alone types a space
    /// after it.
    let dead: Set<KeyStroke>
    /// There is a third plane, reached with AltGr.
    let hasThirdPlane: Bool

    /// The codes of the four rows of letters, from the left: with the key right of `'` (or below
    /// Enter) at the end of the third, and the key left of Z, which US keyboards lack, at the
    /// beginning of the fourth.
    static let rows: [[UInt16]] = [
        [41] + Array(2...13), Array(16...27), Array(30...40) + [43], [86] + Array(44...53),
    ]

    init(_ layout: KeyboardLayout) {
        for (codes, (plain, shifted)) in zip(Self.rows, layout.rows) {
            for (code, character) in zip(codes, plain) {
                characters[KeyStroke(code: code, plane: .plain)] = character
            }
            for (code, character) in zip(codes, shifted) {
                characters[KeyStroke(code: code, plane: .shifted)] = character
            }
        }
        for (code, character) in layout.third {
            characters[KeyStroke(code: code, plane: .third)] = character
        }
        for (code, character) in layout.keypad + [(57, " ")] {
            for plane in [KeyPlane.plain, .shifted, .third] {
                characters[KeyStroke(code: code, plane: plane)] = character
            }
        }
        dead = layout.dead
        hasThirdPlane = !layout.third.isEmpty
    }

    /// What a stroke means; Caps Lock swaps the planes of letters, and of nothing else.
    func character(_ stroke: KeyStroke, capsLock: Bool) -> Character? {
        guard capsLock, stroke.plane != .third,
            let plain = characters[KeyStroke(code: stroke.code, plane: .plain)],
            let shifted = characters[KeyStroke(code: stroke.code, plane: .shifted)],
            plain != shifted, plain.uppercased() == String(shifted)
        else { return characters[stroke] }
        return stroke.plane == .plain ? shifted : plain
    }
}
