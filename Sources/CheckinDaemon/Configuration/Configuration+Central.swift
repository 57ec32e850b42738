// Where the central server is, as the configuration has it.

import CheckinCore
import SyncAgent
import Wire

struct CentralChoice: Equatable {
    let address: CentralAddress
    /// PEM of the authority that alone is believed; nil: those of the system.
    let authorityFile: String?
    /// What the box shows of itself, both PEM; nil: its token alone.
    let identity: IdentityFiles?
    /// host:port of a proxy.
    let proxy: CentralSettings.Proxy?
}

struct IdentityFiles: Equatable {
    /// The box's certificate, and those between it and its authority.
    let certificate: String
    /// For its owner's eyes alone.
    let key: String
}

extension Configuration {
    /// With what the central server said last, where the box is enrolled.
    func asEnrolled() -> Configuration {
        let file = EnrolmentFile(stateDirectory: stateDirectory)
        return central == nil ? self : filled(by: (try? file.read())?.box)
    }

    /// With what the central server says of this box where nothing is said of it here.
    func filled(by box: DeviceDescription?) -> Configuration {
        guard let box else { return self }
        var filled = self
        filled.door = Door(
            id: saidOfDoor.contains(.id) ? door.id : box.door,
            name: saidOfDoor.contains(.name) ? door.name : box.name,
            direction: saidOfDoor.contains(.direction) ? door.direction : box.direction,
            admitsUnlisted: saidOfDoor.contains(.admitsUnlisted)
                ? door.admitsUnlisted : box.unlistedOK,
            area: saidOfDoor.contains(.area) ? door.area : box.area)
        return filled
    }

    /// nil where there is none: the box is on its own.
    static func readCentral(_ top: inout SettingsReader) -> CentralChoice? {
        var reader = top.table("central")
        let url = reader.text("url", default: "")
        let authority = reader.text("authority_file", default: "")
        let certificate = reader.text("certificate_file", default: "")
        let key = reader.text("key_file", default: "")
        let proxy = reader.text("proxy", default: "")
        let allowsPlain = reader.flag("allow_plain_http", default: false)
        reader.finish()
        guard !url.isEmpty else { return nil }
        if certificate.isEmpty != key.isEmpty {
            reader.note(
                "'certificate_file' and 'key_file' belong together",
                at: key.isEmpty ? "certificate_file" : "key_file")
        }
        var way: CentralSettings.Proxy?
        if !proxy.isEmpty {
            way = Self.proxy(proxy)
            if way == nil { reader.note("must be a host and a port, like proxy:3128", at: "proxy") }
        }
        do throws(CentralSettingsFault) {
            return CentralChoice(
                address: try CentralAddress(url, allowsPlain: allowsPlain),
                authorityFile: authority.isEmpty ? nil : authority,
                identity: certificate.isEmpty || key.isEmpty
                    ? nil : IdentityFiles(certificate: certificate, key: key), proxy: way)
        } catch {
            reader.note("\(error.message): \(error.hint)", at: "url")
            return nil
        }
    }

    private static func proxy(_ text: String) -> CentralSettings.Proxy? {
        guard let colon = text.lastIndex(of: ":"), colon != text.startIndex,
            let port = UInt16(text[text.index(after: colon)...]), port > 0
        else { return nil }
        return CentralSettings.Proxy(host: String(text[..<colon]), port: Int(port))
    }
}
