// The JSON of a box's description, both ways.

import CheckinCore

package enum DeviceMessage {
    /// Events and keys of one box, many times over.
    package static let maximumBytes = 1 << 20
    /// More events than one box serves in a year.
    private static let maximumEvents = 256
    /// Every number of every kind of key, for a few events.
    private static let maximumKeys = 2_048
    /// What people call a box or a gate.
    private static let nameBytes = 256
    /// A title is shown; one that is longer is cut.
    private static let titleBytes = 256
    private static let longestTitle = 64 << 10
    private static let wordBytes = 40
    /// A sealed secret of some hundred bytes, as text.
    private static let materialBytes = 2_048
    package static let serverKeyBytes = 32

    package static func description(of bytes: [UInt8]) throws(WireFault) -> DeviceDescription {
        guard bytes.count <= maximumBytes else { throw .tooLarge }
        return try description(of: try JSONParser.object(of: bytes))
    }

    static func description(of object: JSONObject) throws(WireFault) -> DeviceDescription {
        let serverKey = Base64Text.bytes(
            of: try object.text("server_key", atMost: materialBytes))
        guard let serverKey, serverKey.count == serverKeyBytes else {
            throw .malformed("server_key")
        }
        guard object["events"] != nil else { throw .missing("events") }
        return DeviceDescription(
            device: try object.identifier("device"),
            name: try object.text("name", atMost: nameBytes), door: try object.identifier("door"),
            gate: try object.optionalText("gate", atMost: nameBytes),
            area: try object.optionalIdentifier("area"),
            direction: try object.word("direction"), unlistedOK: try object.flag("unlisted_ok"),
            events: try object.objects("events", atMost: maximumEvents).map {
                object throws(WireFault) in try event(of: object)
            },
            keys: try object.objects("keys", atMost: maximumKeys).map {
                object throws(WireFault) in try key(of: object)
            }.compactMap { $0 },
            serverKey: serverKey, time: try object.moment("time"))
    }

    private static func event(of object: JSONObject) throws(WireFault) -> DeviceDescription.Event {
        let title = try object.optionalText("title", atMost: longestTitle)
        return DeviceDescription.Event(
            id: try object.identifier("id"),
            title: title.map { CutText.prefix(of: $0, bytes: titleBytes) },
            generation: try object.identifier("generation"),
            head: try object.integer("head", in: 0...Int64.max))
    }

    /// nil for a key of a state that is not known here: it is used by nobody.
    private static func key(of object: JSONObject) throws(WireFault) -> DeviceKey? {
        let word = try object.text("status", atMost: wordBytes)
        guard let status = DeviceKey.Status(rawValue: word) else { return nil }
        return DeviceKey(
            id: UInt8(try object.integer("id", in: 0...Int64(UInt8.max))),
            event: try object.identifier("event"),
            scheme: try object.text("scheme", atMost: wordBytes),
            algorithm: try object.text("algorithm", atMost: wordBytes),
            material: try material(of: object),
            notBefore: try object.optionalMoment("not_before"),
            notAfter: try object.optionalMoment("not_after"), status: status)
    }

    private static func material(of object: JSONObject) throws(WireFault) -> DeviceKey.Material {
        func bytes(_ name: String) throws(WireFault) -> [UInt8]? {
            guard let text = try object.optionalText(name, atMost: materialBytes) else {
                return nil
            }
            guard let bytes = Base64Text.bytes(of: text) else { throw .malformed(name) }
            return bytes
        }
        if let key = try bytes("public_key") { return .publicKey(key) }
        if let sealed = try bytes("sealed") { return .sealed(sealed) }
        return .none
    }

    /// As the server writes it.
    package static func bytes(of description: DeviceDescription) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { write(description, to: &$0) }
        return writer.bytes
    }

    static func write(_ description: DeviceDescription, to writer: inout JSONWriter) {
        writer.add("device", description.device)
        writer.add("name", description.name)
        writer.add("door", description.door)
        writer.add("gate", description.gate)
        writer.add("area", description.area)
        writer.add("direction", description.direction.rawValue)
        writer.add("unlisted_ok", description.unlistedOK)
        writer.list("events") { writer in
            for event in description.events {
                writer.object { writer in
                    writer.add("id", event.id)
                    writer.add("title", event.title)
                    writer.add("generation", event.generation)
                    writer.add("head", event.head)
                }
            }
        }
        writer.list("keys") { writer in
            for key in description.keys { write(key, to: &writer) }
        }
        writer.add("server_key", Base64Text.text(of: description.serverKey))
        writer.add("time", description.time)
    }

    private static func write(_ key: DeviceKey, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.add("id", Int64(key.id))
            writer.add("event", key.event)
            writer.add("scheme", key.scheme)
            writer.add("algorithm", key.algorithm)
            switch key.material {
            case .publicKey(let bytes): writer.add("public_key", Base64Text.text(of: bytes))
            case .sealed(let bytes): writer.add("sealed", Base64Text.text(of: bytes))
            case .none: break
            }
            writer.add("not_before", key.notBefore)
            writer.add("not_after", key.notAfter)
            writer.add("status", key.status.rawValue)
        }
    }
}
