// Bytes to lines, in virtual time.

import CheckinCore
import Testing

@testable import Scanner

struct LineAssemblerTests {
    private func at(_ milliseconds: Int64) -> Uptime {
        Uptime(nanoseconds: milliseconds * 1_000_000)
    }

    /// One that has been silent since it was opened.
    private func ready() -> LineAssembler {
        var line = LineAssembler(openedAt: at(-500))
        #expect(line.settle(at: at(0)) == nil)
        #expect(!line.isLosing && line.lostLines == 0)
        return line
    }

    /// The lines in `bytes`, one byte a millisecond.
    private func lines(_ bytes: [UInt8]) -> [String] {
        var line = ready()
        return bytes.enumerated().compactMap { index, byte in
            line.take(byte, at: at(Int64(index))).map { String(decoding: $0.bytes, as: UTF8.self) }
        }
    }

    @Test(arguments: ["\r", "\n", "\r\n", "\t", "\0", "\u{3}"])
    func everySuffixEndsALine(suffix: String) {
        #expect(lines(Array("one\(suffix)two words\(suffix)".utf8)) == ["one", "two words"])
    }

    @Test func framesOfSTXAndETXAreTakenOff() {
        #expect(lines(Array("\u{2}one\u{3}\u{2}two\u{3}".utf8)) == ["one", "two"])
        // Only in front: inside of a line it is what the code says.
        #expect(lines(Array("o\u{2}ne\r".utf8)) == ["o\u{2}ne"])
    }

    @Test func emptyLinesAreNone() {
        #expect(lines(Array("\r\r\n\n\t\0one\r\r".utf8)) == ["one"])
    }

