// What a box got when it was enrolled, as one file in the state directory: the half of its key that
// never leaves it, its token, and what the server last said of it. A stolen box is revoked; a file
// that is read by nobody but the service's user is all that keeps it until then.

import CheckinCore
import Cryptography
import SyncAgent
import Wire

struct Enrolment: Sendable {
    /// Which server it was, to notice that another one is configured.
    let server: String
    let key: X25519PrivateKey
    let token: DeviceToken
    let box: DeviceDescription

    /// What the box signs with: derived from its own key, so that there is one secret to keep.
    static func signingKey(of key: X25519PrivateKey) throws -> Ed25519PrivateKey {
        let none: [UInt8] = []
        let seed = try HKDF.derive(
            from: key.seed, salt: none.span, info: Array("checkind/signing-key/1".utf8).span,
            count: Ed25519PrivateKey.byteCount)
        return try Ed25519PrivateKey(seed: seed)
    }

    /// The same box, as the server describes it now.
    func described(as box: DeviceDescription) -> Self {
        Enrolment(server: server, key: key, token: token, box: box)
    }
}

enum EnrolmentFault: Fault {
    case damaged(path: String)
    case otherServer(enrolled: String)
    case otherDevice(DeviceID)
    case revoked
    case badCode
    case noServer
    case noCamera
    case nothingSeen
    case invitedElsewhere(String)

    var code: String {
        switch self {
        case .damaged: "enrolment_damaged"
        case .otherServer: "enrolment_of_another_server"
        case .otherDevice: "enrolment_of_another_device"
        case .revoked: "device_revoked"
        case .badCode: "enrolment_code_malformed"
        case .noServer: "central_not_configured"
        case .noCamera: "no_camera"
        case .nothingSeen: "enrolment_code_not_seen"
        case .invitedElsewhere: "enrolment_code_of_another_server"
        }
    }

    var remedy: FaultRemedy { .stop }

    var message: String {
        switch self {
        case .damaged(let path): "\(path) cannot be understood"
        case .otherServer(let server): "this box is enrolled at \(server)"
        case .otherDevice(let device): "the enrolment is of device '\(device)'"
        case .revoked: "the central server revoked this box; guests' data was removed"
        case .badCode: "this is no enrolment code"
        case .noServer: "no central server is named"
        case .noCamera: "no camera is configured"
        case .nothingSeen: "no enrolment code was held before the camera"
        case .invitedElsewhere(let server): "this code is of another server: \(server)"
        }
    }

    var hint: String {
        switch self {
        case .damaged, .otherServer, .otherDevice:
            "have a new code made and enrol the box again: 'checkind enrol CODE'"
        case .revoked:
            "the journal is kept: 'checkind export' reads it; a box that is used again gets "
                + "another name and another state directory"
        case .badCode: "type the twenty letters and digits as the server printed them"
        case .noServer: "set 'central.url' in the configuration, or say --central URL"
        case .noCamera: "set 'camera.device', or type the code: 'checkind enrol CODE'"
        case .nothingSeen:
            "stop the daemon, which has the camera, and hold the code still before it; or type it"
        case .invitedElsewhere:
            "this box is told to use its own server alone; say --central URL if that is wrong"
        }
    }
}

struct EnrolmentFile {
    private static let heading = "checkind enrolment 1"
    /// The description's own bound, and a few lines.
    private static let maximumBytes = DeviceMessage.maximumBytes + 4_096

    let path: String
    /// Is there once the server has revoked the box.
    let revocationPath: String

    init(stateDirectory: String) {
        path = stateDirectory + "/enrolment"
        revocationPath = stateDirectory + "/revoked"
    }

    /// nil when the box was never enrolled.
    func read() throws -> Enrolment? {
        let bytes: [UInt8]
        do throws(FileProblem) {
            bytes = try Machinery.read(path, limit: Self.maximumBytes)
        } catch {
            switch error.kind {
            case .missing: return nil
            case .denied: throw StateFault.unreadable(error)
            case .tooLarge, .unreadable, .unwritable: throw EnrolmentFault.damaged(path: path)
            }
        }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 3).map(Array.init)
        guard lines.count == 4, lines[0] == Array(Self.heading.utf8),
            var seed = Hex.decode(lines[2]),
            let key = try? X25519PrivateKey(seed: SecretBytes(cleansing: &seed)),
            let answer = try? EnrolmentAnswer(lines[3])
        else { throw EnrolmentFault.damaged(path: path) }
        return Enrolment(
            server: String(decoding: lines[1], as: UTF8.self), key: key, token: answer.token,
            box: answer.box)
    }

    func write(_ enrolment: Enrolment) throws(FileProblem) {
        let answer = EnrolmentAnswer(token: enrolment.token, box: enrolment.box)
        let head = [Self.heading, enrolment.server, Hex.text(of: enrolment.key.seed.reveal())]
        let text = Array((head.joined(separator: "\n") + "\n").utf8) + answer.bytes
        try Machinery.replace(text, at: path)
    }

    var isRevoked: Bool { (try? Machinery.read(revocationPath, limit: 64 << 10)) != nil }

    func markRevoked(_ revocation: Revocation) throws(FileProblem) {
        try Machinery.replace(Array(revocation.text.utf8), at: revocationPath)
    }

    func removeRevocation() { Machinery.removeFolder(revocationPath) }
}
