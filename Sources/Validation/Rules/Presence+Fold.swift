// Presence is nothing but a fold over attempts: whoever replays a journal gets the same presence as
// the door that wrote it. It must never look at anything but the answer and where it was given.

package import CheckinCore

extension Presence {
    /// Takes in one answer that is, or is about to be, in the journal.
    ///
    /// Only a passage changes presence: refusals, unavailable answers and verdicts that merely say
    /// an earlier one again do not, nor does an answer that does not fit the door's direction.
    package mutating func fold(
        _ answer: Answer, direction: Direction, door: DoorID, at moment: Timestamp
    ) {
        guard let verdict = answer.verdict, verdict.repeats == nil else { return }
        let passage = Passage(door: door, at: moment)
        switch direction {
        case .entry where verdict.outcome.kind.isEntry:
            isInside = true
            if entries < .max { entries += 1 }
            firstEntry = firstEntry ?? passage
            lastEntry = passage
        case .exit where verdict.outcome.kind == .exited:
            isInside = false
            lastExit = passage
        case .entry, .exit:
            break
        }
    }
}
