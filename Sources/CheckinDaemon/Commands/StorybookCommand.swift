// `checkind storybook`: every state of the pages with canned answers, to look at them without a
// door.

import ArgumentParser
import CheckinCore
import Kiosk
import ServiceLifecycle
import UnixSignals

struct StorybookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "storybook",
        abstract: "Serve the pages with canned answers, to look at every state.",
        discussion: "Needs no configuration, camera or tickets. Ends with Ctrl-C.")

    @Option(help: "The folder of pages and words.")
    var resources = "/usr/share/checkind"

    @Option(help: "The loopback port to listen on; 0 lets the system choose.")
    var port: UInt16 = 8_329

    func run() async throws {
        let machinery = Machinery.real
        let words = try Words(resources: resources)
        let box = StorybookBox(words: words)
        let logger = Boot.logger(level: "warning")
        let server = try KioskServer(
            configuration: KioskConfiguration(
                resources: resources, door: ListenAddress(host: "127.0.0.1", port: Int(port)),
                showsStorybook: true),
            ports: KioskPorts(
                venue: box, conflicts: box, health: box, admissions: box, acknowledgements: box,
                orders: box,
                staff: box, search: box, setting: StorybookSetting(),
                preview: try StorybookCamera(resources: resources, time: machinery.time),
                time: machinery.time),
            screen: DoorScreen(words: words, identity: StorybookBox.identity, time: machinery.time),
            logger: logger
        ) { _, port in
            CommandOutput.line("http://127.0.0.1:\(port)/storybook")
        }
        try await ServiceGroup(
            services: [server], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger
        ).run()
    }
}
