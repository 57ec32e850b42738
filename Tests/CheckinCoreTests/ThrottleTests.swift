// Guessers wait, honest people hardly do, and memory has an end.

import CheckinCore
import Testing

@Suite struct LockPolicyTests {
    @Test func locksAfterFiveAndDoublesUpToAQuarterOfAnHour() {
        let policy = LockPolicy.standard
        let minutes = (0...12).map { policy.lock(after: $0).components.seconds / 60 }
        #expect(minutes == [0, 0, 0, 0, 0, 1, 2, 4, 8, 15, 15, 15, 15])
        #expect(policy.lock(after: .max) == .minutes(15))
    }

    @Test func locksABoxLaterAndForLess() {
        let minutes = [19, 20, 21, 22, 23, 99].map {
            LockPolicy.box.lock(after: $0).components.seconds / 60
        }
        #expect(minutes == [0, 1, 2, 4, 5, 5])
    }

    /// Wrong PINs so far, seconds since the last of them, seconds left to wait.
    @Test(arguments: [
        (4, 0, nil), (5, 0, 60), (5, 59, 1), (5, 60, nil), (6, 60, 60), (9, 899, 1),
        (9, 900, nil), (1_000, 0, 900),
    ])
    func tellsWhatIsLeft(failures: Int, seconds: Int64, left: Int64?) {
        let last = Uptime(nanoseconds: 7_000_000_000)
        let rest = LockPolicy.standard.rest(
            after: failures, last: last, at: last + .seconds(seconds))
        #expect(rest == left.map { .seconds($0) })
    }
}

@Suite struct ThrottleTests {
    private func at(_ seconds: Int64) -> Uptime { Uptime(nanoseconds: seconds * 1_000_000_000) }

    @Test func forgetsFailuresAfterASuccess() {
        var throttle = Throttle()
        for _ in 0..<4 { throttle.failed("a", at: at(0)) }
        throttle.succeeded("a")
        throttle.failed("a", at: at(1))
        #expect(throttle.wait(for: "a", at: at(1)) == nil)
    }

    @Test func countsEachAddressByItself() {
        var throttle = Throttle()
        for _ in 0..<5 { throttle.failed("a", at: at(0)) }
        #expect(throttle.wait(for: "a", at: at(20)) == .seconds(40))
        #expect(throttle.wait(for: "a", at: at(60)) == nil)
        #expect(throttle.wait(for: "b", at: at(0)) == nil)
    }

    @Test func startsAnewAfterALongQuiet() {
        var throttle = Throttle()
        for _ in 0..<9 { throttle.failed("a", at: at(0)) }
        throttle.failed("a", at: at(3_600))
        #expect(throttle.wait(for: "a", at: at(3_600)) == nil)
    }

    @Test func remembersOnlySoManyAddresses() {
        var throttle = Throttle()
        for _ in 0..<5 { throttle.failed("first", at: at(0)) }
        for number in 1...Int64(Throttle.maximumKeys) {
            throttle.failed("address \(number)", at: at(1 + number / 1_000))
        }
        #expect(throttle.wait(for: "first", at: at(1)) == nil)
    }
}
