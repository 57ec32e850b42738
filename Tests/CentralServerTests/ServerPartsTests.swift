// The parts of the server that need no database: ranges, codes, keys, and who waits.

import Cryptography
import Testing
import WebEdge

@testable import CentralServer

@Suite struct ByteRangeTests {
    private func range(_ header: String?, size: Int64 = 100) -> ByteRange.Answer {
        ByteRange.answer(to: header, size: size)
    }

    @Test func givesTheBytesThatAreAskedFor() {
        #expect(range("bytes=0-0") == .part(ByteRange(first: 0, last: 0)))
        #expect(range("bytes=10-") == .part(ByteRange(first: 10, last: 99)))
        #expect(range("Bytes=10-1000") == .part(ByteRange(first: 10, last: 99)))
        #expect(range("bytes=-10") == .part(ByteRange(first: 90, last: 99)))
        #expect(range("bytes=-1000") == .part(ByteRange(first: 0, last: 99)))
        #expect(ByteRange(first: 3, last: 3).count == 1)
    }

    @Test func saysThatNothingIsBehindTheEnd() {
        #expect(range("bytes=100-") == .unsatisfiable)
        #expect(range("bytes=100-200") == .unsatisfiable)
        #expect(range("bytes=-0") == .unsatisfiable)
        #expect(range("bytes=-1", size: 0) == .unsatisfiable)
    }

    @Test(arguments: [
        nil, "", "bytes", "lines=0-1", "bytes=", "bytes=-", "bytes=5-4", "bytes=0-1,3-4",
        "bytes=a-b", "bytes=+1-2", "bytes= 0-1", "bytes=0-1-2",
        "bytes=9999999999999999999-", "bytes=0-9999999999999999999",
    ])
    func givesTheWholeForWhatItDoesNotKnow(header: String?) {
        #expect(range(header) == .whole)
    }
}

@Suite struct EnrolmentCodeTests {
    @Test func isLongAndReadable() throws {
        let code = try EnrolmentCode.make()
        #expect(code.utf8.count == 23)
        #expect(code.split(separator: "-").map(\.count) == [5, 5, 5, 5])
        #expect(code.allSatisfy { "0123456789ABCDEFGHJKMNPQRSTVWXYZ-".contains($0) })
        #expect(try EnrolmentCode.make() != code)
    }

    @Test func isTheSameHoweverItIsTyped() {
        let hash = EnrolmentCode.hash(of: "A0B1C-D2E3F-G4H5J-K6M7N")
        #expect(EnrolmentCode.hash(of: " aob1cd2e3fg4h5jk6m7n\n") == hash)
        #expect(EnrolmentCode.hash(of: "AOBLC D2E3F G4H5J K6M7N") == hash)
        #expect(EnrolmentCode.hash(of: "A0B1C-D2E3F-G4H5J-K6M7P") != hash)
    }
}

@Suite struct ServerKeysTests {
    @Test func areReadAsTheyWereWritten() throws {
        let made = try ServerKeys.generate()
        let read = try ServerKeys(fileText: made.fileText)
        #expect(read.signing.seed == made.signing.seed)
        #expect(read.sealing.seed == made.sealing.seed)
    }

    @Test func areReadWholeOrNotAtAll() throws {
        let lines = try ServerKeys.generate().fileText.split(separator: "\n").map(String.init)
        let broken = [
            "", lines[2], lines[3], lines[2] + "\n" + lines[3] + "\nmore = 00",
            lines[2].dropLast() + "\n" + lines[3], lines[2].uppercased() + "\n" + lines[3],
        ]
        for text in broken {
            #expect(throws: CentralFault.malformedServerKeys) { try ServerKeys(fileText: text) }
        }
        #expect(throws: CryptographyFault.self) {
            try ServerKeys(fileText: lines[2].dropLast(2) + "\n" + lines[3])
        }
    }

    @Test func signWhatIsSaidAndNothingElse() throws {
        let keys = try ServerKeys.generate()
        let signature = try keys.signature(of: ["kind", "what"])
        let (said, other) = (Array("kind\nwhat".utf8), Array("kind\nwhat2".utf8))
        #expect(try keys.signing.publicKey.verifies(signature.span, of: said.span))
        #expect(try !keys.signing.publicKey.verifies(signature.span, of: other.span))
    }
}

@Suite struct FeedWaitersTests {
    @Test func wakesThoseWhoWaitForThatEvent() async throws {
        let waiters = FeedWaiters()
        var mine = try await waiters.wait(for: "a", as: "box").reasons.makeAsyncIterator()
        let other = try await waiters.wait(for: "b", as: "box")
        await waiters.wake("a")
        #expect(await mine.next() != nil)
        await waiters.wakeAll()
        var theirs = other.reasons.makeAsyncIterator()
        #expect(await theirs.next() != nil)
        // One reason was waiting and no second: the next one is the end.
        other.end()
        #expect(await theirs.next() == nil)
    }

    @Test func aNewerWaitEndsTheOlder() async throws {
        let waiters = FeedWaiters()
        var older = try await waiters.wait(for: "a", as: "box").reasons.makeAsyncIterator()
        let newer = try await waiters.wait(for: "a", as: "box")
        #expect(await older.next() == nil)
        #expect(await waiters.count == 1)
        newer.end()
        while await waiters.count > 0 { await Task.yield() }
    }

    @Test func letsNoMoreWaitThanItMay() async throws {
        let waiters = FeedWaiters()
        var waits: [FeedWaiters.Wait] = []
        for number in 0..<FeedWaiters.maximum {
            waits.append(try await waiters.wait(for: "a", as: "box-\(number)"))
        }
        await #expect(throws: Problem.tooManyWaiters) {
            try await waiters.wait(for: "a", as: "one more")
        }
        waits.append(try await waiters.wait(for: "a", as: "box-0"))
        await waiters.close()
        for wait in waits {
            var reasons = wait.reasons.makeAsyncIterator()
            #expect(await reasons.next() == nil)
        }
        var late = try await waiters.wait(for: "a", as: "late").reasons.makeAsyncIterator()
        #expect(await late.next() == nil)
    }
}
