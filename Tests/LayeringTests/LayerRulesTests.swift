// The rules of layering, each shown something wrong on purpose: a rule that finds nothing in a tree
// without faults has not yet proved that it can find anything.

import Testing

@Suite struct LayerRulesTests {
    private static let manifestText = """
        let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
        func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
            .target(name: name, dependencies: dependencies)
        }
        let package = Package(
            name: "house",
            dependencies: [.package(url: "https://example.org/GRDB.swift", from: "7.0.0")],
            targets: [
                debian("CEdge", pkgConfig: "edge", apt: "libedge-dev"),
                // room("Ghost", []),
                room("Words", []),
                room("Cellar", ["Words", "CEdge", grdb]),
                room("Attic", ["Words"]),
                tests("AtticTests", ["Attic"]),
            ])
        """

    private let manifest = Manifest(manifestText)

    private var rules: LayerRules {
        LayerRules(
            places: [
                Place("Words", .words, holds: "words"),
                Place("Cellar", .room, mayImport: ["Words"], holds: "wine"),
                Place("Attic", .room, mayImport: ["Words"], holds: "boxes"),
            ],
            tests: ["AtticTests": ["Attic"]],
            forbidden: [Forbidden(from: "Attic", to: ["GRDB"], why: "no wine upstairs")],
            thirdParty: [Library(module: "GRDB", why: "rows", importers: ["Cellar": "stores"])],
            edges: [Library(module: "CEdge", why: "edge", importers: ["Cellar/Deep": "digs"])],
            system: [], packages: ["GRDB.swift": "rows"], debianPackages: ["libedge-dev": "edge"])
    }

    @Test func readsAnEdgeInCPlusPlus() {
        let manifest = Manifest(#"cxx("CRim", links: "Rim", apt: "librim-dev")"#)
        #expect(manifest.targets["CRim"]?.kind == .cEdge)
        #expect(manifest.debianPackages == ["librim-dev"])
    }

    @Test func readsTargetsEdgesAndPackagesFromAManifest() {
        #expect(manifest.problems.isEmpty)
        #expect(
            manifest.targets.keys.sorted() == ["Attic", "AtticTests", "CEdge", "Cellar", "Words"])
        #expect(manifest.targets["Cellar"]?.dependencies == ["Words", "CEdge", "GRDB"])
        #expect(manifest.packages == ["GRDB.swift"])
        #expect(manifest.debianPackages == ["libedge-dev"])
        #expect(manifest.reach(of: "AtticTests") == ["Attic", "Words"])
    }

    @Test func namesADependencyThatIsNoProduct() {
        let text = Self.manifestText.replacing("[\"Attic\"]", with: "[mystery]")
        #expect(Manifest(text).problems.contains { $0.contains("mystery") })
    }

    @Test func acceptsAManifestThatFollowsThePlan() {
        #expect(rules.manifestDiffers(manifest).isEmpty)
    }

    @Test func noticesANewEdgeInTheManifest() {
        let text = Self.manifestText.replacing(
            "\"Attic\", [\"Words\"]", with: "\"Attic\", [\"Words\", \"Cellar\"]")
        let complaints = rules.manifestDiffers(Manifest(text))
        #expect(complaints == ["edge Attic → Cellar: not listed in House and Libraries"])
    }

    @Test func noticesATargetThatTheTableDoesNotKnow() {
        let text = Self.manifestText.replacing(
            "room(\"Words\", [])", with: "room(\"Words\", []), room(\"Shed\", [])")
        #expect(rules.manifestDiffers(Manifest(text)) == ["target Shed: not listed in House"])
    }

    @Test func noticesATableLineAboutATargetThatIsGone() {
        var rules = rules
        rules.places.append(Place("Barn", .leaf, holds: "hay"))
        rules.packages["hay"] = "food"
        rules.debianPackages["libhay-dev"] = "food"
        #expect(rules.manifestDiffers(manifest).count == 3)
    }

    @Test func noticesAnImportThatIsNotListed() {
        let attic = FileImports(path: "Sources/Attic/Box.swift", modules: ["Words", "GRDB"])
        #expect(rules.unlistedImports([attic]).count == 1)
    }

