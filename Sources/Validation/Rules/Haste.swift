// Rule 14: a ticket shown again and again within a minute. It stands in the way only of a yes; any
// other answer keeps its reason and carries a flag.

internal import CheckinCore

/// One showing, one for a guest who was not sure, one for a steward who was not: a fourth within
/// `History.rapidSpan` is a photograph going down the queue, or a jammed reader.
private let unhurriedPresentations = 3

func withHaste(_ verdict: Verdict, recently earlier: Int) -> Verdict {
    guard earlier >= unhurriedPresentations, verdict.repeats == nil else { return verdict }
    if verdict.outcome.kind.isEntry {
        let count = earlier < .max ? earlier + 1 : earlier
        return Verdict(.refused(.rapidScanning(count: count)), flags: verdict.flags)
    }
    return Verdict(verdict.outcome, flags: verdict.flags + [.rapidScanning])
}
