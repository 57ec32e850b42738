// What ops would have written for the demonstration: a configuration, a key file, a list of
// tickets, and the pictures that stand in for a camera.

import CheckinCore
import CodeDrawing
import Validation

struct DemoFiles {
    let folder: String
    let resources: String
    let camera: String?
    let port: UInt16
    let passphrase: String

    var configuration: String { folder + "/checkind.toml" }
    var tickets: String { folder + "/tickets.ndjson" }
    var pictures: String { folder + "/guests" }

    func write(_ event: DemoEvent) throws(FileProblem) {
        try Machinery.makeFolder(folder)
        try Machinery.makeFolder(folder + "/keys")
        try Machinery.makeFolder(folder + "/state")
        try Machinery.makeFolder(pictures)
        try put(configurationText(event), to: configuration)
        try put(KeyFile.text(of: event.keys), to: folder + "/keys/demo.toml", isSecret: true)
        try put(passphrase + "\n", to: folder + "/manager-passphrase", isSecret: true)
        try put(ticketRows(event), to: tickets)
    }

    /// Draws a guest as the camera sees them, and returns the picture's name.
    func draw(_ guest: DemoGuest, at place: Int, _ event: DemoEvent) throws -> String {
        let matrix = try QRMatrix(try event.text(of: guest.code))
        var scene = CardScene(medium: guest.medium, rotation: guest.rotation)
        scene.moduleSize = matrix.side > 60 ? 6 : 9
        if case .blurred = guest.code { scene.smear = 61 }
        let label = guest.who.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "-" }
        let number = String(place + 1)
        let padded = String(repeating: "0", count: max(0, 2 - number.count)) + number
        let name = "\(padded)-\(String(label)).pgm"
        try Machinery.write(scene.draw(matrix).pgm, to: "\(pictures)/\(name)")
        return name
    }

    private func put(_ text: String, to path: String, isSecret: Bool = false) throws(FileProblem) {
        try Machinery.write(Array(text.utf8), to: path, isSecret: isSecret)
    }

    private func configurationText(_ event: DemoEvent) -> String {
        let now = event.now
        return """
            [device]
            id = "demo-box"
            state_directory = "\(folder)/state"
            resources = "\(resources)"

            [door]
            id = "main"
            name = "Main door"
            event = "\(DemoEvent.id)"
            admits_unlisted = true

            [camera]
            device = "\(camera ?? "replay:\(pictures)")"

            [keys]
            directory = "\(folder)/keys"

            [pages]
            door_listen = "127.0.0.1:\(port)"
            manager_passphrase_file = "\(folder)/manager-passphrase"
            # The terminal shows every verdict, so nobody needs to open the page.
            require_display = false

            [log]
            level = "warning"

            [[event]]
            id = "\(DemoEvent.id)"
            title = "Techno Night"
            starts_at = "\((now + .hours(1)).rfc3339)"
            opens_at = "\((now - .hours(1)).rfc3339)"
            closes_at = "\((now + .hours(6)).rfc3339)"
            capacity = 450

            \(tier("early", "Early Bird", "#06B6D4"))
            \(tier("general", "General", "#8B5CF6"))
            \(tier("backstage", "Backstage", "#F59E0B", doors: "[\"stage-door\"]"))
            [[event]]
            id = "\(DemoEvent.tomorrow)"
            title = "House Classics"
            starts_at = "\((now + .hours(25)).rfc3339)"

            \(tier("general", "General", "#8B5CF6"))
            """
    }

    private func tier(_ id: String, _ name: String, _ color: String, doors: String = "[]") -> String
    {
        """
        [[event.tier]]
        id = "\(id)"
        name = "\(name)"
        color = "\(color)"
        doors = \(doors)

        """
    }

    private func ticketRows(_ event: DemoEvent) -> String {
        (0..<DemoEvent.ticketCount).map { index in
            let tier = index < 200 ? "early" : index < 450 ? "general" : "backstage"
            var row = """
                {"ticket_id":"\(DemoEvent.ticket(index))","event_id":"\(DemoEvent.id)",\
                "tier_id":"\(tier)","number":"TN-\(1_000 + index)",\
                "holder":"\(DemoNames.name(index))","user_id":"\(DemoEvent.user(index))"
                """
            if let status = Self.statuses[index] {
                let since = (event.now - .minutes(20)).rfc3339
                row += ",\"status\":\"\(status)\",\"status_since\":\"\(since)\""
            }
            if index == 34 { row += ",\"amount_due\":80000,\"currency\":\"INR\"" }
            if index == 35 { row += ",\"generation\":1" }
            return row + "}\n"
        }.joined()
    }

    /// The tickets of the list that are not simply valid.
    private static let statuses = [
        30: "cancelled", 31: "cancelled", 32: "refunded", 33: "blocked", 34: "unpaid",
    ]
}

/// Names of guests who are not there.
enum DemoNames {
    private static let given = [
        "Asha", "Rohan", "Meera", "Kabir", "Zoya", "Arjun", "Priya", "Dev", "Anaya", "Vikram",
        "Ishaan", "Nandini", "Farhan", "Leela", "Tara", "Karan", "José", "Søren", "Mọi",
        "अनुष्का",
    ]
    private static let family = [
        "Rao", "Kapoor", "Iyer", "Menon", "Shah", "Das", "Fernandes", "Khan", "Bose", "Patil",
        "Nair",
        "D'Souza", "Gill",
    ]

    static func name(_ index: Int) -> String {
        "\(given[index % given.count]) \(family[index / given.count % family.count])"
    }
}
