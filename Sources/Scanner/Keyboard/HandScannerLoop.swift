// The one loop of the hand scanners' thread: look for them, wait for keys, hand over lines. It must
// never wait for anybody but the kernel.

import CheckinCore
import Logging

/// Everything the loop and the service share. The loop itself belongs to its thread.
struct HandScannerLoop {
    /// How long one wait lasts at most: it bounds how old the sign of life gets.
    private static let patience: Duration = .milliseconds(500)
    /// Lines for which there was no room are worth a word for so long.
    private static let dropSpan: Duration = .seconds(10)

    let roster: HandScannerRoster
    let kernel: any HandScannerKernel
    let time: any TimeSource
    let bell: Bell
    let isStopped: () -> Bool
    /// False when there is no room.
    let put: (TicketToken) -> Bool
    /// Somebody pulled a trigger, and nobody knows what came.
    let onLost: () -> Void
    let logger: Logger
    let say: (HandScannerConditions) -> Void

    private var said = HandScannerConditions()
    private var droppedAt: Uptime?

    init(
        roster: HandScannerRoster, kernel: any HandScannerKernel, time: any TimeSource, bell: Bell,
        isStopped: @escaping () -> Bool, put: @escaping (TicketToken) -> Bool,
        onLost: @escaping () -> Void, logger: Logger,
        say: @escaping (HandScannerConditions) -> Void
    ) {
        self.roster = roster
        self.kernel = kernel
        self.time = time
        self.bell = bell
        self.isStopped = isStopped
        self.put = put
        self.onLost = onLost
        self.logger = logger
        self.say = say
    }

    /// Until somebody stops it.
    mutating func run() {
        defer { roster.close() }
        while !isStopped() { turn() }
    }

    mutating func turn() {
        let now = time.uptime()
        roster.look(at: now)
        sayConditions()
        let devices = roster.descriptors
        let span = min(Self.patience, roster.deadline?.since(now) ?? Self.patience)
        var hungUp: Set<Int32> = []
        do throws(SystemError) {
            let events = try kernel.wait(devices, for: span)
            for (device, event) in zip(devices, events)
            where !event.isDisjoint(with: [.gone, .error]) {
                hungUp.insert(device)
            }
        } catch {
            // The kernel has no memory to wait with: that passes, and must not spin.
            bell.pause(for: HandScannerRoster.retryDelay)
        }
        bell.mute()
        let (tokens, lost) = roster.drain(at: time.uptime(), hungUp: hungUp)
        hand(over: tokens)
        for _ in 0..<lost { onLost() }
        sayConditions()
    }

    private mutating func hand(over tokens: [TicketToken]) {
        let refused = tokens.count { !put($0) }
        guard refused > 0 else { return }
        droppedAt = time.uptime()
        logger.notice("no room for a line", metadata: ["lines": "\(refused)"])
    }

    private mutating func sayConditions() {
        if let at = droppedAt, time.uptime().since(at) >= Self.dropSpan { droppedAt = nil }
        let now = HandScannerConditions(faults: roster.faults, dropsLines: droppedAt != nil)
        guard now != said else { return }
        said = now
        say(now)
    }
}
