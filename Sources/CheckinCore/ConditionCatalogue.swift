// Every condition there is. A new one is a case, an entry in each list here, and a section of the
// operator's page.

extension ConditionCode {
    package var kind: ConditionKind {
        let weight = weight
        return ConditionKind(
            code: self, severity: weight.severity, title: title, remedy: remedy,
            dependsOn: weight.dependsOn, visibleAfter: .seconds(weight.after))
    }

    private var title: String {
        switch self {
        case .cameraMissing: "Camera unplugged"
        case .cameraBusy: "Camera in use by another program"
        case .cameraDenied: "No permission to use the camera"
        case .cameraUnusable: "Camera cannot be used"
        case .cameraSilent: "Camera sends no pictures"
        case .cameraBadFrames: "Camera sends broken pictures"
        case .cameraFrozen: "Camera sends the same picture again and again"
        case .cameraCovered: "Camera sees nothing"
        case .cameraDark: "Too dark for the camera"
        case .cameraOverexposed: "Too bright for the camera"
        case .cameraOutOfFocus: "Camera sees no sharp edge"
        case .handScannerMissing: "Hand scanner unplugged"
        case .handScannerBusy: "Hand scanner in use by another program"
        case .handScannerDenied: "No permission to use the hand scanner"
        case .scansDropped: "Codes arrive faster than they can be answered"
        case .noUsableKey: "This box cannot verify tickets of this event"
        case .noSnapshot: "No ticket list for this event"
        case .listWiped: "The ticket list of this event was removed from the box"
        case .snapshotStale: "Ticket list is old"
        case .journalFailed: "Scans cannot be written to disk"
        case .journalDamaged: "The journal of this box is damaged"
        case .nobodySees: "No door page is open"
        case .clockUntrusted: "The box does not know what time it is"
        case .nearlyFull: "The event fills"
        case .centralUnreachable: "The central server does not answer"
        case .centralRefusesUs: "The central server refuses this box"
        case .attemptsRefused: "The central server takes some of this box's entries for no good"
        case .journalForked: "Another box writes under this box's name"
        case .deviceRevoked: "This box was revoked"
        case .feedUnreadable: "News of the central server cannot be taken in"
        case .snapshotUnusable: "A list of the central server cannot be used"
        }
    }

    /// What whoever stands there can do.
    private var remedy: String {
        switch self {
        case .cameraMissing: "Push the camera's cable in. Hand scanners still work."
        case .cameraBusy: "Close the other program, or restart the box. Hand scanners still work."
        case .cameraDenied:
            "Ops: the service's user must be in the group 'video'. Hand scanners still work."
        case .cameraUnusable:
            "Use another USB port or camera; the log says why. Hand scanners still work."
        case .cameraSilent, .cameraFrozen:
            "Unplug the camera, wait three seconds, push it in. Hand scanners still work."
        case .cameraBadFrames: "Use another USB port or a shorter cable."
        case .cameraCovered: "Take away what covers the lens. Hand scanners still work."
        case .cameraDark: "Put light on the place where tickets are held."
        case .cameraOverexposed:
            "Turn the camera or the lamp, so that it does not shine into the lens."
        case .cameraOutOfFocus: "Wipe the lens; ops: set [camera] focus."
        case .handScannerMissing: "Push the hand scanner's cable in."
        case .handScannerBusy: "Ops: close the other program, or restart the box."
        case .handScannerDenied:
            "Ops: the service's user must be in the groups 'input' and 'dialout'."
        case .scansDropped: "Show one code at a time."
        case .noUsableKey: "Ops: install the event's key file and restart the service."
        case .noSnapshot: "Ops: run 'checkind import FILE'."
        case .listWiped:
            "Its guests' data was kept for as long as it may be. Ops: import it again if need be."
        case .snapshotStale: "Ops: import a newer list, or check the connection."
        case .journalFailed:
            "Let nobody in by this box; ops: check the disk, then restart the service."
        case .journalDamaged:
            "Let nobody in by this box; ops: stop the service, run 'checkind recover', start it."
        case .nobodySees: "Open the door page on the kiosk screen."
        case .clockUntrusted: "Ops: run 'checkind clock status'; set the clock, then confirm it."
        case .nearlyFull: "Tell the manager; at the capacity this door stops or warns."
        case .centralUnreachable:
            "Go on scanning. Ops: look at the network cable, the network's login page, the server."
        case .centralRefusesUs:
            "Go on scanning. Ops: ask on the server which boxes and events are known."
        case .attemptsRefused:
            "Go on scanning; other doors do not hear of those. Ops: the log says which and why."
        case .journalForked:
            "Go on scanning. Ops: find the box with the copied state folder and stop it."
        case .deviceRevoked: "Let nobody in by this box; use another one. Tell ops."
        case .feedUnreadable:
            "Go on scanning. Ops: compare the versions of the box and the server; the log says why."
        case .snapshotUnusable:
            "Go on scanning: the list comes piece by piece, and later. Ops: the log says why."
        }
    }

    private struct Weight {
        var severity = Severity.critical
        var dependsOn: Set<ConditionCode> = []
        /// Seconds.
        var after = 0.0
    }

    private var weight: Weight {
        switch self {
        case .cameraMissing: Weight(after: 0.2)
        case .cameraBusy, .cameraDenied, .cameraUnusable, .noUsableKey, .listWiped,
            .journalDamaged:
            Weight()
        case .noSnapshot: Weight(dependsOn: [.listWiped, .journalDamaged])
        // A damaged journal is the cause of a scan that cannot be written, and names no list.
        case .journalFailed: Weight(dependsOn: [.journalDamaged])
        case .cameraSilent: Weight(dependsOn: [.cameraMissing])
        case .cameraBadFrames:
            Weight(severity: .warning, dependsOn: [.cameraMissing, .cameraSilent], after: 5)
        case .cameraFrozen: Weight(dependsOn: [.cameraMissing, .cameraSilent, .cameraCovered])
        case .cameraCovered: Weight(dependsOn: Self.noPicture, after: 2)
        case .cameraDark, .cameraOverexposed:
            Weight(severity: .warning, dependsOn: Self.noPicture.union([.cameraCovered]), after: 5)
        case .cameraOutOfFocus:
            Weight(
                severity: .warning,
                dependsOn: Self.noPicture.union([.cameraCovered, .cameraDark, .cameraOverexposed]))
        case .handScannerMissing: Weight(severity: .warning, after: 0.2)
        case .handScannerBusy, .handScannerDenied, .scansDropped, .clockUntrusted,
            .nearlyFull:
            Weight(severity: .warning)
        case .snapshotStale: Weight(severity: .warning, dependsOn: [.noSnapshot])
        case .nobodySees: Weight(after: 3)
        // A server that is started anew, or a lead that is pushed in again, is no news.
        case .centralUnreachable: Weight(severity: .warning, after: 60)
        case .centralRefusesUs: Weight(severity: .warning, dependsOn: [.deviceRevoked])
        case .attemptsRefused: Weight(severity: .warning)
        case .journalForked: Weight(severity: .warning)
        case .deviceRevoked: Weight()
        // A page that is read at the second time is none either.
        case .feedUnreadable:
            Weight(severity: .warning, dependsOn: [.deviceRevoked], after: 10)
        case .snapshotUnusable: Weight(severity: .warning, dependsOn: [.deviceRevoked])
        }
    }

    /// What leaves nothing to be said about a picture.
    private static let noPicture: Set<ConditionCode> = [
        .cameraMissing, .cameraSilent, .cameraBusy, .cameraDenied, .cameraUnusable,
    ]
}
