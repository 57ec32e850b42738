// One presentation is one scan: tables of sightings and the presentations they make.

import CheckinCore
import Testing

@testable import Scanner

struct DebouncerTests {
    private let ticket = CodeSighting(bytes: [1])
    private let other = CodeSighting(bytes: [2])

    private func at(_ milliseconds: Int64) -> Uptime {
        Uptime(nanoseconds: milliseconds * 1_000_000)
    }

    /// The moments in milliseconds of the sightings that are presentations.
    private func presentations(_ moments: [Int64]) -> [Int64] {
        var debouncer = Debouncer()
        return moments.filter {
            !debouncer.presentations(of: [ticket], at: at($0)).isEmpty
        }
    }

    @Test func takesFortySightingsAsOnePresentation() {
        #expect(presentations((0..<40).map { $0 * 66 }) == [0])
    }

    @Test func neverPresentsACodeAgainThatIsHeldForAnHour() {
        #expect(presentations((0..<3_600).map { $0 * 1_000 }) == [0])
    }

    @Test(
        arguments: [
            ([0, 1_500], [0]), ([0, 1_501], [0, 1_501]), ([0, 1_500, 3_000, 4_500], [0]),
            ([0, 700, 2_201], [0, 2_201]), ([0, 0, 0], [0]),
        ] as [([Int64], [Int64])])
    func toleratesFlickerAndKnowsAReturn(moments: [Int64], expected: [Int64]) {
        #expect(presentations(moments) == expected)
    }

    @Test func doesNotCrashWhenTimeGoesBackwards() {
        #expect(presentations([5_000, 1_000, 5_100]) == [5_000])
    }

    @Test func keepsCodesApart() {
        var debouncer = Debouncer()
        #expect(debouncer.presentations(of: [ticket, other], at: at(0)) == [ticket, other])
        #expect(debouncer.presentations(of: [ticket], at: at(1_000)) == [])
        #expect(debouncer.presentations(of: [other, ticket], at: at(2_000)) == [other])
    }

    @Test func takesTheSameCodeTwiceInOnePictureAsOne() {
        var debouncer = Debouncer()
        #expect(debouncer.presentations(of: [ticket, ticket], at: at(0)) == [ticket])
    }

    @Test func forgetsAllWhenANewSceneBegins() {
        var debouncer = Debouncer()
        _ = debouncer.presentations(of: [ticket], at: at(0))
        debouncer.forget()
        #expect(debouncer.presentations(of: [ticket], at: at(1)) == [ticket])
    }

    @Test func forgetsOneCodeAndNoOther() {
        var debouncer = Debouncer()
        _ = debouncer.presentations(of: [ticket, other], at: at(0))
        debouncer.forget(ticket)
        #expect(debouncer.presentations(of: [ticket, other], at: at(1)) == [ticket])
    }

    @Test func knowsWhichCodesAreInView() {
        var debouncer = Debouncer()
        #expect(debouncer.codesInView(at: at(0)) == [])
        _ = debouncer.presentations(of: [ticket, other], at: at(0))
        _ = debouncer.presentations(of: [other], at: at(1_000))
        #expect(debouncer.codesInView(at: at(1_500)) == [ticket, other])
        #expect(debouncer.codesInView(at: at(1_501)) == [other])
        #expect(debouncer.codesInView(at: at(2_501)) == [])
    }

    @Test func remembersABoundedNumberOfCodesAndTheNewestOfThem() {
        var debouncer = Debouncer()
        let flood = (0..<1_000).map { CodeSighting(bytes: [UInt8($0 / 256), UInt8($0 % 256)]) }
        for (index, sighting) in flood.enumerated() {
            #expect(debouncer.presentations(of: [sighting], at: at(Int64(index))).count == 1)
        }
        let newest = Array(flood.suffix(Debouncer.mostCodes))
        #expect(debouncer.presentations(of: newest, at: at(1_000)) == [])
        #expect(debouncer.presentations(of: [flood[0]], at: at(1_000)) == [flood[0]])
    }
}
