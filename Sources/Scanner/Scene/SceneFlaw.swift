// What can be wrong with pictures that come as they should.

import CheckinCore

enum SceneFlaw: Hashable, Sendable, CaseIterable {
    case covered
    case dark
    case overexposed
    case outOfFocus

    var condition: ConditionCode {
        switch self {
        case .covered: .cameraCovered
        case .dark: .cameraDark
        case .overexposed: .cameraOverexposed
        case .outOfFocus: .cameraOutOfFocus
        }
    }
}
