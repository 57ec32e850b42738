// The layouts a scanner may be set to, drawn as they lie on a table. Letters that are not in ASCII
// stand where they are, because a scanner may type them; no ticket has any.

extension KeyboardLayout {
    /// The rows of `KeyLayout.rows`: alone, and with Shift.
    var rows: [(plain: String, shifted: String)] {
        switch self {
        case .us:
            [
                ("`1234567890-=", "~!@#$%^&*()_+"),
                ("qwertyuiop[]", "QWERTYUIOP{}"),
                ("asdfghjkl;'\\", "ASDFGHJKL:\"|"),
                ("\\zxcvbnm,./", "|ZXCVBNM<>?"),
            ]
        case .de:
            [
                ("^1234567890ß´", "°!\"§$%&/()=?`"),
                ("qwertzuiopü+", "QWERTZUIOPÜ*"),
                ("asdfghjklöä#", "ASDFGHJKLÖÄ'"),
                ("<yxcvbnm,.-", ">YXCVBNM;:_"),
            ]
        case .fr:
            [
                ("²&é\"'(-è_çà)=", "~1234567890°+"),
                ("azertyuiop^$", "AZERTYUIOP¨£"),
                ("qsdfghjklmù*", "QSDFGHJKLM%µ"),
                ("<wxcvbn,;:!", ">WXCVBN?./§"),
            ]
        }
    }

    /// What AltGr gives, by key.
    var third: [(UInt16, Character)] {
        switch self {
        case .us: []
        case .de:
            [
                (3, "²"), (4, "³"), (8, "{"), (9, "["), (10, "]"), (11, "}"), (12, "\\"),
                (16, "@"), (18, "€"), (27, "~"), (50, "µ"), (86, "|"),
            ]
        case .fr:
            [
                (3, "~"), (4, "#"), (5, "{"), (6, "["), (7, "|"), (8, "`"), (9, "\\"),
                (10, "^"), (11, "@"), (12, "]"), (13, "}"), (18, "€"), (27, "¤"),
            ]
        }
    }

    /// Strokes whose mark goes on the letter that follows; scanners type a space after them.
    var dead: Set<KeyStroke> {
        switch self {
        case .us: []
        case .de:
            [
                KeyStroke(code: 41, plane: .plain), KeyStroke(code: 13, plane: .plain),
                KeyStroke(code: 13, plane: .shifted),
            ]
        case .fr:
            [
                KeyStroke(code: 26, plane: .plain), KeyStroke(code: 26, plane: .shifted),
                KeyStroke(code: 3, plane: .third), KeyStroke(code: 8, plane: .third),
            ]
        }
    }

    /// The number pad as it is with Num Lock on, the only way a scanner uses it.
    var keypad: [(UInt16, Character)] {
        [
            (71, "7"), (72, "8"), (73, "9"), (75, "4"), (76, "5"), (77, "6"), (79, "1"),
            (80, "2"), (81, "3"), (82, "0"), (83, self == .de ? "," : "."), (55, "*"),
            (74, "-"), (78, "+"), (98, "/"), (117, "="),
        ]
    }
}
