// Codes that were taken from the queue when nobody could see an answer, on their way back to the
// capture thread: whoever still holds one up is read once more.

import CheckinCore
import Synchronization

final class UnansweredCodes: Sendable {
    /// More than a guest can hold up between two looks.
    private static let most = 16

    private let waiting = Mutex<[CodeSighting]>([])

    func add(_ sighting: CodeSighting) {
        waiting.withLock { if $0.count < Self.most { $0.append(sighting) } }
    }

    func take() -> [CodeSighting] {
        waiting.withLock { codes in
            defer { codes = [] }
            return codes
        }
    }
}
