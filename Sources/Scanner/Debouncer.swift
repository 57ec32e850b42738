// Turns forty sightings of a code into one presentation. Pure: time is an argument.

package import CheckinCore

package struct Debouncer: Sendable {
    /// A code out of sight for longer has been taken away: reading fails for a moment with every
    /// reflection, and nobody shows a ticket again within a second and a half.
    package static let longestGap: Duration = .milliseconds(1_500)
    /// Codes remembered: more than are taken from one picture. Beyond it the one not seen for
    /// longest is forgotten.
    package static let mostCodes = 64

    private var lastSeen: [CodeSighting: Uptime] = [:]

    package init() {}

    /// Those of `sightings` that are presented anew; the others are still in view.
    package mutating func presentations(
        of sightings: [CodeSighting], at now: Uptime
    ) -> [CodeSighting] {
        lastSeen = lastSeen.filter { now.since($0.value) <= Self.longestGap }
        var presented: [CodeSighting] = []
        for sighting in sightings {
            let before = lastSeen[sighting]
            // Stamps of a driver may lie a little before those we made ourselves.
            lastSeen[sighting] = max(before ?? now, now)
            if before == nil { presented.append(sighting) }
            if lastSeen.count > Self.mostCodes { forgetOldest() }
        }
        return presented
    }

    /// The picture of `now` shows what those since `start` showed, read or not: whatever was seen
    /// in one of them is in view still.
    package mutating func hold(seenSince start: Uptime, at now: Uptime) {
        for (sighting, seen) in lastSeen where seen >= start && now > seen {
            // After a longer gap without any picture nobody knows what was in view.
            if now.since(seen) <= Self.longestGap { lastSeen[sighting] = now }
        }
    }

    /// What comes now has nothing to do with what was seen before.
    package mutating func forget() { lastSeen = [:] }

    /// What is seen of `sighting` from now on is presented anew.
    package mutating func forget(_ sighting: CodeSighting) { lastSeen[sighting] = nil }

    /// Those that have not been taken away.
    package func codesInView(at now: Uptime) -> Set<CodeSighting> {
        Set(lastSeen.filter { now.since($0.value) <= Self.longestGap }.keys)
    }

    private mutating func forgetOldest() {
        guard let oldest = lastSeen.min(by: { $0.value < $1.value }) else { return }
        lastSeen[oldest.key] = nil
    }
}
