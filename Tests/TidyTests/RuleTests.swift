// The tidy rules, each shown something wrong on purpose: a rule that finds nothing in a tidy tree
// has not yet proved that it can find anything.

import Testing

@Suite struct BanTests {
    private func found(_ text: String, _ code: String) -> Int {
        Ban.occurrences(of: text, in: SwiftText(code).code).count
    }

    @Test(arguments: [
        ("Date()", "let a = Date()"), ("try!", "let b = try! c()"), ("as!", "let d = e as! F"),
        ("print(", "print(1)"), ("sleep(", "sleep(1)"),
        ("Task.sleep", "try await Task.sleep(for: x)"),
        ("fatalError(", "{ fatalError() }"), ("ProcessInfo", "ProcessInfo.processInfo"),
        ("public", "public struct A {}"), ("unsafe", "nonisolated(unsafe) var g = 1"),
        (".disabled(", "@Test(.disabled(\"later\"))"), ("print(", "\"\\(print(1))\""),
        ("DispatchQueue", "DispatchQueue.main"),
    ])
    func findsWhatIsWritten(text: String, code: String) {
        #expect(found(text, code) == 1)
    }

    @Test(arguments: [
        ("Date()", "let a = upDate()"), ("Date()", "// Date()"), ("try!", "\"try!\""),
        ("print(", "writer.print(1)"), ("print(", "func print(_ a: Int) {}"),
        ("print(", "fingerprint(1)"), ("sleep(", "time.sleep(for: .seconds(1))"),
        ("sleep(", "func sleep(for span: Duration)"), ("public", "publication"),
        ("public", "key.public"), ("unsafe", "unsafely"), ("as!", "let was = a != b"),
        ("DispatchQueue", "/* DispatchQueue */"),
    ])
    func leavesAloneWhatOnlyLooksLikeIt(text: String, code: String) {
        #expect(found(text, code) == 0)
    }

    @Test func namesFileLineAndReplacement() {
        let ban = Ban(texts: ["try!"], instead: "throw")
        let offences = ban.offences(
            in: SwiftText("a\nb\nlet c = try! d()"), path: "Sources/A.swift")
        #expect(offences == ["Sources/A.swift:3: try! is banned: throw"])
    }

    @Test func liftsABanForAFolderAndNotForItsNeighbour() {
        let permits = [Ban.Permit("Sources/A", because: "edge")]
        let ban = Ban(texts: ["x"], instead: "y", permits: permits, within: ["Sources/"])
        #expect(!ban.applies(to: "Sources/A/B.swift"))
        #expect(!ban.applies(to: "Sources/A"))
        #expect(ban.applies(to: "Sources/AB.swift"))
        #expect(!ban.applies(to: "Tests/A.swift"))
    }

    @Test func everyBanHasAReplacementAndEveryPermitAReason() {
        for ban in Bans.all {
            #expect(!ban.texts.isEmpty && !ban.instead.isEmpty)
            for permit in ban.permits {
                #expect(!permit.why.isEmpty)
                #expect(Repository.here.exists(permit.path), "\(permit.path) is gone")
            }
        }
    }
}

@Suite struct LengthTests {
    private func lines(_ count: Int) -> String { String(repeating: "x\n", count: count) }

    @Test func letsTestsBeLongerThanSources() {
        #expect(Lengths.longFile(lines(400), path: "Sources/A.swift").isEmpty)
        #expect(Lengths.longFile(lines(401), path: "Sources/A.swift").count == 1)
        #expect(Lengths.longFile(lines(600), path: "Tests/A.swift").isEmpty)
        #expect(Lengths.longFile(lines(601), path: "Tests/A.swift").count == 1)
    }

    @Test func countsColumnsAsAReaderDoes() {
        let line = String(repeating: "ü", count: 100)
        #expect(Lengths.longLines(line, path: "a").isEmpty)
        #expect(Lengths.longLines("\n" + line + "ü", path: "a") == ["a:2: 101 columns"])
    }

    @Test func measuresFunctionsInitialisersAndProperties() {
        let text = """
            struct A {
                init(a: Int = f { 1 },
                    b: Int
                ) {
                    self.c = "}"
                }
                var d: Int {
                    1
                }
                @inlinable package static func e<T>(_ t: T) async throws -> [T]
                where T: Sendable {
                    if t { }
                    return []
                }
                var stored = 1
            }
            """
        let spans = FunctionSpans(of: SwiftText(text)).spans
        #expect(spans.map(\.line) == [2, 7, 10])
        #expect(spans.map(\.lines) == [5, 3, 5])
    }

    @Test func passesOverDeclarationsWithoutABody() {
        let text = """
            protocol P {
                func a(_ b: Int) async throws -> Int
                init(c: Int)
                var d: Int { get }
            }
            func e() {
            }
            """
        let spans = FunctionSpans(of: SwiftText(text)).spans
        #expect(spans.map(\.line) == [4, 6])
    }

    @Test func complainsOfALongFunction() {
        let body = String(repeating: "    a()\n", count: 69)
        let fits = SwiftText("func f() {\n" + body.dropLast(8) + "}\n")
        let long = SwiftText("func f() {\n" + body + "}\n")
        #expect(Lengths.longFunctions(fits, path: "a").isEmpty)
        #expect(Lengths.longFunctions(long, path: "a").count == 1)
    }
}

@Suite struct HeaderTests {
    @Test(arguments: [
        ("A.swift", "// What this file is, and why.\n"),
        ("a.sh", "#!/bin/sh\n# Boots a container for us.\n"),
        ("a.py", "#!/usr/bin/env python3\n\"\"\"Draws tickets for the browser.\"\"\"\n"),
        ("a.css", "/* The look of the door page. */\n"), ("a.md", "anything\n"),
        ("Package.swift", "// swift-tools-version:6.2\n// The map of the whole house.\n"),
    ])
    func acceptsAFileThatSaysWhatItIs(path: String, text: String) {
        #expect(!Headers.holds(for: path) || Headers.missing(text, path: path).isEmpty)
    }

    @Test(arguments: [
        ("A.swift", "import Foundation\n"), ("A.swift", "//\n"), ("A.swift", ""),
        ("A.swift", "// A.swift\n"), ("a.sh", "#!/bin/sh\nset -e\n"), ("a.js", "let a = 1;\n"),
        ("a.h", "#include <zbar.h>\n"),
    ])
    func complainsOfAFileThatDoesNot(path: String, text: String) {
        #expect(Headers.missing(text, path: path).count == 1)
    }
}

@Suite struct NameTests {
    @Test(arguments: [
        "Sources/Utils/A.swift", "Sources/A/Models/B.swift", "Sources/A/StringHelpers.swift",
        "Tests/Common.swift", "Sources/A/TextUtils.swift",
    ])
    func complainsOfNamesThatSayNothing(path: String) {
        #expect(!Names.empty(in: path, banned: Bans.emptyNames).isEmpty)
    }

    @Test(arguments: [
        "Resources/manager.html", "Sources/CheckinDaemon/ServiceManager/Notify.swift",
        "Sources/CheckinCore/Ticket.swift", "docs/decisions/0001-the-house.md", ".ci/run",
    ])
    func leavesAloneNamesThatSaySomething(path: String) {
        #expect(Names.empty(in: path, banned: Bans.emptyNames).isEmpty)
    }
}
