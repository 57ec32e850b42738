// Presence is nothing but a fold over attempts: whoever replays a journal gets the same presence as
// the door that wrote it. It must never look at anything but the answer and where it was given.

package import CheckinCore

extension Presence {
    /// Takes in one answer that is, or is about to be, in the journal.
    ///
    /// Only a passage changes presence: refusals, unavailable answers and verdicts that merely say
    /// an earlier one again do not, nor does an answer that does not fit the door's direction.
    /// `area`: where the door leads, or where its exit leads back to.
    package mutating func fold(
        _ answer: Answer, direction: Direction, door: DoorID, area: AreaID? = nil,
        at moment: Timestamp
    ) {
        guard let verdict = answer.verdict, verdict.repeats == nil else { return }
        let passage = Passage(door: door, at: moment)
        switch direction {
        case .entry where verdict.outcome.kind.isEntry:
            isInside = true
            self.area = area
            // Who comes from another room has come in once already.
            let isMove = verdict.flags.contains(.movedArea) && entries > 0
            if !isMove, entries < .max { entries += 1 }
            firstEntry = firstEntry ?? passage
            lastEntry = passage
        case .exit where verdict.outcome.kind == .exited:
            // Only who was known to be inside can be known to be in the next room.
            isInside = isInside && area != nil
            self.area = isInside ? area : nil
            lastExit = passage
        case .entry, .exit:
            break
        }
    }

    /// Takes in an attempt, whatever it is: what staff did that is no answer to this ticket leaves
    /// it as it is, but for a clear-out, which is about every ticket.
    package mutating func fold(_ attempt: Attempt) {
        guard attempt.act.kind != .clearOut else {
            return leave(by: attempt.door, at: attempt.at)
        }
        fold(
            attempt.answer, direction: attempt.direction, door: attempt.door, area: attempt.area,
            at: attempt.at)
    }

    /// Everybody counts as outside; who was outside already stays as they were.
    private mutating func leave(by door: DoorID, at moment: Timestamp) {
        guard isInside else { return }
        isInside = false
        area = nil
        lastExit = Passage(door: door, at: moment)
    }
}
