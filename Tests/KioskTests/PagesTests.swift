// The pages as files: nothing inline, nothing from elsewhere, every word and every id they use
// exists.

import CheckinCore
import Foundation
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Kiosk

@Suite struct PagesTests {
    private static let files: [String: String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: Kiosk.resources)) ?? []
        let pairs = names.compactMap { name -> (String, String)? in
            guard let data = FileManager.default.contents(atPath: "\(Kiosk.resources)/\(name)")
            else { return nil }
            return (name, String(decoding: data, as: UTF8.self))
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }()

    private static func named(_ suffix: String) -> [(name: String, text: String)] {
        files.filter { $0.key.hasSuffix(suffix) }.map { ($0.key, $0.value) }
    }

    /// All first groups of `pattern` in `text`.
    private static func groups(_ pattern: String, _ text: String) throws -> [String] {
        let regex = try NSRegularExpression(pattern: pattern)
        let whole = NSRange(text.startIndex..., in: text)
        return regex.matches(in: text, range: whole).compactMap {
            Range($0.range(at: 1), in: text).map { String(text[$0]) }
        }
    }

    @Test func hasNoInlineCodeOrStyle() throws {
        let pages = Self.named(".html")
        #expect(pages.count == 3)
        for (name, text) in pages {
            #expect(
                try Self.groups(#"(<style|\sstyle=|\son[a-z]+=|javascript:)"#, text) == [],
                "\(name)")
            let scripts = try Self.groups("<script([^>]*)>", text)
            #expect(scripts.allSatisfy { $0.contains(" src=\"/assets/") }, "\(name)")
            #expect(try Self.groups("<script[^>]*>([^<]+)</script>", text) == [], "\(name)")
        }
    }

    @Test func loadsNothingFromElsewhere() throws {
        for (name, text) in Self.files where !name.hasSuffix(".svg") {
            let addresses = try Self.groups(#"((?:https?:)?//[a-z0-9.-]+\.[a-z]+)"#, text)
                .filter { !$0.hasSuffix("www.w3.org") }
            #expect(addresses == [], "\(name)")
        }
    }

    @Test func findsEveryFileItNames() async throws {
        let kiosk = try Kiosk()
        try await kiosk.server.doorApplication().test(.router) { client in
            for (name, text) in Self.files {
                let named = try Self.groups(#""(/assets/[a-z./-]+)""#, text)
                let imported = try Self.groups(#"from "\./([a-z.-]+)""#, text).map {
                    "/assets/" + $0
                }
                for path in named + imported {
                    #expect(try await client.get(path).status == .ok, "\(name): \(path)")
                }
            }
        }
    }

    @Test func writesOnlyTextIntoThePage() throws {
        for (name, text) in Self.named(".js") {
            let markup =
                #"(innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|Function\()"#
            #expect(try Self.groups(markup, text) == [], "\(name)")
        }
    }

    @Test func findsEveryElementItWritesTo() throws {
        let pages = [
            "door": "door.html", "verdict": "door.html", "manager": "manager.html",
            "attempts": "manager.html", "alarm": "manager.html", "login": "login.html",
            "staff": "door.html", "emergency": "door.html", "story": "door.html",
        ]
        for (script, page) in pages {
            let ids = Set(try Self.groups(#"\sid="([a-z-]+)""#, Self.files[page] ?? ""))
            let used = try Self.groups(
                #"\b(?:at|say|show)\("([a-z-]+)""#, Self.files["\(script).js"] ?? "")
            #expect(!used.isEmpty)
            #expect(Set(used).subtracting(ids) == [], "\(script).js")
        }
    }

    @Test func hasEveryWordTheDoorSays() throws {
        let words = try Words(resources: Kiosk.resources)
        let keys = Set(words.vocabulary("en").page.keys)
        var used: Set<String> = []
        for (_, text) in Self.named(".js") {
            used.formUnion(try Self.groups(#"\.line\("([a-zA-Z]+)""#, text))
        }
        for name in ["door.js", "emergency.js", "alarm.js"] {
            let pair = #"\["[a-z-]+", "([a-zA-Z]+)"\]"#
            used.formUnion(try Self.groups(pair, Self.files[name] ?? ""))
        }
        let tile = #"\["[a-zA-Z]+", "([a-zA-Z]+)", "[a-z]+"\]"#
        used.formUnion(try Self.groups(tile, Self.files["home.js"] ?? ""))
        used.formUnion(Role.allCases.map { "role_" + $0.rawValue })
        let actions = ["override", "undo", "confirm", "group", "pay", "repay"]
        used.formUnion(actions.map { "action_" + $0 })
        #expect(used.count > 60)
        #expect(used.subtracting(keys) == [])
    }

    /// What the page offers must be what the rules allow: a button that always fails helps nobody.
    @Test func offersStaffWhatTheRulesAllow() throws {
        let text = Self.files["recent.js"] ?? ""
        let never = try Self.groups(#"NEVER = new Set\(\[([^\]]+)\]\)"#, text).first ?? ""
        let codes = RefusalCode.allCases.filter { !$0.isOverridable }.map(\.rawValue)
        #expect(Set(try Self.groups(#""([a-z_]+)""#, never)) == Set(codes))
        let roles = try Self.groups(#"ROLES = \[([^\]]+)\]"#, text).first ?? ""
        let known = Role.allCases.sorted().map(\.rawValue)
        #expect(try Self.groups(#""([a-z]+)""#, roles) == known)
        let least = try Self.groups(#"LEAST = \{([^}]+)\}"#, text).first ?? ""
        let number = AttemptNumber(1)
        let orders: [Order] = [
            .override(number), .undo(number), .confirm(number), .group(number, people: 1),
        ]
        for order in orders {
            #expect(least.contains("\(order.kind.rawValue): \"\(order.leastRole.rawValue)\""))
        }
        let pay = Order.pay(number, .cash, received: nil)
        #expect(least.contains("pay: \"\(pay.leastRole.rawValue)\""))
        #expect(least.contains("repay: \"\(Order.undo(number).leastRole.rawValue)\""))
        let methods = try Self.groups(#"METHODS = \[([^\]]+)\]"#, Self.files["paying.js"] ?? "")
        let named = try Self.groups(#""([a-z_]+)""#, methods.first ?? "")
        #expect(named == PaymentMethod.allCases.map(\.rawValue))
    }

    /// Before any word of a file is there, and while a script cannot be loaded.
    @Test func opensTheDoorWithoutTheBoxAsADoorThatAdmitsNobody() throws {
        let page = Self.files["door.html"] ?? ""
        #expect(page.contains(#"<section id="lost" class="view" role="alert">"#))
        #expect(page.contains(#"<main id="idle" class="view" hidden>"#))
        #expect(page.contains("Admit nobody by this screen."))
    }

    @Test func drawsEveryLook() throws {
        let (page, styles) = (Self.files["door.html"] ?? "", Self.files["verdict.css"] ?? "")
        for shape in VerdictShape.allCases {
            #expect(page.contains("<symbol id=\"\(shape.rawValue)\""))
        }
        for color in VerdictColor.allCases where color != .green {
            #expect(styles.contains("#verdict[data-color=\"\(color.rawValue)\"]"))
        }
        let sounds = Self.files["sound.js"] ?? ""
        for sound in VerdictSound.allCases { #expect(sounds.contains("\(sound.rawValue): {")) }
    }
}
