// Keys to text: every layout, every character, and all the ways of holding keys.

import Testing

@testable import Scanner

struct KeyTypingTests {
    @Test(arguments: KeyboardLayout.allCases)
    func typesEveryPrintableCharacter(layout: KeyboardLayout) throws {
        let typist = Typist(layout: layout)
        for character in Typist.printable {
            #expect(try typist.typed(String(character)) == String(character))
        }
    }

    @Test func readsTicketsAsTheyArePrinted() throws {
        #expect(RealCodes.all.count == 5)
        for layout in KeyboardLayout.allCases {
            for code in RealCodes.all { #expect(try Typist(layout: layout).typed(code) == code) }
        }
    }

    @Test(arguments: KeyboardLayout.allCases)
    func typesEveryPairOfCharacters(layout: KeyboardLayout) throws {
        let typist = Typist(layout: layout)
        // A space after a dead key belongs to it, and is asked for below.
        let dead: Set<Character> = layout == .us ? [] : layout == .de ? ["^", "`"] : ["~", "`"]
        for first in Typist.printable {
            let others = Typist.printable.filter { !dead.contains(first) || $0 != " " }
            let text = others.map { "\(first)\($0)" }.joined(separator: "x")
            #expect(try typist.typed(text) == text)
        }
    }

    @Test func aSpaceAfterADeadKeyIsPartOfIt() throws {
        #expect(try Typist(layout: .de).typed("a^ b` c") == "a^b`c")
        #expect(try Typist(layout: .fr).typed("a~ b` c^ d") == "a~b`c^ d")
        #expect(try Typist(layout: .us).typed("a^ b` c~ d") == "a^ b` c~ d")
        var typing = KeyTyping(layout: .fr)
        #expect(typing.bytes([(26, true), (57, true), (57, true)]) == Array("^ ".utf8))
    }

    @Test func theWrongLayoutGivesAnotherText() throws {
        var typing = KeyTyping(layout: .de)
        let text = typing.bytes(try Typist(layout: .us).keys("Zoo/1"))
        #expect(String(decoding: text, as: UTF8.self) == "Yoo-1")
    }

    @Test func eitherShiftHoldsAsLongAsItIsDown() {
        var typing = KeyTyping(layout: .us)
        #expect(typing.bytes([(42, true), (30, true), (54, true), (42, false)]) == Array("A".utf8))
        #expect(typing.press(30) == Array("A".utf8))
        typing.release(54)
        #expect(typing.press(30) == Array("a".utf8))
    }

    @Test func capsLockSwapsLettersAndNothingElse() throws {
        for layout in KeyboardLayout.allCases {
            var typing = KeyTyping(layout: layout)
            let keys = try Typist(layout: layout).keys("aZ09+/=:{[@ m")
            #expect(typing.press(58).isEmpty)
            typing.release(58)
            #expect(String(decoding: typing.bytes(keys), as: UTF8.self) == "Az09+/=:{[@ M")
            _ = typing.press(58)
            #expect(String(decoding: typing.bytes(keys), as: UTF8.self) == "aZ09+/=:{[@ m")
        }
    }

    @Test func theNumberPadTypesDigits() {
        var typing = KeyTyping(layout: .us)
        let codes: [UInt16] = [82, 79, 80, 81, 75, 76, 77, 71, 72, 73, 83, 55, 74, 78, 98]
        let text = codes.flatMap { typing.press($0) }
        #expect(String(decoding: text, as: UTF8.self) == "0123456789.*-+/")
        #expect(typing.press(69).isEmpty)
        #expect(typing.press(96) == [0x0D])
    }

    @Test(arguments: [[97], [29, 56], [29, 100], [100]] as [[UInt16]])
    func altGrIsKnownInEverySpelling(held: [UInt16]) {
        var typing = KeyTyping(layout: .de)
        for key in held { _ = typing.press(key) }
        #expect(typing.press(16) == (held == [97] ? [0x1A] : [0x40]))
    }

    @Test func whatMeansNoCharacterIsNeverLeftOut() {
        var typing = KeyTyping(layout: .us)
        // F7, arrow up, and keys of a command or of a number typed with Alt.
        #expect(typing.press(65) == [0x1A])
        #expect(typing.press(103) == [0x1A])
        for modifier in [29, 97, 56, 100, 125, 126] as [UInt16] {
            _ = typing.press(modifier)
            #expect(typing.press(30) == [0x1A])
            #expect(typing.press(82) == [0x1A])
            typing.release(modifier)
            #expect(typing.press(30) == Array("a".utf8))
        }
    }

    @Test func buttonsAndMediaKeysTypeNothing() {
        var typing = KeyTyping(layout: .us)
        for code in [0, 128, 163, 240, 272, 767, 65_535] as [UInt16] {
            #expect(typing.press(code).isEmpty)
        }
    }

    @Test func everyKeyThereCanBeIsBorneInEveryState() {
        for layout in KeyboardLayout.allCases {
            var typing = KeyTyping(layout: layout)
            for code in (0...UInt16.max).shuffled() {
                #expect(typing.press(code).count <= 3)
                if Bool.random() { typing.release(code) }
            }
        }
    }

    @Test func afterALossOnlyWhatIsHeldCounts() {
        var typing = KeyTyping(layout: .us)
        _ = typing.bytes([(58, true), (58, false), (29, true)])
        typing.resume(holding: [42])
        #expect(typing.press(30) == Array("A".utf8))
        typing.release(42)
        #expect(typing.press(30) == Array("a".utf8))
    }

    @Test func lettersBeyondASCIIComeAsUTF8() {
        var typing = KeyTyping(layout: .de)
        #expect(typing.press(40) == Array("ä".utf8))
        _ = typing.press(58)
        #expect(typing.press(40) == Array("Ä".utf8))
        #expect(typing.press(12) == Array("ß".utf8))
    }
}
