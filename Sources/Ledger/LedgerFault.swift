// What the ledger cannot do, with what to do about it. A fault leaves everything as it was. Its
// words never hold a guest's name, a code text, or a value from somebody's file.

package import CheckinCore

package enum LedgerFault: Fault, Hashable {
    /// Another process held the journal's write lock for longer than we wait.
    case journalBusy
    case diskFull
    case diskReadOnly
    case journalCorrupt
    /// SQLite's extended result code.
    case journalFailed(Int32)
    case journalMissing
    /// The file is a database, and not a journal of ours.
    case notAJournal
    case journalNewer(found: Int, known: Int)
    case journalOfAnotherDevice(DeviceID)
    case alreadyRunning
    case importRunning
    case stateDirectoryUnusable
    /// Root, in a state directory of somebody else.
    case notTheOwner
    case snapshotMissing
    case snapshotCorrupt
    case snapshotFailed(Int32)
    /// The feed of the event is known further than the snapshot goes.
    case snapshotOlder(EventID)
    /// Files of guests' data are gone, and their blocks could not all be overwritten.
    case wipeIncomplete
    case tooManyEvents(Int)
    case importUnreadable
    case importHeader(HeaderProblem)
    case importRefused(BadRows)
    case importEmpty
    case importTooLong
    /// The list in use is newer than the file's.
    case importOlder(EventID, found: Timestamp, inUse: Timestamp)
}

extension LedgerFault {
    package var code: String {
        switch self {
        case .journalBusy: "journal_busy"
        case .diskFull: "disk_full"
        case .diskReadOnly: "disk_read_only"
        case .journalCorrupt: "journal_corrupt"
        case .journalFailed: "journal_io"
        case .journalMissing: "journal_missing"
        case .notAJournal: "not_a_journal"
        case .journalNewer: "journal_newer"
        case .journalOfAnotherDevice: "journal_of_another_device"
        case .alreadyRunning: "already_running"
        case .importRunning: "import_running"
        case .stateDirectoryUnusable: "state_directory_unusable"
        case .notTheOwner: "not_the_owner"
        case .snapshotMissing: "snapshot_missing"
        case .snapshotCorrupt: "snapshot_corrupt"
        case .snapshotFailed: "snapshot_io"
        case .snapshotOlder: "snapshot_older"
        case .wipeIncomplete: "wipe_incomplete"
        case .tooManyEvents: "too_many_events"
        case .importUnreadable: "import_unreadable"
        case .importHeader: "import_header"
        case .importRefused: "import_refused"
        case .importEmpty: "import_empty"
        case .importTooLong: "import_too_long"
        case .importOlder: "import_older"
        }
    }

    package var remedy: FaultRemedy {
        switch self {
        case .journalBusy, .importRunning: .retry
        case .diskFull, .diskReadOnly, .journalFailed, .snapshotMissing, .snapshotCorrupt,
            .snapshotFailed, .wipeIncomplete:
            .degrade
        case .journalCorrupt, .journalMissing, .notAJournal, .journalNewer,
            .journalOfAnotherDevice, .alreadyRunning, .stateDirectoryUnusable, .notTheOwner,
            .tooManyEvents, .importUnreadable, .importHeader, .importRefused, .importEmpty,
            .importTooLong, .importOlder, .snapshotOlder:
            .stop
        }
    }

    package var message: String {
        switch self {
        case .journalBusy: "another program holds the journal"
        case .diskFull: "the disk is full"
        case .diskReadOnly: "the disk is read-only"
        case .journalCorrupt: "the journal is damaged"
        case .journalFailed(let code): "the journal could not be read or written (SQLite \(code))"
        case .journalMissing: "there is no journal in the state directory"
        case .notAJournal: "journal.db is not a journal of this program"
        case .journalNewer(let found, let known):
            "the journal has version \(found), and this program knows \(known)"
        case .journalOfAnotherDevice(let device): "the journal belongs to the device \(device)"
        case .alreadyRunning: "another checkind uses this state directory"
        case .importRunning: "another import is running"
        case .stateDirectoryUnusable: "the state directory cannot be used"
        case .notTheOwner: "the state directory belongs to another user than root"
        case .snapshotMissing: "there is no ticket list"
        case .snapshotCorrupt: "the ticket list is damaged"
        case .snapshotFailed(let code):
            "the ticket list could not be read or written (SQLite \(code))"
        case .snapshotOlder(let event): "the snapshot of \(event) is older than the list in use"
        case .wipeIncomplete: "guests' data was removed, but could not all be overwritten"
        case .tooManyEvents(let count):
            "\(count) events, and a box serves at most \(SnapshotWriter.maximumEvents)"
        case .importUnreadable: "the file cannot be read"
        case .importHeader(let problem): problem.message
        case .importRefused(let rows): rows.message
        case .importEmpty: "the file has no ticket that could be imported"
        case .importTooLong: "the file has more than \(TicketImport.maximumRows) rows"
        case .importOlder(let event, let found, let inUse):
            "the file's list of \(event) is of \(found.rfc3339), "
                + "and the one in use is of \(inUse.rfc3339)"
        }
    }

    package var hint: String {
        switch self {
        case .journalBusy: "try again, and end whatever else has journal.db open"
        case .diskFull: "make room on the disk of the state directory; scanning then goes on"
        case .diskReadOnly:
            "look at the kernel's log, make it writable again ('mount -o remount,rw'); scanning "
                + "then goes on"
        case .journalCorrupt: "stop the service, run 'checkind recover', start it again"
        case .journalFailed: "check the disk and the kernel's log, then restart the service"
        case .journalMissing: "start the service once, or name the right state directory"
        case .notAJournal: "name another state directory, or move that file away"
        case .journalNewer: "install the newer version of checkind again"
        case .journalOfAnotherDevice:
            "set device.id to that, or give this box a state directory of its own"
        case .alreadyRunning: "stop the other one first: 'systemctl stop checkind'"
        case .importRunning: "wait until it has ended"
        case .stateDirectoryUnusable:
            "it must exist, belong to the user that runs checkind, and not be read-only"
        case .notTheOwner: "run it as that user: 'sudo -u checkind checkind …'"
        case .snapshotMissing, .snapshotCorrupt: "run 'checkind import FILE'"
        case .snapshotFailed: "check the disk, then run 'checkind import FILE' again"
        case .snapshotOlder: "nothing was changed; have a newer one made"
        case .wipeIncomplete: "check the disk and the kernel's log, then wipe again"
        case .tooManyEvents: "leave events that are over out of the configuration"
        case .importUnreadable: "check that it exists and that this user may read it"
        case .importHeader(let problem): problem.hint
        case .importRefused: "mend these rows, or leave them out with --skip-bad"
        case .importEmpty: "nothing was changed; check that it is the right file"
        case .importTooLong: "split it by event and import one after the other"
        case .importOlder:
            "import a newer file, say its moment with --as-of, or insist with --allow-older"
        }
    }
}
