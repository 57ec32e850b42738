// An invitation that somebody holds before the camera. It must never take anything else for one,
// and never wait for longer than it was told to.

import CheckinCore
import Logging
import Scanner

struct InvitationReader {
    let camera: CameraSettings
    let time: any TimeSource
    let logger: Logger

    /// The first one that is seen; nil when none was within `patience`. `complain` is told what is
    /// wrong with the camera, and `onOther` that a code is none.
    func read(
        within patience: Duration, complain: @escaping @Sendable (ConditionCode, String) -> Void,
        onOther: @escaping @Sendable () -> Void
    ) async throws -> Invitation? {
        guard let source = try camera.source() else { throw EnrolmentFault.noCamera }
        let scanner = ScannerService(
            source: source, time: time, conditions: Complaints(tell: complain), logger: logger)
        scanner.start()
        let found = await withTaskGroup(of: Invitation?.self) { company in
            company.addTask {
                for await token in scanner.tokens {
                    if let invitation = Invitation(token.bytes) { return invitation }
                    onOther()
                }
                return nil
            }
            company.addTask {
                try? await time.sleep(for: patience)
                return nil
            }
            let first = await company.next() ?? nil
            company.cancelAll()
            return first
        }
        await scanner.stop()
        return found
    }
}

/// Tells each condition as it is raised.
private struct Complaints: ConditionReporter {
    let tell: @Sendable (ConditionCode, String) -> Void

    func raise(_ code: ConditionCode, detail: String) async { tell(code, detail) }
    func clear(_ code: ConditionCode) async {}
}
