// What can go wrong in this room. Each case has a stable code and says what to do.

package import CheckinCore

package enum KioskFault: Fault, Equatable {
    case wordsMissing(folder: String)
    /// The first thing that is wrong in a language's file.
    case wordsBroken(language: String, complaint: String)
    case languageUnknown(String)
    /// Of the storybook.
    case picturesMissing(folder: String)
    case venueWithoutSecret
    case cannotListen(address: String)

    package var code: String {
        switch self {
        case .wordsMissing: "words_missing"
        case .wordsBroken: "words_broken"
        case .languageUnknown: "language_unknown"
        case .picturesMissing: "pictures_missing"
        case .venueWithoutSecret: "venue_without_secret"
        case .cannotListen: "cannot_listen"
        }
    }

    package var remedy: FaultRemedy { .stop }

    package var message: String {
        switch self {
        case .wordsMissing(let folder): "There are no words in \(folder)"
        case .wordsBroken(let language, let complaint):
            "The words of the language '\(language)' are not complete: \(complaint)"
        case .languageUnknown(let language): "There are no words for the language '\(language)'"
        case .picturesMissing(let folder): "The storybook's pictures are not in \(folder)"
        case .venueWithoutSecret:
            "The manager's page may not be served to the network without a passphrase"
        case .cannotListen(let address): "The address \(address) cannot be listened on"
        }
    }

    package var hint: String {
        switch self {
        case .wordsMissing, .wordsBroken, .picturesMissing:
            "Set 'device.resources' to the folder that was installed with the program."
        case .languageUnknown: "Set 'pages.language' to a language that has a file in 'words'."
        case .venueWithoutSecret:
            "Set 'pages.manager_passphrase_file', or leave 'pages.venue_listen' empty."
        case .cannotListen:
            "Look whether another program listens there, or choose another port."
        }
    }
}
