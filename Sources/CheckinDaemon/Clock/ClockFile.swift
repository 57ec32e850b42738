// The newest word on the time, as a small file in the state directory: ops write it while the
// daemon runs, and the daemon so that its next start knows it. Whole or not there; a file that
// cannot be read is as good as none, and is replaced by the next word.

import CheckinCore
import Validation

struct ClockFile {
    /// A dozen words; anything larger is not ours.
    private static let maximumBytes = 1_024
    private static let heading = "checkind clock 1"

    let path: String

    init(stateDirectory: String) { path = stateDirectory + "/clock" }

    func read() -> ClockClaim? {
        guard let bytes = try? Machinery.read(path, limit: Self.maximumBytes) else { return nil }
        return Self.claim(in: String(decoding: bytes, as: UTF8.self))
    }

    func write(_ claim: ClockClaim) throws(FileProblem) {
        try Machinery.replace(Array(Self.text(of: claim).utf8), at: path)
    }

    static func text(of claim: ClockClaim) -> String {
        """
        \(heading)
        witness \(claim.witness.rawValue)
        boot \(claim.boot)
        since_boot \(claim.reading.uptime.nanoseconds)
        wall \(claim.reading.wall.milliseconds)
        attempt \(claim.attempt.value)
        floor \(claim.floor.milliseconds)

        """
    }

    static func claim(in text: String) -> ClockClaim? {
        let lines = text.split(separator: "\n")
        guard lines.first == heading[...], lines.count == 7 else { return nil }
        var values: [Substring: Substring] = [:]
        for line in lines.dropFirst() {
            let words = line.split(separator: " ", maxSplits: 1)
            guard words.count == 2 else { return nil }
            values[words[0]] = words[1]
        }
        guard let witness = values["witness"].flatMap({ ClockWitness(rawValue: String($0)) }),
            let boot = values["boot"], let sinceBoot = values["since_boot"].flatMap({ Int64($0) }),
            let wall = values["wall"].flatMap({ Int64($0) }),
            let attempt = values["attempt"].flatMap({ Int64($0) }),
            let floor = values["floor"].flatMap({ Int64($0) })
        else { return nil }
        return ClockClaim(
            witness: witness, boot: String(boot),
            reading: ClockReading(
                wall: Timestamp(milliseconds: wall), uptime: Uptime(nanoseconds: sinceBoot)),
            attempt: AttemptNumber(attempt), floor: Timestamp(milliseconds: floor))
    }
}
