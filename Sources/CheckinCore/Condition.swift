// What is wrong with the box, as declared data: an effect is hidden while its cause is showing, and
// a blip is not shown. Each code stands in docs/OPERATIONS.md with what to do.

package enum ConditionCode: String, Sendable, CaseIterable {
    case cameraMissing = "camera_missing"
    case cameraBusy = "camera_busy"
    case cameraDenied = "camera_denied"
    case cameraUnusable = "camera_unusable"
    case cameraSilent = "camera_silent"
    case cameraBadFrames = "camera_bad_frames"
    case cameraFrozen = "camera_frozen"
    case cameraCovered = "camera_covered"
    case cameraDark = "camera_dark"
    case cameraOverexposed = "camera_overexposed"
    case cameraOutOfFocus = "camera_out_of_focus"
    case handScannerMissing = "hand_scanner_missing"
    case handScannerBusy = "hand_scanner_busy"
    case handScannerDenied = "hand_scanner_denied"
    case scansDropped = "scans_dropped"
    case noUsableKey = "no_usable_key"
    case noSnapshot = "no_snapshot"
    case listWiped = "list_wiped"
    case snapshotStale = "snapshot_stale"
    case journalFailed = "journal_failed"
    case journalDamaged = "journal_damaged"
    case nobodySees = "nobody_sees"
    case clockUntrusted = "clock_untrusted"
    case nearlyFull = "nearly_full"
    case centralUnreachable = "central_unreachable"
    case centralRefusesUs = "central_refuses_us"
    case attemptsRefused = "attempts_refused"
    case journalForked = "journal_forked"
    case deviceRevoked = "device_revoked"
    case feedUnreadable = "feed_unreadable"
    case snapshotUnusable = "snapshot_unusable"
}

package enum Severity: String, Sendable, Comparable {
    /// Scanning goes on, somebody should look.
    case warning
    /// Guests cannot be admitted by this box until it is mended.
    case critical

    package static func < (left: Self, right: Self) -> Bool {
        left == .warning && right == .critical
    }
}

/// What is always true of a condition.
package struct ConditionKind: Hashable, Sendable {
    package let code: ConditionCode
    package let severity: Severity
    package let title: String
    /// What whoever stands there can do.
    package let remedy: String
    /// Hidden while any of these is showing.
    package let dependsOn: Set<ConditionCode>
    /// A shorter blip is never shown.
    package let visibleAfter: Duration
}

/// A condition that holds now.
package struct Condition: Hashable, Sendable {
    package let kind: ConditionKind
    /// The particulars; empty when the title says it all.
    package let detail: String
    package let since: Uptime

    package init(kind: ConditionKind, detail: String, since: Uptime) {
        self.kind = kind
        self.detail = detail
        self.since = since
    }
}
