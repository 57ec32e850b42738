// Types texts as a scanner does, from tables of its own: which key, named by what it gives on a US
// keyboard, and what is held with it. They are written down by character, where the daemon's are
// written down by key, so that a slip in one does not hide in the other.

import CInput
import Testing

@testable import Scanner

struct Typist {
    enum Held {
        case nothing, shift, altGr
    }

    static let leftShift: UInt16 = 42
    static let altGr: UInt16 = 100
    static let enter: UInt16 = 28
    static let space: UInt16 = 57

    /// Code points 0x20 to 0x7E.
    static let printable = (0x20...0x7E).map { Character(UnicodeScalar($0)) }

    /// Evdev codes of keys by what they give on a US keyboard; `¦` is the key left of Z.
    static let code: [Character: UInt16] = {
        let codes: [(String, [UInt16])] = [
            (
                "abcdefghijklmnopqrstuvwxyz",
                [
                    30, 48, 46, 32, 18, 33, 34, 35, 23, 36, 37, 38, 50, 49, 24, 25, 16, 19, 31, 20,
                    22, 47, 17, 45, 21, 44,
                ]
            ),
            ("1234567890", [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]),
            (" -=[]\\;'`,./¦", [57, 12, 13, 26, 27, 43, 39, 40, 41, 51, 52, 53, 86]),
        ]
        return codes.reduce(into: [:]) { all, row in
            for (character, code) in zip(row.0, row.1) { all[character] = code }
        }
    }()

    private static let deSwaps: [Character: Character] = ["y": "z", "z": "y"]
    private static let frSwaps: [Character: Character] = [
        "a": "q", "q": "a", "w": "z", "z": "w", "m": ";",
    ]

    /// Punctuation as "key", "^key" with Shift, "@key" with AltGr.
    private static let us: [Character: String] = [
        "!": "^1", "\"": "^'", "#": "^3", "$": "^4", "%": "^5", "&": "^7", "'": "'", "(": "^9",
        ")": "^0", "*": "^8", "+": "^=", ",": ",", "-": "-", ".": ".", "/": "/", ":": "^;",
        ";": ";", "<": "^,", ">": "^.", "=": "=", "?": "^/", "@": "^2", "[": "[", "\\": "\\",
        "]": "]", "^": "^6", "_": "^-", "`": "`", "{": "^[", "|": "^\\", "}": "^]", "~": "^`",
    ]
    private static let de: [Character: String] = [
        "!": "^1", "\"": "^2", "#": "\\", "$": "^4", "%": "^5", "&": "^6", "'": "^\\", "(": "^8",
        ")": "^9", "*": "^]", "+": "]", ",": ",", "-": "/", ".": ".", "/": "^7", ":": "^.",
        ";": "^,", "<": "¦", ">": "^¦", "=": "^0", "?": "^-", "@": "@q", "[": "@8", "\\": "@-",
        "]": "@9", "^": "`", "_": "^/", "`": "^=", "{": "@7", "|": "@¦", "}": "@0", "~": "@]",
    ]
    private static let fr: [Character: String] = [
        "!": "/", "\"": "3", "#": "@3", "$": "]", "%": "^'", "&": "1", "'": "4", "(": "5",
        ")": "-", "*": "\\", "+": "^=", ",": "m", "-": "6", ".": "^,", "/": "^.", ":": ".",
        ";": ",", "<": "¦", ">": "^¦", "=": "=", "?": "^m", "@": "@0", "[": "@5", "\\": "@8",
        "]": "@-", "^": "@9", "_": "8", "`": "@7", "{": "@4", "|": "@6", "}": "@=", "~": "@2",
    ]

    let layout: KeyboardLayout

    func stroke(_ character: Character) throws -> (code: UInt16, held: Held) {
        let tables: [KeyboardLayout: ([Character: String], [Character: Character])] = [
            .us: (Self.us, [:]), .de: (Self.de, Self.deSwaps), .fr: (Self.fr, Self.frSwaps),
        ]
        let (table, swaps) = try #require(tables[layout])
        if let way = table[character] {
            let key = try #require(way.last.flatMap { Self.code[$0] })
            guard way.count > 1 else { return (key, .nothing) }
            return (key, way.first == "^" ? .shift : .altGr)
        }
        let low = Character(character.lowercased())
        let key = try #require(Self.code[swaps[low] ?? low])
        let isShifted = layout == .fr && character.isNumber || character != low
        return (key, isShifted ? .shift : .nothing)
    }

    /// Keys going down and up.
    func keys(_ text: String) throws -> [(code: UInt16, isDown: Bool)] {
        try text.flatMap { character -> [(code: UInt16, isDown: Bool)] in
            let (code, held) = try stroke(character)
            let tap = [(code, true), (code, false)]
            switch held {
            case .nothing: return tap
            case .shift: return [(Self.leftShift, true)] + tap + [(Self.leftShift, false)]
            case .altGr: return [(Self.altGr, true)] + tap + [(Self.altGr, false)]
            }
        }
    }

    /// What the daemon makes of it.
    func typed(_ text: String) throws -> String {
        var typing = KeyTyping(layout: layout)
        return String(decoding: try typing.bytes(keys(text)), as: UTF8.self)
    }
}

extension KeyTyping {
    mutating func bytes(_ keys: [(code: UInt16, isDown: Bool)]) -> [UInt8] {
        keys.flatMap { key -> [UInt8] in
            if key.isDown { return press(key.code) }
            release(key.code)
            return []
        }
    }
}

/// Codes of real tickets, from the vectors in Tests/Goldens.
enum RealCodes {
    private static let folder =
        #filePath.split(separator: "/").dropLast(2).reduce("") { $0 + "/" + $1 }
        + "/Goldens/tickets/"

    static let all: [String] = [
        "ns1-plain", "ns1-astral", "ns1-safe-alphabet", "ns2-hmac", "ns2-ed25519",
    ].compactMap { name in
        guard let bytes = PictureFile(path: folder + name + ".txt")?.read(16_384) else {
            return nil
        }
        return String(decoding: bytes, as: UTF8.self).split(separator: "\n")
            .first { $0.hasPrefix("code ") }.map { String($0.dropFirst(5)) }
    }
}