    @Test func keepsAnEdgeToTheFolderItIsListedFor() {
        let deep = FileImports(path: "Sources/Cellar/Deep/Dig.swift", modules: ["CEdge"])
        let high = FileImports(path: "Sources/Cellar/High.swift", modules: ["CEdge"])
        #expect(rules.unlistedImports([deep]).isEmpty)
        #expect(rules.unlistedImports([high]).count == 1)
    }

    @Test func noticesAPermissionNobodyUses() {
        let files = [
            FileImports(path: "Sources/Cellar/Deep/Dig.swift", modules: ["CEdge", "Words"]),
            FileImports(path: "Sources/Attic/Box.swift", modules: ["Words"]),
            FileImports(path: "Tests/AtticTests/BoxTests.swift", modules: ["Attic"]),
        ]
        let complaints = rules.unusedPermissions(files)
        #expect(complaints == ["nothing in Cellar imports GRDB: strike the line"])
    }

    @Test func noticesAnEdgeSidewaysAndAnEdgeUp() {
        var rules = rules
        rules.places = [
            Place("Words", .words, mayImport: ["Attic"], holds: ""),
            Place("Attic", .room, mayImport: ["Cellar"], holds: ""),
            Place("Cellar", .room, holds: ""),
        ]
        #expect(rules.climbingEdges().count == 2)
    }

    @Test func followsAForbiddenEdgeThroughOthers() {
        let text = Self.manifestText.replacing(
            "\"Attic\", [\"Words\"]", with: "\"Attic\", [\"Words\", \"Cellar\"]")
        #expect(rules.forbiddenEdges(manifest, []).isEmpty)
        #expect(rules.forbiddenEdges(Manifest(text), []).count == 1)
    }

    @Test func noticesAForbiddenImportInAFolder() {
        var rules = rules
        rules.forbidden = [Forbidden(from: "Attic/Deep", to: ["Foundation"], why: "pure")]
        let deep = FileImports(path: "Sources/Attic/Deep/A.swift", modules: ["Foundation"])
        #expect(rules.forbiddenEdges(manifest, [deep]).count == 1)
        let stale = rules.forbiddenEdges(manifest, [])
        #expect(stale == ["the forbidden edge from Attic/Deep is about nothing in the tree"])
    }

    @Test func noticesALineWithoutAReason() {
        var rules = rules
        rules.packages["GRDB.swift"] = ""
        rules.thirdParty = [Library(module: "GRDB", why: "", importers: ["Cellar": ""])]
        #expect(rules.missingReasons().count == 3)
    }
}

@Suite struct ImportsTests {
    @Test func readsEveryFormOfImport() {
        let text = """
            // import Comment
            import A
            package import B
            @testable import C
            @preconcurrency internal import struct D.Thing
            import E.F; import G
            let text = "import H"
            /* import I
            import J */
            let long = \"\"\"
                import K
                \"\"\"
            """
        #expect(Imports.modules(in: text) == ["A", "B", "C", "D", "E", "G"])
    }
}

@Suite struct SwiftTextTests {
    @Test(arguments: [
        ("a // b", "a     "),
        ("a /* b /* c */ d */ e", "a                   e"),
        ("\"x\" + y", "\" \" + y"),
        ("\"x\\\"y\" + z", "\"    \" + z"),
        ("\"x \\(try! f(\"q\")) y\" z", "\"   (try! f(\" \"))  \" z"),
        ("#\"a\"b\"# c", "#\"   \"# c"),
        ("#if os(Linux)", "#if os(Linux)"),
        ("\"open\nprint(x)", "\"    \nprint(x)"),
    ])
    func blanksCommentsAndStringsAndNothingElse(text: String, blanked: String) {
        #expect(String(decoding: SwiftText(text).code, as: UTF8.self) == blanked)
    }

    @Test func keepsLinesWhereTheyAre() {
        let text = SwiftText("let a = \"\"\"\n  try!\n  \"\"\"\nlet b = 1\n")
        #expect(text.lines.count == 5)
        #expect(text.lines[3] == "let b = 1")
        #expect(!text.lines[1].contains("try!"))
    }
}
