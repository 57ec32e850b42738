// The house as it stands, held against its plan. A failure here means that the architecture has
// changed: either the change is wrong, or the tables and docs/ARCHITECTURE.md change with it.

import Testing

private let manifest = Manifest(Repository.here.text("Package.swift"))

private let files: [FileImports] = Repository.here.paths()
    .filter { $0.hasSuffix(".swift") && ($0.hasPrefix("Sources/") || $0.hasPrefix("Tests/")) }
    .map { FileImports(path: $0, modules: Imports.modules(in: Repository.here.text($0))) }

@Suite struct LayeringTests {
    private let rules = LayerRules()

    @Test func findsTheTreeAndItsManifest() {
        #expect(manifest.targets.count > 20)
        #expect(files.count > 50)
    }

    @Test func packageAndTablesNameTheSameTargetsEdgesAndPackages() {
        complain(rules.manifestDiffers(manifest))
    }

    @Test func everyImportIsListed() {
        complain(rules.unlistedImports(files))
    }

    @Test func everyListedEdgeIsUsed() {
        complain(rules.unusedPermissions(files))
    }

    @Test func dependenciesOnlyGoDown() {
        complain(rules.climbingEdges())
    }

    @Test func noForbiddenEdgeExists() {
        complain(rules.forbiddenEdges(manifest, files))
    }

    @Test func everyDependencyHasItsReason() {
        complain(rules.missingReasons())
    }

    @Test func everyTargetHasAFolderAndEveryFolderATarget() {
        let folders = Set(files.map(\.target))
        let withSwift = manifest.targets.values.filter { $0.kind != .cEdge }.map(\.name)
        for name in withSwift where !folders.contains(name) {
            Issue.record("the target \(name) has no Swift file")
        }
        for folder in folders where manifest.targets[folder] == nil {
            Issue.record("the folder \(folder) holds Swift files and is no target")
        }
    }

    private func complain(_ complaints: [String]) {
        if complaints.isEmpty { return }
        Issue.record("\(complaints.count) complaints:\n\(complaints.joined(separator: "\n"))")
    }
}
