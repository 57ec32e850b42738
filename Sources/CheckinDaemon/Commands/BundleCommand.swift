// `checkind bundle`: what a box and its central server would say to each other, as files.

import ArgumentParser
import CheckinCore
import Cryptography
import Ledger
import SyncAgent
import Wire

struct BundleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle", abstract: "Files for a venue without a network.",
        subcommands: [BundleExportCommand.self, BundleImportCommand.self])
}

extension Configuration {
    fileprivate func enrolment() throws -> Enrolment {
        guard let enrolment = try EnrolmentFile(stateDirectory: stateDirectory).read() else {
            throw BundleFault.notEnrolled
        }
        guard enrolment.box.device == device else {
            throw EnrolmentFault.otherDevice(enrolment.box.device)
        }
        return enrolment
    }
}

struct BundleExportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write what the central server does not hold yet, signed by this box.",
        discussion: """
            'checkin-central bundle import' takes the file. Nothing tells the box of that: what \
            was carried is written again by the next export, and sent again when there is a \
            network, which changes nothing. Works while the daemon runs; the service's user must \
            be able to write there.

            Exit status: 0 written, or nothing to write; 73 the file cannot be written.
            """)

    @OptionGroup var file: ConfigurationOption

    @Argument(help: "The file, which must not be there yet, or a folder to put it in.")
    var output: String

    @Flag(help: "The whole journal, also what the server holds.")
    var all = false

    func run() async throws {
        let configuration = try file.load()
        let views = LedgerViews(state: try configuration.openState())
        let key = try Enrolment.signingKey(of: try configuration.enrolment().key)
        let start = all ? AttemptNumber(0) : try await views.acknowledgedByCentral()
        var batch = try await views.batch(after: start, limit: BatchMessage.maximumAttempts)
        guard !batch.entries.isEmpty else {
            CommandOutput.note("the central server holds everything: nothing is written")
            return
        }
        let now = Machinery.real.time.now()
        let path = path(configuration.device, at: now)
        do {
            let bundle = try BundleWriter(path, device: configuration.device, at: now)
            var count = 0
            do {
                while let last = batch.entries.last?.attempt.number {
                    try bundle.add(BatchMessage.bytes(of: batch))
                    count += batch.entries.count
                    batch = try await views.batch(
                        after: last, limit: BatchMessage.maximumAttempts)
                }
                try bundle.finish(signedBy: key)
            } catch {
                bundle.discard()
                throw error
            }
            CommandOutput.line("\(path): \(count) attempts, \(bundle.size) bytes")
        } catch let fault as BundleFault {
            throw CommandFailure(fault: fault, status: .output)
        }
    }

    /// In a folder, a name of its own: a stick may carry several boxes' files.
    private func path(_ device: DeviceID, at now: Timestamp) -> String {
        guard Machinery.isFolder(output) else { return output }
        let name = device.text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        return "\(output)/checkind-\(String(name))-\(now.milliseconds).journal"
    }
}

struct BundleImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Bring a snapshot of the central server into use.",
        discussion: """
            The file is what 'checkin-central bundle export' made for this box: the ticket list \
            of an event, what other doors did, and the keys. It is used whole or not at all, and \
            not when the list in use is newer. Works while the daemon runs, which uses the list \
            from its next scan on, and the keys from its next start.

            Exit status: 0 in use; 1 the list could not be written; 66 the file is missing, torn, \
            changed, or none for this box.
            """)

    /// Between two transactions of the journal: as long as one takes, so that scans get theirs.
    private static let breath: Duration = .milliseconds(20)

    @OptionGroup var file: ConfigurationOption

    @Argument(help: "The file.")
    var bundle: String

    func run() async throws {
        let configuration = try file.load()
        do {
            // The file may be root's to read; the state directory is the service's to write.
            let source = try TicketFile(path: bundle)
            let state = try configuration.openState()
            let enrolment = try configuration.enrolment()
            guard !EnrolmentFile(stateDirectory: configuration.stateDirectory).isRevoked else {
                throw EnrolmentFault.revoked
            }
            let trust = try ServerTrust(
                serverKey: enrolment.box.serverKey, device: configuration.device)
            let opened = try SnapshotFile(source)
            let header = try header(opened, trust, configuration.device)
            let offer = try offer(opened, header)
            guard configuration.events.contains(where: { $0.event.id == offer.event }) else {
                throw BundleFault.otherEvent(offer.event)
            }
            let time = Machinery.real.time
            let unusable = try await SnapshotImport(
                offer, by: SignedSnapshot(offer, trust: trust), events: configuration.events,
                at: time.now()
            ) { try await time.sleep(for: Self.breath) }
            .run(opened, into: state, device: configuration.device)
            if unusable > 0 { CommandOutput.note("left out: \(unusable) bad rows") }
            CommandOutput.line("the list of \(offer.event) of \(offer.asOf.rfc3339) is in use")
            try keep(header.box, enrolment, configuration)
        } catch let fault as BundleFault {
            throw CommandFailure(fault: fault, status: fault.isAboutTheFile ? .input : .failed)
        } catch let fault as SnapshotFault {
            throw CommandFailure(fault: fault, status: .input)
        } catch let fault as LedgerFault {
            throw CommandFailure(fault: fault, status: fault.isAboutTheBundle ? .input : .failed)
        }
    }

    private func header(
        _ opened: SnapshotFile, _ trust: ServerTrust, _ device: DeviceID
    ) throws -> BundleHeader {
        guard let line = try opened.take(), let header = try? BundleHeader(line) else {
            throw BundleFault.malformed
        }
        guard header.device == device else { throw BundleFault.otherDevice(header.device) }
        guard trust.isServers(header), header.box.device == device else {
            throw BundleFault.untrusted
        }
        return header
    }

    private func offer(_ opened: SnapshotFile, _ header: BundleHeader) throws -> SnapshotOffer {
        guard let line = try opened.peek(),
            case .header(let snapshot)? = try? SnapshotLine(line), snapshot.id == header.snapshot
        else { throw BundleFault.malformed }
        return snapshot.offer(size: opened.rest)
    }

    /// What the box should be now, unless it has heard newer word since.
    private func keep(
        _ box: DeviceDescription, _ enrolment: Enrolment, _ configuration: Configuration
    ) throws {
        let file = EnrolmentFile(stateDirectory: configuration.stateDirectory)
        // The list took a while: somebody may have enrolled the box anew, or it heard more.
        guard let now = try file.read(), now.token == enrolment.token, box.time > now.box.time
        else { return }
        do throws(FileProblem) {
            try file.write(now.described(as: box))
        } catch { throw StateFault.unreadable(error) }
        CommandOutput.line("\(box.keys.count) keys; restart the daemon, which uses them then")
    }
}

extension LedgerFault {
    fileprivate var isAboutTheBundle: Bool {
        switch self {
        case .importUnreadable, .snapshotOlder: true
        default: false
        }
    }
}
