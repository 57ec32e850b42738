// `checkin-central init`: the server's own keys.

import ArgumentParser
import CentralServer

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Make the server's keys.",
        discussion: """
            Writes a file that only its owner can read, and never over one that is there. Every \
            copy of the server needs the same file. Keep a copy apart from the database's backups.
            """)

    @OptionGroup var keys: KeysOption

    func run() throws {
        let made = try ServerKeys.generate()
        try Files.makeSecret(Array(made.fileText.utf8), at: keys.file)
        CommandOutput.note("made \(keys.file)")
    }
}
