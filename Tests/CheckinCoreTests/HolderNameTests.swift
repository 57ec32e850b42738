// What a look-up makes of names and numbers, and that it makes the same of every way to write them.

import Foundation
import Testing

@testable import CheckinCore

@Suite struct HolderNameTests {
    static let indexed: [(String, String)] = [
        ("José Muñoz", "jose munoz"), ("  Asha   Rao ", "asha rao"), ("", ""), ("🎪!", ""),
        ("O'Brien", "o brien obrien"), ("Jean-Luc D’Arc", "jean luc d arc jeanluc darc"),
        ("Łukasz Żółw", "lukasz zolw"), ("Straße", "strasse"), ("İbrahim", "ibrahim"),
        ("Æsir Œuvre", "aesir oeuvre"), ("Nguyễn", "nguyen"), ("Zoe\u{308}", "zoe"),
        ("Андрей Пётр", "андреи петр"), ("ΣΩΚΡΆΤΗΣ Σωκράτης", "σωκρατησ σωκρατησ"),
        ("राम कुमार", "राम कुमार"), ("श्री", "श्री"), ("ज़ोया", "जोया"),
        ("\u{95B}ोया", "जोया"), ("क्\u{200D}षमा", "क्षमा"),
        ("مُحَمَّد", "محمد"), ("أحمد", "احمد"), ("یاسمین", "ياسمين"), ("محـمد", "محمد"),
        ("ரவி", "ரவி"), ("李明", "李明"), ("R2 ३४", "r2 34"), ("a\u{FE0F}b", "ab"),
    ]

    @Test(arguments: indexed)
    func isIndexedInPlainWords(_ name: String, _ indexed: String) {
        #expect(HolderName.indexed(name).unicodeScalars.elementsEqual(indexed.unicodeScalars))
    }

    @Test(
        arguments: [
            "jos", "a b c", "o'b r", "राम", "उषा", "देव", "李明", "김민", "R2D", "Zoe\u{308}",
        ])
    func threeLettersAreEnough(_ typed: String) throws {
        #expect(try !HolderName.typed(typed).isEmpty)
    }

    /// A virama joins two letters and is none; marks that are left out are none either.
    @Test(arguments: ["", "jo", "a-b", "श्र", "रा", "मो", "李", "김", "jo\u{301}", "🎪🎪🎪", "अ़़़"])
    func fewerAreRefused(_ typed: String) {
        #expect(throws: SearchFault.tooShort) { try HolderName.typed(typed) }
    }

    @Test func aWordThatAnotherBeginsWithIsLeftOut() throws {
        #expect(try HolderName.typed("ma mar ma rao") == ["mar", "rao"])
    }

    @Test func eachTypedWordBeginsSomeWord() {
        let indexed = HolderName.indexed("José Luis Muñoz")
        for typed in [["jose"], ["mun", "jo"], ["l"], ["munoz", "luis", "jose"]] {
            #expect(HolderName.matches(typed, indexed), "\(typed)")
        }
        for typed in [["ose"], ["jose", "x"], ["josel"], ["jose luis"]] {
            #expect(!HolderName.matches(typed, indexed), "\(typed)")
        }
    }

    /// One character or two, as the keyboard has it: both are the same letter.
    @Test(arguments: [0xC0...0x24F, 0x386...0x3CE, 0x400...0x4FF, 0x620...0x6FF, 0x900...0xDFF])
    func composedAndDecomposedAreTheSame(_ range: ClosedRange<UInt32>) {
        for scalar in range.compactMap(Unicode.Scalar.init) {
            let composed = String(scalar)
            let apart = composed.decomposedStringWithCanonicalMapping
            let left = HolderName.indexed(composed)
            #expect(left.utf8.elementsEqual(HolderName.indexed(apart).utf8), "\(scalar.value)")
            #expect(HolderName.indexed(left).utf8.elementsEqual(left.utf8), "\(scalar.value)")
        }
    }

    @Test func theTableHasSmallLettersOnceEach() {
        var seen: Set<Unicode.Scalar> = []
        for (plain, others) in PlainLetters.groups {
            #expect(plain.unicodeScalars.allSatisfy { PlainLetters.of($0) == nil }, "\(plain)")
            for scalar in others.unicodeScalars {
                #expect(seen.insert(scalar).inserted, "\(scalar.value)")
                #expect(scalar.properties.lowercaseMapping.unicodeScalars.elementsEqual([scalar]))
            }
        }
    }

    static let keys: [(String, String)] = [
        ("NS-1001", "NS-1001"), (" ns - 1001\u{A0}", "NS-1001"), ("äß", "ÄSS"), ("NS१२٣", "NS123"),
        ("a\u{200B}b", "AB"), ("", ""),
    ]

    @Test(arguments: keys)
    func numbersHaveOneKey(_ number: String, _ key: String) {
        #expect(PrintedNumber.key(number) == key)
    }

    @Test func whatNoTicketCanHaveIsNotLookedUp() throws {
        #expect(try PrintedNumber.typed(" \n") == nil)
        #expect(try PrintedNumber.typed("NS\u{0}1") == nil)
        #expect(throws: SearchFault.tooLong) {
            try PrintedNumber.typed(String(repeating: "1", count: 257))
        }
    }

    @Test func faultsSayWhatToDoAndHaveDistinctCodes() {
        let faults: [SearchFault] = [.tooShort, .tooLong, .noList]
        #expect(Set(faults.map(\.code)).count == faults.count)
        #expect(faults.allSatisfy { !$0.message.isEmpty && !$0.hint.isEmpty })
    }
}
