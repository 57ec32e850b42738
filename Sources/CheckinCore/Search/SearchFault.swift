// Why a look-up was not made. It must never quote what was typed: that is a guest's name.

package enum SearchFault: Fault, Hashable {
    /// Fewer letters than `HolderName.minimumLetters`.
    case tooShort
    /// Longer than any name or number in a list.
    case tooLong
    /// The event has no ticket list on this box, or it cannot be read.
    case noList

    package var code: String {
        switch self {
        case .tooShort: "search_too_short"
        case .tooLong: "search_too_long"
        case .noList: "search_no_list"
        }
    }

    package var remedy: FaultRemedy {
        switch self {
        case .tooShort, .tooLong: .retry
        case .noList: .degrade
        }
    }

    package var message: String {
        switch self {
        case .tooShort: "fewer than \(HolderName.minimumLetters) letters were typed"
        case .tooLong: "more was typed than a name or a number has"
        case .noList: "there is no ticket list to look in"
        }
    }

    package var hint: String {
        switch self {
        case .tooShort: "type more of the name"
        case .tooLong: "type the name or the number alone"
        case .noList: "run 'checkind import FILE'"
        }
    }
}
