// What can be wrong with keys, key files and the making of codes. A code that cannot be read is no
// fault: it is an answer. No case may ever carry a secret or a code.

package import CheckinCore
package import Cryptography

package enum TicketFault: Fault, Hashable {
    /// A line of a key file that cannot be understood.
    case keyFile(line: Int, problem: String)
    case keyFileTooLarge
    case secretLength(key: UInt8, bytes: Int)
    case eventNotUUID(key: UInt8)
    case duplicateKey(key: UInt8, event: EventID)
    case tooManyKeys(event: EventID?)
    case masterLength(bytes: Int)
    /// This key may not, or cannot, make codes now.
    case keyCannotMake(key: UInt8, reason: String)
    /// The claims cannot be said in this format, or are not this key's to make.
    case claimsDoNotFit(reason: String)
    case cryptography(CryptographyFault)

    package var code: String {
        switch self {
        case .keyFile: "key_file_invalid"
        case .keyFileTooLarge: "key_file_too_large"
        case .secretLength: "key_secret_length"
        case .eventNotUUID: "key_event_not_uuid"
        case .duplicateKey: "key_duplicate"
        case .tooManyKeys: "key_too_many"
        case .masterLength: "master_key_length"
        case .keyCannotMake: "key_cannot_make"
        case .claimsDoNotFit: "claims_do_not_fit"
        case .cryptography(let fault): fault.code
        }
    }

    package var remedy: FaultRemedy {
        if case .cryptography(let fault) = self { fault.remedy } else { .stop }
    }

    package var message: String {
        switch self {
        case .keyFile(let line, let problem): "key file, line \(line): \(problem)"
        case .keyFileTooLarge: "the key file is larger than \(KeyFile.maximumBytes) bytes"
        case .secretLength(let key, let bytes): "the secret of key \(key) has \(bytes) bytes"
        case .eventNotUUID(let key): "key \(key) is for compact codes and its event is no UUID"
        case .duplicateKey(let key, let event):
            "key \(key) of event \(event) occurs twice for the same kind of code"
        case .tooManyKeys(let event):
            if let event { "event \(event) has too many NS1 keys" } else { "too many keys" }
        case .masterLength(let bytes): "the master key has \(bytes) bytes"
        case .keyCannotMake(let key, let reason): "key \(key) makes no codes: \(reason)"
        case .claimsDoNotFit(let reason): reason
        case .cryptography(let fault): fault.message
        }
    }

    package var hint: String {
        switch self {
        case .keyFile: "Correct that line; docs/TICKETS.md describes the file."
        case .keyFileTooLarge: "Split it, or take out keys of past events."
        case .secretLength:
            "Use \(EventKey.minimumSecretBytes) to \(EventKey.maximumSecretBytes) random bytes,"
                + " written in base64."
        case .eventNotUUID: "Use NS1 for this event, or a UUID as its id."
        case .duplicateKey: "Give each key of an event an id of its own."
        case .tooManyKeys(let event):
            event == nil
                ? "At most \(KeyRing.maximumKeys) keys; take out keys of past events."
                : "At most \(KeyRing.maximumNS1Keys) for one event; take out retired ones."
        case .masterLength:
            "Use \(EventKey.minimumSecretBytes) to \(EventKey.maximumSecretBytes) random bytes."
        case .keyCannotMake: "Use an active key of this event that holds its secret half."
        case .claimsDoNotFit: "Check the ticket, the event and the moment against the format."
        case .cryptography(let fault): fault.hint
        }
    }
}
