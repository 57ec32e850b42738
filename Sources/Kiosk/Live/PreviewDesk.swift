// Who waits for the camera's next picture. It exists because every waiting page keeps the camera
// making pictures: a few may wait at once, and each for a short while. It must never keep the
// process from stopping, and never keep a picture.

import CheckinCore
import Hummingbird
import ServiceLifecycle
import WebEdge

actor PreviewDesk {
    /// How long a request waits. A page shows its last picture until then, so that is how long a
    /// dead camera's picture can be taken for a live one.
    static let patience: Duration = .seconds(1)
    /// The kiosk's page asks once at a time; the rest is for whoever mends the box.
    static let maximumWaiting = 4

    private let source: any PreviewSource
    private(set) var waiting = 0

    init(source: any PreviewSource) { self.source = source }

    /// nil when none came in time. Ends early when the process is to stop, whatever the camera
    /// does.
    func picture(after number: UInt64) async throws(Problem) -> PreviewPicture? {
        guard waiting < Self.maximumWaiting else { throw .tooManyWaiting }
        waiting += 1
        defer { waiting -= 1 }
        let (answers, answer) = AsyncStream.makeStream(of: PreviewPicture?.self)
        let asking = Task { [source] in
            answer.yield(await source.picture(after: number, patience: Self.patience))
            answer.finish()
        }
        defer { asking.cancel() }
        return await cancelWhenGracefulShutdown {
            for await picture in answers { return picture }
            return nil
        }
    }
}

extension Problem {
    fileprivate static let tooManyWaiting = Problem(
        .serviceUnavailable, code: "too_many_waiting",
        detail: "Too many pages wait for the camera's picture; close one.",
        retryAfter: .seconds(1))
}
