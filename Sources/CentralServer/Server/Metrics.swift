// What the server counts, as the text that Prometheus reads. Counters of this process only: several
// copies add up elsewhere. Labels are routes and codes, never an id.

import Synchronization

final class Metrics: Sendable {
    private struct Label: Hashable {
        let route: String
        let method: String
        let status: Int
    }

    private struct Numbers {
        var answered: [Label: Int] = [:]
        var attempts = 0
        var forks = 0
        var numbered = 0
        var snapshots = 0
        var sequencerFaults = 0
        var isListening = false
    }

    private let numbers = Mutex(Numbers())

    func answered(_ route: String, _ method: String, _ status: Int) {
        numbers.withLock {
            $0.answered[Label(route: route, method: method, status: status), default: 0] += 1
        }
    }

    func stored(_ attempts: Int, forks: Int) {
        numbers.withLock {
            $0.attempts += attempts
            $0.forks += forks
        }
    }

    func numbered(_ entries: Int) { numbers.withLock { $0.numbered += entries } }
    func sequencerFailed() { numbers.withLock { $0.sequencerFaults += 1 } }
    func snapshotBuilt() { numbers.withLock { $0.snapshots += 1 } }
    func listens(_ isListening: Bool) { numbers.withLock { $0.isListening = isListening } }
    var isListening: Bool { numbers.withLock { $0.isListening } }

    /// - Parameter gauges: what others know, by name.
    func text(_ gauges: [(name: String, help: String, value: Int)]) -> String {
        let now = numbers.withLock { $0 }
        var text = ""
        func add(_ name: String, _ kind: String, _ help: String, _ lines: [(String, Int)]) {
            text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
            for (labels, value) in lines { text += "\(name)\(labels) \(value)\n" }
        }
        let answers = now.answered.map { label, count in
            (
                "{route=\"\(label.route)\",method=\"\(label.method)\",status=\"\(label.status)\"}",
                count
            )
        }
        add("central_requests_total", "counter", "Answers given.", answers.sorted { $0.0 < $1.0 })
        add("central_attempts_stored_total", "counter", "Attempts stored.", [("", now.attempts)])
        add(
            "central_journal_forks_total", "counter", "Attempts with a number that had another.",
            [("", now.forks)])
        add("central_feed_entries_total", "counter", "Entries numbered here.", [("", now.numbered)])
        add(
            "central_sequencer_faults_total", "counter", "Turns of the sequencer that failed.",
            [("", now.sequencerFaults)])
        add("central_snapshots_built_total", "counter", "Snapshots built.", [("", now.snapshots)])
        add(
            "central_database_listening", "gauge", "Whether notifications are heard.",
            [("", now.isListening ? 1 : 0)])
        for gauge in gauges { add(gauge.name, "gauge", gauge.help, [("", gauge.value)]) }
        return text
    }
}
