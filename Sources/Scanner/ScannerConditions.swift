// What the scanner has to say about its own health. The capture thread states all of it at once and
// the newest statement wins, so nothing can be lost and nothing can pile up.

import CheckinCore

struct ScannerConditions: Hashable, HealthStatement {
    /// A camera has at most one thing wrong with it at a time.
    var camera: CaptureFault?
    /// What is wrong with the pictures of a camera that works.
    var flaws: Set<SceneFlaw> = []
    var dropsTokens = false

    var holding: [ConditionCode: String] {
        var holding: [ConditionCode: String] = [:]
        if let camera, let code = camera.condition { holding[code] = camera.message }
        for flaw in flaws { holding[flaw.condition] = "" }
        if dropsTokens { holding[.scansDropped] = "" }
        return holding
    }
}
