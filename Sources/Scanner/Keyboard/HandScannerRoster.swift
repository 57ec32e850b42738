// Which hand scanners are wanted, which are open, and what keeps the others from it. It opens them
// again for ever. Belongs to one thread.

import CheckinCore
import Logging

final class HandScannerRoster {
    /// Between two looks for what is missing: a replug is noticed well within three seconds, and a
    /// box without a scanner stays cool.
    static let retryDelay: Duration = .milliseconds(500)
    /// The same for a device that is there and cannot be used. To open it can take 50 ms, longer
    /// than the kernel keeps the keys of the scanners that work; who looks at the trouble is told
    /// soon enough.
    static let refusedDelay: Duration = .seconds(5)
    /// A look is put off for so long while somebody types: the kernel keeps few keys for a slow
    /// reader, and a look takes longer than a key.
    static let longestDelay: Duration = .seconds(1)
    /// Open at once: more than one door has hands for.
    static let mostScanners = 16
    /// Refusals in a row before we believe that we may not: for a moment after a scanner is pushed
    /// in, its node belongs to root alone.
    static let believedDenials = 2

    private struct Place {
        var scanner: HandScanner
        /// Which wish it fulfils.
        let wish: Int
        /// Its being ready has been said.
        var isAnnounced = false
    }

    /// A device that cannot be used now.
    private struct Refusal {
        let fault: HandScannerFault
        /// The device that was behind the path: another one deserves a try at once.
        let number: UInt64?
        /// When to try again.
        let until: Uptime
    }

    private let wishes: [HandScannerWish]
    private let kernel: any HandScannerKernel
    private let logger: Logger
    private var places: [Place] = []
    /// What kept the devices of these paths from being opened, at the last look.
    private var refused: [String: Refusal] = [:]
    private var denials: [String: Int] = [:]
    /// Scanners that nobody named, and that were there once: the box knows by itself that it lacks
    /// one. Without any a box is whole.
    private var lost: [String] = []
    private var lookAt: Uptime

    init(
        wishes: [HandScannerWish], kernel: any HandScannerKernel, logger: Logger, at now: Uptime
    ) {
        self.wishes = wishes
        self.kernel = kernel
        self.logger = logger
        lookAt = now
    }

    var descriptors: [Int32] { places.map(\.scanner.descriptor) }

    var faults: Set<HandScannerFault> {
        Set(refused.values.map(\.fault)).union(lost.map { .missing(device: $0) })
    }

    /// When something is to be done though no device says anything; nil when never.
    var deadline: Uptime? {
        (places.map(\.scanner.deadline) + [isSearching ? nextLook : nil]).compactMap { $0 }.min()
    }

    private var nextLook: Uptime {
        places.contains { $0.scanner.deadline != nil } ? lookAt + Self.longestDelay : lookAt
    }

    private var isSearching: Bool {
        wishes.indices.contains { wish in
            wishes[wish].device == HandScannerWish.automatic
                || !places.contains { $0.wish == wish }
        }
    }

    /// Opens what is wanted, there, and not open yet.
    func look(at now: Uptime) {
        guard isSearching, now >= nextLook else { return }
        lookAt = now + Self.retryDelay
        var tried: Set<String> = []
        // Those with a name first, or a scanner would be taken for one that nobody named.
        for (wish, wanted) in wishes.enumerated() where wanted.device != HandScannerWish.automatic {
            tried.insert(wanted.device)
            if places.contains(where: { $0.wish == wish }) { continue }
            open(wanted.device, label: wanted.device, for: wish, at: now)
        }
        for (wish, wanted) in wishes.enumerated() where wanted.device == HandScannerWish.automatic {
            for node in kernel.inputs() where isCandidate(node) {
                tried.insert(node.path)
                if open(node.path, label: node.name, for: wish, at: now) { found(node.name) }
            }
        }
        // What is not even listed any more keeps nobody waiting.
        refused = refused.filter { tried.contains($0.key) }
        denials = denials.filter { tried.contains($0.key) }
    }

    /// What all of them have to say: codes, and how many were lost on the way. `hungUp` are those
    /// whose device the kernel has given up.
    func drain(at now: Uptime, hungUp: Set<Int32>) -> (tokens: [TicketToken], lost: Int) {
        var tokens: [TicketToken] = []
        var lost = 0
        var gone: Set<Int32> = []
        for index in places.indices {
            let caught = places[index].scanner.drain(at: now)
            let scanner = places[index].scanner
            tokens += caught.tokens
            lost += caught.lostLines
            if caught.lostLines > 0 { warn("a line lost keys and was thrown away", scanner) }
            if caught.puzzlingLines > 0 { warn("a key means nothing in this layout", scanner) }
            if caught.failure != nil || hungUp.contains(scanner.descriptor) {
                gone.insert(scanner.descriptor)
                lose(places[index], at: now)
            } else if scanner.isReady, !places[index].isAnnounced {
                places[index].isAnnounced = true
                logger.notice("hand scanner ready", metadata: ["scanner": "\(scanner.label)"])
            }
        }
        places.removeAll { gone.contains($0.scanner.descriptor) }
        return (tokens, lost)
    }

    func close() {
        for place in places { kernel.close(place.scanner.descriptor) }
        places = []
    }

    private func warn(_ words: Logger.Message, _ scanner: HandScanner) {
        logger.warning(words, metadata: ["scanner": "\(scanner.label)"])
    }

    /// Half a line goes with it.
    private func lose(_ place: Place, at now: Uptime) {
        kernel.close(place.scanner.descriptor)
        let label = place.scanner.label
        if wishes[place.wish].device == HandScannerWish.automatic {
            lost.append(label)
        } else {
            refused[label] = Refusal(fault: .missing(device: label), number: nil, until: now)
        }
        lookAt = now + Self.retryDelay
        logger.warning("hand scanner gone", metadata: ["scanner": "\(label)"])
    }

    /// A scanner that nobody named has come: the one that was lost, or another in its stead.
    private func found(_ label: String) {
        if let index = lost.firstIndex(of: label) ?? lost.indices.first { lost.remove(at: index) }
    }

    private func isCandidate(_ node: InputNode) -> Bool {
        guard ScannerLikeness.isNamedLikeOne(node.name), ScannerLikeness.canType(node.keys),
            let number = kernel.number(of: node.path)
        else { return false }
        return !places.contains { $0.scanner.number == number }
    }

    /// True when it could be opened.
    @discardableResult
    private func open(_ path: String, label: String, for wish: Int, at now: Uptime) -> Bool {
        guard places.count < Self.mostScanners else { return false }
        let number = kernel.number(of: path)
        if let refusal = refused[path], refusal.number == number, now < refusal.until {
            return false
        }
        do throws(HandScannerFault) {
            let scanner = try HandScanner(
                opening: path, label: label, for: wishes[wish], kernel: kernel, at: now)
            places.append(Place(scanner: scanner, wish: wish))
        } catch {
            if case .denied = error {
                denials[path, default: 0] += 1
                if denials[path, default: 0] < Self.believedDenials { return false }
            } else {
                denials[path] = nil
            }
            var isThere = true
            if case .missing = error { isThere = false }
            refused[path] = Refusal(
                fault: error, number: number, until: isThere ? now + Self.refusedDelay : now)
            return false
        }
        refused[path] = nil
        denials[path] = nil
        return true
    }
}
