// The id of the message that an attempt is: written down in the protocol, and never another.

import CheckinCore
import CheckinTesting
import Testing
import Validation

@Suite struct MessageNameTests {
    private static let journal = JournalName(
        device: "door-a", incarnation: "9d2c1b0a-7e6f-4d5c-8b3a-291807f6e5d4")

    /// Computed by another program from the protocol's words.
    @Test func followsFromTheAttempt() {
        let id = Message.id(of: AttemptNumber(41), in: Self.journal)
        #expect(id == "813858f2-50a3-848b-a141-77e302643f6a")
    }

    @Test func noTwoAttemptsShareOne() {
        let other = JournalName(device: "door-a", incarnation: "another")
        let ids = [1, 2].flatMap { number in
            [Self.journal, other].map { Message.id(of: AttemptNumber(number), in: $0) }
        }
        #expect(Set(ids).count == 4)
    }
}
