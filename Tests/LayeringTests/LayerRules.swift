// The rules of the plan as functions: a manifest, the imports and the tables in, complaints out.
// They read no file, so that their own tests can plant what must be found.

/// The imports of one Swift file: `path` from the root, as in `Sources/Ledger/Gate.swift`.
struct FileImports: Sendable {
    let path: String
    let modules: [String]

    /// The target the file belongs to.
    var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

    /// `folder` is a target, a folder or file below one, or `Library.everyTest`.
    func lies(in folder: String) -> Bool {
        if folder == Library.everyTest { return path.hasPrefix("Tests/") }
        let inside = path.split(separator: "/").dropFirst().joined(separator: "/")
        return inside == folder || inside.hasPrefix(folder + "/")
    }
}

struct LayerRules {
    var places = House.places
    var tests = House.tests
    var forbidden = House.forbidden
    var thirdParty = Libraries.thirdParty
    var edges = Libraries.edges
    var system = Libraries.system
    var packages = Libraries.packages
    var debianPackages = Libraries.debianPackages

    private var libraries: [Library] { thirdParty + edges + system }

    /// The table and the manifest name the same targets, edges and packages.
    func manifestDiffers(_ manifest: Manifest) -> [String] {
        var complaints = manifest.problems
        let edgeNames = Set(edges.map(\.module))
        let planned = Set(places.map(\.name)).union(tests.keys).union(edgeNames)
        complaints += differences(
            of: Set(manifest.targets.keys), from: planned, as: "target", table: "House")
        complaints += differences(
            of: manifest.packages, from: Set(packages.keys), as: "package", table: "Libraries")
        complaints += differences(
            of: manifest.debianPackages, from: Set(debianPackages.keys), as: "Debian package",
            table: "Libraries")
        complaints += differences(
            of: Set(manifest.products.keys), from: Set(thirdParty.map(\.module)), as: "module",
            table: "Libraries")
        for (name, target) in manifest.targets where planned.contains(name) && target.kind != .cEdge
        {
            complaints += differences(
                of: target.dependencies, from: permitted(to: name), as: "edge \(name) →",
                table: "House and Libraries")
        }
        return complaints.sorted()
    }

    /// Every import is one the tables list.
    func unlistedImports(_ files: [FileImports]) -> [String] {
        files.flatMap { file in
            file.modules.filter { !isListed($0, in: file) }.map {
                "\(file.path) imports \($0): not listed in House or Libraries"
            }
        }
    }

    /// Every edge and permission in the tables is used by a file of the tree.
    func unusedPermissions(_ files: [FileImports]) -> [String] {
        var complaints: [String] = []
        func check(_ folder: String, imports module: String) {
            let used = files.contains { $0.lies(in: folder) && $0.modules.contains(module) }
            if !used {
                complaints.append("nothing in \(folder) imports \(module): strike the line")
            }
        }
        for place in places {
            for target in place.mayImport.sorted() { check(place.name, imports: target) }
        }
        for (test, targets) in tests.sorted(by: { $0.key < $1.key }) {
            for target in targets.sorted() { check(test, imports: target) }
        }
        for library in libraries {
            for folder in library.importers.keys.sorted() { check(folder, imports: library.module) }
        }
        return complaints
    }

    /// Dependencies go down, never sideways or up; nobody but its tests imports an executable.
    func climbingEdges() -> [String] {
        let levels = Dictionary(uniqueKeysWithValues: places.map { ($0.name, $0.level) })
        return places.flatMap { place in
            place.mayImport.sorted().compactMap { target in
                guard let level = levels[target] else {
                    return "\(place.name) → \(target): unknown"
                }
                return level < place.level
                    ? nil : "\(place.name) → \(target): a \(place.level) above a \(level)"
            }
        }
    }

    /// The edges that no table may ever list.
    func forbiddenEdges(_ manifest: Manifest, _ files: [FileImports]) -> [String] {
        forbidden.flatMap { rule -> [String] in
            var found = Set(
                files.filter { $0.lies(in: rule.from) }.flatMap(\.modules)
            ).intersection(rule.to)
            if manifest.targets[rule.from] != nil {
                found.formUnion(manifest.reach(of: rule.from).intersection(rule.to))
            } else if !files.contains(where: { $0.lies(in: rule.from) }) {
                return ["the forbidden edge from \(rule.from) is about nothing in the tree"]
            }
            return found.sorted().map { "\(rule.from) → \($0) is forbidden: \(rule.why)" }
        }
    }

    /// Nothing may be listed without a reason.
    func missingReasons() -> [String] {
        var complaints: [String] = []
        for library in libraries {
            if library.why.isEmpty { complaints.append("\(library.module) has no reason") }
            for (importer, why) in library.importers where why.isEmpty {
                complaints.append("\(importer) has no reason to import \(library.module)")
            }
        }
        for (name, why) in packages where why.isEmpty { complaints.append("\(name): no reason") }
        for (name, why) in debianPackages where why.isEmpty {
            complaints.append("\(name): no reason")
        }
        return complaints
    }

    private func isListed(_ module: String, in file: FileImports) -> Bool {
        let house = places.first { $0.name == file.target }?.mayImport ?? tests[file.target] ?? []
        return house.contains(module)
            || libraries.contains { library in
                library.module == module && library.importers.keys.contains { file.lies(in: $0) }
            }
    }

    /// What the manifest may let `target` depend on: targets, edges and third-party modules.
    private func permitted(to target: String) -> Set<String> {
        let house = places.first { $0.name == target }?.mayImport ?? tests[target] ?? []
        let modules = (thirdParty + edges).filter { library in
            library.importers.keys.contains { $0.split(separator: "/").first == target[...] }
        }
        return house.union(modules.map(\.module))
    }

    private func differences(
        of found: Set<String>, from planned: Set<String>, as kind: String, table: String
    ) -> [String] {
        found.subtracting(planned).sorted().map { "\(kind) \($0): not listed in \(table)" }
            + planned.subtracting(found).sorted().map {
                "\(kind) \($0): listed in \(table), and not in Package.swift"
            }
    }
}
