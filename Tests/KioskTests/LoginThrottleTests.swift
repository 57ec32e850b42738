// A guesser with many addresses has no more tries than one with one, and cannot shut the box's own
// screen out.

import CheckinCore
import CheckinTesting
import Testing
import WebEdge

@testable import Kiosk

@Suite struct LoginThrottleTests {
    private let now = Uptime(nanoseconds: 0)

    private func guess(
        _ throttle: inout LoginThrottle, from address: String, times: Int = 1
    ) {
        for _ in 0..<times {
            throttle.tries(address, at: now)
            throttle.failed(address, at: now)
        }
    }

    @Test(arguments: [
        ("10.0.0.7", "10.0.0.7"),
        ("::ffff:10.0.0.7", "10.0.0.7"),
        ("2001:db8:1:2::5", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::/64"),
        ("2001:db8::1", "2001:db8:0:0::/64"),
        ("2001:db8::", "2001:db8:0:0::/64"),
        ("1::4:5:6:7:8", "1:0:0:4::/64"),
        ("fe80::1%eth0.5", "fe80:0:0:0::/64"),
        ("::1", "0:0:0:0::/64"),
        ("unknown", "unknown"),
    ])
    func countsByNetwork(address: String, network: String) {
        #expect(LoginThrottle.network(of: address) == network)
    }

    @Test func aNetworkHasTheTriesOfOneAddress() {
        var throttle = LoginThrottle()
        for host in 1...LockPolicy.standard.free {
            guess(&throttle, from: "2001:db8:1:2::\(host)")
        }
        #expect(throttle.wait(for: "2001:db8:1:2::99", at: now) == LockPolicy.standard.first)
        #expect(throttle.wait(for: "2001:db8:1:3::1", at: now) == nil)
        #expect(throttle.wait(for: "10.0.0.7", at: now) == nil)
    }

    @Test func manyNetworksHaveTheTriesOfTheBox() {
        var throttle = LoginThrottle()
        for host in 1...LockPolicy.box.free { guess(&throttle, from: "10.0.0.\(host)") }
        let locked = throttle.wait(for: "10.0.1.1", at: now)
        #expect(locked == LockPolicy.box.first)
        #expect(throttle.wait(for: "10.0.1.1", at: now + LockPolicy.box.first) == nil)
    }

    @Test(arguments: ["127.0.0.1", "::1", "::ffff:127.0.0.1"])
    func whoeverIsAtTheBoxIsLockedOutByNobodyElse(loopback: String) {
        var throttle = LoginThrottle()
        for host in 1...LockPolicy.box.free { guess(&throttle, from: "10.0.0.\(host)") }
        #expect(throttle.wait(for: loopback, at: now) == nil)
        guess(&throttle, from: loopback, times: LockPolicy.standard.free)
        #expect(throttle.wait(for: loopback, at: now) == LockPolicy.standard.first)
    }

    @Test func whoIsRightTakesNobodysTries() {
        var throttle = LoginThrottle()
        for _ in 0...LockPolicy.box.free {
            throttle.tries("10.0.0.7", at: now)
            throttle.succeeded("10.0.0.7")
        }
        #expect(throttle.wait(for: "10.0.0.7", at: now) == nil)
        #expect(throttle.wait(for: "10.0.0.8", at: now) == nil)
    }

    @Test func theDeskCountsWhatIsWrongForTheWholeBox() async throws {
        let time = VirtualClock()
        let desk = LoginDesk(time: time, sessions: Sessions(time: time)) { $0 == "right" }
        for host in 1...LockPolicy.box.free {
            await #expect(throws: Problem.self) {
                try await desk.logIn(passphrase: "wrong", from: "10.0.0.\(host)")
            }
        }
        await #expect(throws: Problem.self) {
            try await desk.logIn(passphrase: "right", from: "10.0.1.1")
        }
        _ = try await desk.logIn(passphrase: "right", from: "127.0.0.1")
        time.advance(by: LockPolicy.box.first)
        _ = try await desk.logIn(passphrase: "right", from: "10.0.1.1")
    }
}
