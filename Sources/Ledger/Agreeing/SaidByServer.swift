// An event and a tier as the central server says them: the platform's columns, and before them the
// policy that an administrator keeps for the doors.

import CheckinCore

extension SaidEvent {
    /// What the body of an entry says; its title and its start are the configuration's affair.
    init(_ body: RuleBody, of id: EventID) {
        self.init(
            event: Event(id: id, title: "", startsAt: Timestamp(milliseconds: 0)), said: [])
        let policy = body.policy
        take(body.moment("opens_at"), .opensAt) { $0.window.opens = $1 }
        take(body.moment("ends_at"), .closesAt) { $0.window.closes = $1 }
        take(body.capacity(hardness: policy), .capacity) { $0.capacity = $1 }
        if let policy { takePolicy(policy, age: body.number("age_restriction", in: 1...150)) }
        takeState(body, policy)
    }

    private mutating func takePolicy(_ policy: RuleBody, age: Int?) {
        take(policy.moment("opens_at"), .opensAt) { $0.window.opens = $1 }
        take(policy.moment("closes_at"), .closesAt) { $0.window.closes = $1 }
        take(policy.capacity(hardness: policy), .capacity) { $0.capacity = $1 }
        take(policy.span("code_max_age"), .codeMaxAge) { $0.codeMaxAge = $1 }
        take(policy.value("reentry"), .reentry) { $0.reentryAllowed = $1 }
        take(policy.number("entry_limit", in: 1...RuleBounds.mostEntries), .entryLimit) {
            $0.entryLimit = $1
        }
        take(policy.word("unlisted", as: UnlistedPolicy.self), .unlisted) { $0.unlisted = $1 }
        take(policy.word("stale", as: StalePolicy.self), .stale) { $0.stale = $1 }
        take(policy.span("stale_after") ?? nil, .staleAfter) { $0.staleAfter = $1 }
        take(Self.alerts(policy), .capacityAlerts) { $0.alerts = $1 }
        take(Self.prompts(policy, age: age), .prompts) { $0.prompts = $1 }
        take(policy.moment("clears_at"), .clearsAt) { $0.clearsAt = $1 }
        take(Self.areas(policy), .areas) { $0.areas = $1 }
    }

    private mutating func take<Value>(
        _ value: Value?, _ member: EventMember, _ set: (inout Event, Value) -> Void
    ) {
        guard let value else { return }
        set(&event, value)
        said.insert(member)
    }

    /// The platform's word that it is called off stands whatever a policy says.
    private mutating func takeState(_ body: RuleBody, _ policy: RuleBody?) {
        let own = body.value("state", as: String.self)
        let wanted = own == "cancelled" ? own : policy?.value("state") ?? own
        let until = policy?.moment("postponed_until")
        let state = wanted.flatMap { word in
            try? EventState(word: word, until: word == "postponed" ? until : nil)
        }
        take(state, .state) { $0.state = $1 }
    }

    private static func alerts(_ policy: RuleBody) -> [Int]? {
        policy.value("capacity_alerts", as: [Int].self)?
            .filter(RuleBounds.hundredths.contains).sorted()
    }

    /// The prompts by their names; the word `age` means the age that the event is from.
    private static func prompts(_ policy: RuleBody, age: Int?) -> [Prompt]? {
        policy.value("prompts", as: [String].self)?.compactMap { word in
            guard word == "age" else { return Prompt(rawValue: word) }
            // Staff read any other age off the paper.
            return age.map { Prompt(rawValue: "age_\($0)") ?? .document }
        }
    }

    private static func areas(_ policy: RuleBody) -> [Area]? {
        guard let bodies = policy.value("area", as: [RuleBody].self) else { return nil }
        var areas: [Area] = []
        for body in bodies.prefix(RuleBounds.mostAreas) {
            guard let id = body.value("id", as: String.self).flatMap(AreaID.init),
                !areas.contains(where: { $0.id == id })
            else { continue }
            areas.append(
                Area(
                    id: id, name: body.name("name") ?? id.text,
                    capacity: body.capacity(hardness: body),
                    movesFrom: body.identifiers("moves_from", of: Area.self),
                    returnsTo: body.value("returns_to", as: String.self).flatMap(AreaID.init)))
        }
        // What leads to an area that is none leads outside.
        let known = Set(areas.map(\.id))
        return areas.map { area in
            var area = area
            area.movesFrom.formIntersection(known)
            if area.returnsTo.map({ !known.contains($0) || $0 == area.id }) == true {
                area.returnsTo = nil
            }
            return area
        }
    }
}

extension SaidTier {
    init(_ body: RuleBody, of id: TierID) {
        self.init(tier: Tier(id: id, name: id.text), said: [])
        let policy = body.policy
        take(body.name("name"), .name) { $0.name = $1 }
        take(body.capacity(hardness: policy), .capacity) { $0.capacity = $1 }
        guard let policy else { return }
        take(policy.name("name"), .name) { $0.name = $1 }
        take(policy.value("color", as: String.self).flatMap(Self.color), .color) { $0.color = $1 }
        take(policy.capacity(hardness: policy), .capacity) { $0.capacity = $1 }
        take(policy.moment("opens_at"), .opensAt) { $0.window.opens = $1 }
        take(policy.moment("closes_at"), .closesAt) { $0.window.closes = $1 }
        // A list of doors that are none must not open every door.
        let doors = policy.identifiers("doors", of: Door.self)
        if !doors.isEmpty || policy.value("doors", as: [String].self) == [] {
            take(doors, .doors) { $0.doors = $1 }
        }
    }

    private mutating func take<Value>(
        _ value: Value?, _ member: TierMember, _ set: (inout Tier, Value) -> Void
    ) {
        guard let value else { return }
        set(&tier, value)
        said.insert(member)
    }

    private static func color(_ text: String) -> String? {
        let isColor =
            text.utf8.count == 7 && text.hasPrefix("#")
            && text.utf8.dropFirst().allSatisfy { UnicodeScalar($0).properties.isASCIIHexDigit }
        return isColor ? text : nil
    }
}

extension RuleBody {
    fileprivate func name(_ name: String) -> String? {
        value(name, as: String.self).flatMap {
            (1...RuleBounds.nameBytes).contains($0.utf8.count) ? $0 : nil
        }
    }
}
