// Where the pages are served and what stands before them. Values only; whoever reads configuration
// files makes one of these.

package struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    package let host: String
    /// 0 lets the system choose.
    package let port: Int

    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// The two ways in: the box itself, and the venue's network.
package enum KioskListener: String, Sendable {
    /// Everything, for requests from this machine only.
    case door
    /// The manager's page, for whoever has the passphrase.
    case venue
}

package struct KioskConfiguration: Sendable {
    /// The folder that was installed with the program.
    package var resources: String
    /// A loopback address.
    package var door: ListenAddress
    /// nil: the manager's page is served on the box only.
    package var venue: ListenAddress?
    /// Whether this is the managers' passphrase: a comparison of digests in constant time; nil when
    /// none is configured.
    package var verifiesPassphrase: (@Sendable (String) async -> Bool)?
    /// Serves `/storybook`: canned answers for looking at the pages. Never at a door.
    package var showsStorybook: Bool

    package init(
        resources: String, door: ListenAddress, venue: ListenAddress? = nil,
        verifiesPassphrase: (@Sendable (String) async -> Bool)? = nil, showsStorybook: Bool = false
    ) {
        self.resources = resources
        self.door = door
        self.venue = venue
        self.verifiesPassphrase = verifiesPassphrase
        self.showsStorybook = showsStorybook
    }
}
