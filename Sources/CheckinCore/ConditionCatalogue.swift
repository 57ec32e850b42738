// Every condition there is. A new one is a case, an entry here, and a section of the operator's
// page.

extension ConditionCode {
    package var kind: ConditionKind {
        switch self {
        case .cameraMissing:
            declare(
                .critical, "Camera unplugged",
                "Push the camera's cable in. Hand scanners still work.", after: 0.2)
        case .cameraBusy:
            declare(
                .critical, "Camera in use by another program",
                "Close the other program, or restart the box. Hand scanners still work.")
        case .cameraDenied:
            declare(
                .critical, "No permission to use the camera",
                "Ops: the service's user must be in the group 'video'. Hand scanners still work.")
        case .cameraUnusable:
            declare(
                .critical, "Camera offers no picture format we can read",
                "Use another camera; ops: see the log for what it offers. Hand scanners still work."
            )
        case .cameraSilent:
            declare(
                .critical, "Camera sends no pictures",
                "Unplug the camera, wait three seconds, push it in. Hand scanners still work.",
                dependsOn: [.cameraMissing])
        case .cameraBadFrames:
            declare(
                .warning, "Camera sends broken pictures",
                "Use another USB port or a shorter cable.",
                dependsOn: [.cameraMissing, .cameraSilent], after: 5)
        case .cameraFrozen:
            declare(
                .critical, "Camera sends the same picture again and again",
                "Unplug the camera, wait three seconds, push it in. Hand scanners still work.",
                dependsOn: [.cameraMissing, .cameraSilent, .cameraCovered])
        case .cameraCovered:
            declare(
                .critical, "Camera sees nothing",
                "Take away what covers the lens. Hand scanners still work.",
                dependsOn: Self.noPicture, after: 2)
        case .cameraDark:
            declare(
                .warning, "Too dark for the camera",
                "Put light on the place where tickets are held.",
                dependsOn: Self.noPicture.union([.cameraCovered]), after: 5)
        case .cameraOverexposed:
            declare(
                .warning, "Too bright for the camera",
                "Turn the camera or the lamp, so that it does not shine into the lens.",
                dependsOn: Self.noPicture.union([.cameraCovered]), after: 5)
        case .cameraOutOfFocus:
            declare(
                .warning, "Camera sees no sharp edge",
                "Wipe the lens; ops: set [camera] focus.",
                dependsOn: Self.noPicture.union([.cameraCovered, .cameraDark, .cameraOverexposed]))
        case .handScannerMissing:
            declare(
                .warning, "Hand scanner unplugged", "Push the hand scanner's cable in.",
                after: 0.2)
        case .handScannerBusy:
            declare(
                .warning, "Hand scanner in use by another program",
                "Ops: close the other program, or restart the box.")
        case .handScannerDenied:
            declare(
                .warning, "No permission to use the hand scanner",
                "Ops: the service's user must be in the groups 'input' and 'dialout'.")
        case .scansDropped:
            declare(
                .warning, "Codes arrive faster than they can be answered",
                "Show one code at a time.")
        case .noUsableKey:
            declare(
                .critical, "This box cannot verify tickets of this event",
                "Ops: install the event's key file and restart the service.")
        case .noSnapshot:
            declare(
                .critical, "No ticket list for this event",
                "Ops: run 'checkind import FILE'.")
        case .snapshotStale:
            declare(
                .warning, "Ticket list is old",
                "Ops: import a newer list, or check the connection.",
                dependsOn: [.noSnapshot])
        case .journalFailed:
            declare(
                .critical, "Scans cannot be written to disk",
                "Let nobody in by this box; ops: check the disk, then restart the service.")
        case .nobodySees:
            declare(
                .critical, "No door page is open",
                "Open the door page on the kiosk screen.", after: 3)
        case .clockUntrusted:
            declare(
                .warning, "The box does not know what time it is",
                "Ops: connect it to a time server, or set the clock.")
        }
    }

    /// What leaves nothing to be said about a picture.
    private static let noPicture: Set<ConditionCode> = [
        .cameraMissing, .cameraSilent, .cameraBusy, .cameraDenied, .cameraUnusable,
    ]

    private func declare(
        _ severity: Severity, _ title: String, _ remedy: String,
        dependsOn: Set<ConditionCode> = [], after seconds: Double = 0
    ) -> ConditionKind {
        ConditionKind(
            code: self, severity: severity, title: title, remedy: remedy, dependsOn: dependsOn,
            visibleAfter: .seconds(seconds))
    }
}
