// What Package.swift says, read from its text: its helpers (`room`, `executable`, `tests`,
// `debian` and `cxx`) keep one form, and a form this reader does not know is an error, not a
// silence. Asking the package manager instead would run it inside its own test run.

struct Manifest: Sendable {
    struct Target: Sendable {
        enum Kind: Sendable { case code, executable, test, cEdge }
        let name: String
        let kind: Kind
        /// Names of targets of this package, and of third-party modules.
        let dependencies: Set<String>
    }

    private(set) var targets: [String: Target] = [:]
    /// Last component of each package's address.
    private(set) var packages: Set<String> = []
    /// Third-party module → the package it comes from.
    private(set) var products: [String: String] = [:]
    private(set) var debianPackages: Set<String> = []
    private(set) var problems: [String] = []

    init(_ text: String) {
        let source = ManifestText(text)
        var variables: [String: String] = [:]
        for call in source.calls(of: ".product") {
            let strings = source.strings(in: call.arguments)
            guard strings.count == 2, let variable = source.variable(assignedAt: call.start) else {
                problems.append("a .product( that is not `let x = ….product(name:package:)`")
                continue
            }
            variables[variable] = strings[0]
            products[strings[0]] = strings[1]
        }
        for call in source.calls(of: ".package") {
            guard
                let address = source.strings(in: call.arguments).first(where: { $0.contains("/") })
            else { continue }
            packages.insert(Self.identity(of: address))
        }
        for call in source.calls(of: "debian") + source.calls(of: "cxx") {
            let strings = source.strings(in: call.arguments)
            guard strings.count == 3 else { continue }
            debianPackages.insert(strings[2])
            add(Target(name: strings[0], kind: .cEdge, dependencies: []))
        }
        for call in source.calls(of: ".target") {
            guard let name = source.strings(in: call.arguments).first else { continue }
            add(Target(name: name, kind: .cEdge, dependencies: []))
        }
        for (helper, kind) in Self.helpers {
            for call in source.calls(of: helper) {
                read(call, of: kind, in: source, variables: variables)
            }
        }
    }

    private static let helpers: [(String, Target.Kind)] = [
        ("room", .code), ("executable", .executable), ("tests", .test),
    ]

    private static func identity(of address: String) -> String {
        let last = address.split(separator: "/").last.map(String.init) ?? address
        return last.hasSuffix(".git") ? String(last.dropLast(4)) : last
    }

    private mutating func read(
        _ call: ManifestText.Call, of kind: Target.Kind, in source: ManifestText,
        variables: [String: String]
    ) {
        guard let name = source.strings(in: call.arguments).first,
            let list = source.firstList(in: call.arguments)
        else { return }
        var dependencies = Set(source.strings(in: list))
        for word in source.identifiers(in: list) {
            if let module = variables[word] {
                dependencies.insert(module)
            } else {
                problems.append("\(name) depends on '\(word)', which is no product variable")
            }
        }
        add(Target(name: name, kind: kind, dependencies: dependencies))
    }

    private mutating func add(_ target: Target) {
        if targets.updateValue(target, forKey: target.name) != nil {
            problems.append("the target \(target.name) is declared twice")
        }
    }

    /// Every target of this package that `name` can reach, and every third-party module.
    func reach(of name: String) -> Set<String> {
        var reached: Set<String> = []
        var waiting = [name]
        while let next = waiting.popLast() {
            for dependency in targets[next]?.dependencies ?? []
            where reached.insert(dependency).inserted {
                waiting.append(dependency)
            }
        }
        return reached
    }
}
