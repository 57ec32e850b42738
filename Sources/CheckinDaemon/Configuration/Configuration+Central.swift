// Where the central server is, as the configuration has it.

import CheckinCore
import SyncAgent
import Wire

struct CentralChoice: Equatable {
    let address: CentralAddress
    /// PEM of the authority that alone is believed; nil: those of the system.
    let authorityFile: String?
    /// host:port of a proxy.
    let proxy: CentralSettings.Proxy?
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
        let proxy = reader.text("proxy", default: "")
        let allowsPlain = reader.flag("allow_plain_http", default: false)
        reader.finish()
        guard !url.isEmpty else { return nil }
        var way: CentralSettings.Proxy?
        if !proxy.isEmpty {
            way = Self.proxy(proxy)
            if way == nil { reader.note("must be a host and a port, like proxy:3128", at: "proxy") }
        }
        do throws(CentralSettingsFault) {
            return CentralChoice(
                address: try CentralAddress(url, allowsPlain: allowsPlain),
                authorityFile: authority.isEmpty ? nil : authority, proxy: way)
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
