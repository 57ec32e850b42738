// Judges whether a code could be read in what the camera sees at all: covered, too dark, too
// bright, out of focus. Pure: time is an argument. It must never keep a picture from being read.

import CheckinCore

struct SceneQuality {
    /// Light and focus change slowly: more often is no use.
    private static let interval: Duration = .milliseconds(250)

    /// Covered: nothing brighter than a dim glow (black is 16 with most cameras, and their noise
    /// lifts it), nothing but noise in it. A phone in dark mode, or any lamp, is brighter.
    private static let coveredLight = 40
    private static let coveredSpan = 8
    private static let coveredStructure = 2
    /// A grainy picture differs by chance from cell to cell: by its grain at most, and in how
    /// grainy it is by a third of it.
    private static let chance = 3
    /// No sensor is grainier: what looks so is print.
    private static let mostGrain = 16
    /// Dark: nineteen twentieths of the picture are darker than paper at which codes begin to fail.
    private static let darkLight = 50
    /// Over-exposed: so many hundredths are white through and through. A sheet held close has its
    /// print in every cell, a window behind the guests is smaller.
    private static let whiteShare = 70
    /// Blurred: no edge anywhere that takes from dark to bright in so many pixels or fewer. Grain
    /// looks like edges: a noisy picture is never called blurred.
    private static let widestEdge = 10
    /// Where all is of one brightness there is no edge to be seen.
    private static let leastSpan = 30
    /// What has been said is taken back only when it is better by so many hundredths: no flicker.
    private static let hysteresis = 125

    /// "No edges for a minute while someone moves": so long, and so many looks with movement.
    private static let blurredFor: Duration = .seconds(60)
    private static let movingLooks = 20

    /// Where a code was read there is light and focus enough, and for so long nobody is told
    /// otherwise: queues have gaps, and the next guest comes into the same light.
    private static let trust: Duration = .seconds(180)

    private static let darkness = Persistence(raiseAfter: .seconds(10), clearAfter: .seconds(3))
    private static let glare = Persistence(raiseAfter: .seconds(5), clearAfter: .seconds(2))

    private var covered = Persistence(raiseAfter: .seconds(1), clearAfter: .milliseconds(500))
    private var dark = Self.darkness
    private var overexposed = Self.glare
    private var codeSeenAt: Uptime?
    private var blurredSince: Uptime?
    private var looksWithMovement = 0
    private var isBlurred = false
    private var hasMoved = false
    private var nextLook: Uptime?

    /// At most one of covered, dark and over-exposed is true of a picture.
    var flaws: Set<SceneFlaw> {
        var flaws: Set<SceneFlaw> = []
        if covered.holds {
            flaws.insert(.covered)
        } else if dark.holds {
            flaws.insert(.dark)
        }
        if overexposed.holds { flaws.insert(.overexposed) }
        if isBlurred { flaws.insert(.outOfFocus) }
        return flaws
    }

    mutating func look(at grid: SceneGrid, hasMoved: Bool, now: Uptime) {
        self.hasMoved = self.hasMoved || hasMoved
        if let nextLook, now < nextLook { return }
        nextLook = now + Self.interval
        guard let facts = SceneFacts(grid) else { return }
        judge(facts, at: now)
        self.hasMoved = false
    }

    /// A code has been read: whatever the figures say of light and focus, they suffice.
    mutating func sawCode(at now: Uptime) {
        codeSeenAt = now
        dark = Self.darkness
        overexposed = Self.glare
        beginFocusAnew()
    }

    private mutating func judge(_ facts: SceneFacts, at now: Uptime) {
        func below(_ limit: Int, _ holds: Bool) -> Int {
            holds ? limit * Self.hysteresis / 100 : limit
        }
        let grain = min(facts.grain, Self.mostGrain)
        let isCovered =
            facts.brightest <= below(Self.coveredLight, covered.holds)
            && facts.span <= below(max(Self.coveredSpan, grain), covered.holds)
            && facts.structure
                <= below(max(Self.coveredStructure, grain / Self.chance), covered.holds)
        covered.look(isCovered, at: now)
        if let codeSeenAt, now.since(codeSeenAt) < Self.trust { return }
        // How dark it is behind what covers the lens, nobody knows.
        dark.look(!isCovered && facts.bright <= below(Self.darkLight, dark.holds), at: now)
        let white = overexposed.holds ? Self.whiteShare * 100 / Self.hysteresis : Self.whiteShare
        overexposed.look(facts.whiteShare >= white, at: now)
        judgeFocus(facts, at: now)
    }

    /// One sharp picture is enough to know that the lens can.
    private mutating func judgeFocus(_ facts: SceneFacts, at now: Uptime) {
        let edge = isBlurred ? Self.widestEdge * 100 / Self.hysteresis : Self.widestEdge
        if facts.sharpness * edge >= max(facts.span, Self.leastSpan) {
            beginFocusAnew()
            return
        }
        guard facts.span >= Self.leastSpan || isBlurred else { return }
        let since = blurredSince ?? now
        blurredSince = since
        if hasMoved { looksWithMovement += 1 }
        if now.since(since) >= Self.blurredFor, looksWithMovement >= Self.movingLooks {
            isBlurred = true
        }
    }

    private mutating func beginFocusAnew() {
        blurredSince = nil
        looksWithMovement = 0
        isBlurred = false
    }
}
