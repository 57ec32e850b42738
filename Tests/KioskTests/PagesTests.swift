// The pages as files: nothing inline, nothing from elsewhere, every word and every id they use
// exists.

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
            "attempts": "manager.html", "login": "login.html",
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
        for name in ["door.js", "verdict.js", "words.js"] {
            let text = Self.files[name] ?? ""
            used.formUnion(try Self.groups(#"\.line\("([a-zA-Z]+)""#, text))
            used.formUnion(try Self.groups(#"\["[a-z-]+", "([a-zA-Z]+)"\]"#, text))
        }
        #expect(used.count > 10)
        #expect(used.subtracting(keys) == [])
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