    @Test func bytesStayAsTheyAre() {
        var line = ready()
        let bytes = (0...255).map { UInt8($0) }.filter { ![0, 3, 9, 10, 13].contains($0) }
        // The prefix is one only in front.
        for byte in [0x41] + bytes { #expect(line.take(byte, at: at(0)) == nil) }
        #expect(line.take(0x0D, at: at(0))?.bytes == [0x41] + bytes)
    }

    @Test func keepsTheMomentsOfItsFirstAndLastByte() {
        var line = ready()
        _ = line.take(0x0A, at: at(1))
        _ = line.take(0x41, at: at(5))
        _ = line.take(0x42, at: at(6))
        let ended = line.take(0x0D, at: at(9))
        #expect(ended == ScannedLine(bytes: [0x41, 0x42], begunAt: at(5), endedAt: at(9)))
    }

    @Test func silenceEndsALineWithoutSuffix() {
        var line = ready()
        #expect(line.deadline == nil)
        for byte in "ABC123".utf8 { _ = line.take(byte, at: at(100)) }
        #expect(line.deadline == at(600))
        #expect(line.settle(at: at(599)) == nil)
        let ended = line.settle(at: at(600))
        #expect(ended?.bytes == Array("ABC123".utf8))
        #expect(ended?.endedAt == at(100))
        #expect(line.deadline == nil)
        #expect(line.settle(at: at(10_000)) == nil)
    }

    @Test func aScannerThatSendsASuffixIsWaitedFor() {
        var line = ready()
        _ = line.take(0x0D, at: at(0))
        for byte in "ABC123".utf8 { _ = line.take(byte, at: at(100)) }
        #expect(line.settle(at: at(2_099)) == nil)
        _ = line.take(0x44, at: at(2_099))
        #expect(line.settle(at: at(4_099))?.bytes == Array("ABC123D".utf8))
        // Not for what is thrown away anyway: the next line may follow soon.
        line.lose(at: at(5_000))
        #expect(line.deadline == at(5_500))
    }

    @Test func strayKeysAreForgottenInSilence() {
        var line = ready()
        for byte in "ABC12".utf8 { _ = line.take(byte, at: at(100)) }
        #expect(line.settle(at: at(600)) == nil)
        #expect(line.take(0x58, at: at(601)) == nil)
        #expect(line.take(0x0D, at: at(602))?.bytes == [0x58])
    }

    @Test func aLineThatLostBytesIsThrownAwayToItsEnd() {
        var line = ready()
        _ = line.take(0x41, at: at(0))
        line.lose(at: at(1))
        line.lose(at: at(2))
        #expect(line.lostLines == 1)
        _ = line.take(0x42, at: at(3))
        #expect(line.take(0x0D, at: at(4)) == nil)
        _ = line.take(0x43, at: at(5))
        #expect(line.take(0x0D, at: at(6))?.bytes == [0x43])
    }

    @Test func silenceEndsWhatIsThrownAwayToo() {
        var line = ready()
        line.lose(at: at(0))
        for byte in "ABCDEFGH".utf8 { _ = line.take(byte, at: at(100)) }
        #expect(line.deadline == at(600))
        #expect(line.settle(at: at(600)) == nil)
        for byte in "ABCDEF".utf8 { _ = line.take(byte, at: at(700)) }
        #expect(line.settle(at: at(1_200))?.bytes == Array("ABCDEF".utf8))
    }

    @Test func aTerminatorAfterTheOpeningCostsNothing() {
        var line = LineAssembler(openedAt: at(0))
        #expect(line.take(0x0D, at: at(10)) == nil)
        #expect(!line.isLosing && line.lostLines == 0)
        _ = line.take(0x41, at: at(20))
        #expect(line.take(0x0D, at: at(21))?.bytes == [0x41])
    }

    @Test func whatComesAfterTheOpeningIsOneLostLine() {
        var line = LineAssembler(openedAt: at(0))
        for byte in "of a line".utf8 { _ = line.take(byte, at: at(499)) }
        #expect(line.settle(at: at(500)) == nil)
        #expect(line.isLosing && line.lostLines == 1)
        #expect(line.settle(at: at(999)) == nil)
        #expect(!line.isLosing && line.lostLines == 1)
    }

    @Test func linesWithSilenceBetweenThemAreNeverTooMany() {
        var line = ready()
        var read = 0
        for number in 0..<Int64(100) {
            _ = line.take(0x41, at: at(number * 500))
            if line.take(0x0D, at: at(number * 500)) != nil { read += 1 }
        }
        #expect(read == 100 && line.lostLines == 0)
    }

    @Test func tooManyLinesInARowAreOneLostLineUpToSilence() {
        var line = ready()
        var read = 0
        for number in 0..<Int64(100) {
            _ = line.take(0x41, at: at(number * 499))
            if line.take(0x0D, at: at(number * 499)) != nil { read += 1 }
        }
        line.lose(at: at(49_500))
        #expect(read == LineAssembler.mostInARow && line.lostLines == 1)
        #expect(line.take(0x0D, at: at(49_501)) == nil)
        #expect(line.isLosing)
        #expect(line.settle(at: at(50_001)) == nil)
        #expect(!line.isLosing)
        _ = line.take(0x41, at: at(50_002))
        #expect(line.take(0x0D, at: at(50_002))?.bytes == [0x41])
    }

    @Test(arguments: [2_048, 2_049, 100_000])
    func keepsNoMoreThanTellsThatItIsTooLong(count: Int) throws {
        var line = ready()
        for _ in 0..<count { _ = line.take(0x41, at: at(0)) }
        let last = line.take(0x0D, at: at(1))
        let ended = try #require(last)
        #expect(ended.bytes.count == min(count, 2_049))
        let token = TicketToken(bytes: ended.bytes, source: .keyboard, seenAt: ended.endedAt)
        #expect(token.isOversize == (count > TicketToken.maximumBytes))
    }
}

struct EchoFilterTests {
    private func line(_ text: String, _ begun: Int64, _ ended: Int64) -> ScannedLine {
        ScannedLine(
            bytes: Array(text.utf8), begunAt: Uptime(nanoseconds: begun * 1_000_000),
            endedAt: Uptime(nanoseconds: ended * 1_000_000))
    }

    private func echoes(_ lines: [ScannedLine]) -> [Bool] {
        var filter = EchoFilter()
        return lines.map { filter.isEcho($0) }
    }

    @Test func theSameTextAtOnceIsAnEcho() {
        let lines = [line("A", 0, 1_000), line("A", 1_299, 2_299), line("A", 2_300, 3_300)]
        #expect(echoes(lines) == [false, true, true])
    }

    @Test func theSameTextLaterIsPresentedAnew() {
        #expect(echoes([line("A", 0, 1_000), line("A", 1_300, 2_300)]) == [false, false])
    }

    @Test func anotherTextIsNoEcho() {
        let lines = [line("A", 0, 10), line("B", 11, 20), line("A", 21, 30)]
        #expect(echoes(lines) == [false, false, false])
    }
}
