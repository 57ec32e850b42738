// What goes wrong in one evening of a venue, drawn from its seed. Each evening turns some faults
// off and others up, so that a rare pair of faults meets often in some evening.

import CheckinTesting

/// Chances in a hundred, for each occasion.
struct VenueWeather: CustomStringConvertible, Sendable {
    /// From 2 to 40. Most venues are small: there two faults meet more often.
    var doors = 2
    var guests = 3
    /// The ledgers are the real ones, on a disk.
    var isOnDisk = false
    /// What is said over the wire is written and read as it is over a real one.
    var isWritten = false

    // Of each request.
    var requestLost = 0
    var answerLost = 0
    var dripping = 0
    var repeated = 0
    var refused = 0
    var busy = 0
    var failed = 0
    var garbled = 0
    /// The longest way one way, in milliseconds.
    var delay: Int64 = 50

    // Of each stroke of fate.
    var cut = 0
    var venueCut = 0
    var serverCrash = 0
    var serverRestore = 0
    var boxCrash = 0
    var boxRestore = 0
    var clockStep = 0
    var cancellation = 0
    var revocation = 0

    // Of each occasion at a door.
    var commitFailsBefore = 0
    var commitFailsAfter = 0
    /// Of each page that is taken in.
    var pageFails = 0
    var turn = 0
    var stray = 0
    var staff = 0
    var pageDies = 0
    var crashAtStep = 0

    /// Of each box.
    var wrongClock = 0
    /// Guests come back within seconds instead of minutes.
    var isHasty = false

    init(seed: UInt64) {
        var random = SeededRandom(seed: seed ^ 0x7E9E_57EA_7E4E_5EED)
        func draw(upTo limit: Int) -> Int {
            random.chance(50) ? 0 : Int.random(in: 1...limit, using: &random)
        }
        doors = Self.doors(&random)
        guests = 3 + doors / 3
        isOnDisk = doors <= 4 && random.chance(2)
        isWritten = random.chance(15)
        requestLost = draw(upTo: 40)
        answerLost = draw(upTo: 40)
        dripping = draw(upTo: 10)
        repeated = draw(upTo: 40)
        refused = draw(upTo: 15)
        busy = draw(upTo: 15)
        failed = draw(upTo: 20)
        garbled = draw(upTo: 20)
        delay = [50, 500, 5_000].randomElement(using: &random) ?? 50
        cut = draw(upTo: 40)
        venueCut = draw(upTo: 15)
        serverCrash = draw(upTo: 15)
        serverRestore = draw(upTo: 10)
        boxCrash = draw(upTo: 20)
        boxRestore = draw(upTo: 10)
        clockStep = draw(upTo: 15)
        cancellation = draw(upTo: 15)
        revocation = random.chance(15) ? 4 : 0
        commitFailsBefore = draw(upTo: 15)
        commitFailsAfter = draw(upTo: 15)
        pageFails = draw(upTo: 20)
        turn = draw(upTo: 20)
        stray = draw(upTo: 10)
        staff = draw(upTo: 80)
        pageDies = draw(upTo: 20)
        crashAtStep = draw(upTo: 4)
        wrongClock = draw(upTo: 60)
        isHasty = random.chance(50)
    }

    private static func doors(_ random: inout SeededRandom) -> Int {
        switch Int.random(in: 0..<100, using: &random) {
        case ..<75: Int.random(in: 2...4, using: &random)
        case ..<97: Int.random(in: 5...9, using: &random)
        default: Int.random(in: 10...40, using: &random)
        }
    }

    var description: String {
        [
            "doors=\(doors) guests=\(guests) disk=\(isOnDisk) written=\(isWritten)",
            "lost=\(requestLost)/\(answerLost) drip=\(dripping) again=\(repeated)",
            "refused=\(refused) busy=\(busy) failed=\(failed) garbled=\(garbled)",
            "delay=\(delay) cut=\(cut)/\(venueCut) server=\(serverCrash)/\(serverRestore)",
            "box=\(boxCrash)/\(boxRestore) step=\(clockStep) cancel=\(cancellation)",
            "revoke=\(revocation) commit=\(commitFailsBefore)/\(commitFailsAfter)",
            "page=\(pageFails) turn=\(turn) stray=\(stray) staff=\(staff)",
            "dies=\(pageDies)/\(crashAtStep) clocks=\(wrongClock) hasty=\(isHasty)",
        ].joined(separator: " ")
    }
}
