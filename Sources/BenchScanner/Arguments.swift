// The command line: words in order, and options of the form --name or --name=value.

struct Arguments {
    private(set) var words: [String] = []
    private var options: [String: String] = [:]

    init(_ arguments: some Sequence<String>) {
        for argument in arguments {
            guard argument.hasPrefix("--") else {
                words.append(argument)
                continue
            }
            let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1).map(String.init)
            if let name = parts.first { options[name] = parts.count > 1 ? parts[1] : "" }
        }
    }

    /// The value of an option, empty when it has none; nil when it was not given.
    subscript(_ name: String) -> String? { options[name] }

    func number(_ name: String) -> UInt64? { options[name].flatMap { UInt64($0) } }

    /// Options beside those of `known`: somebody mistyped one.
    func unknown(beside known: Set<String>) -> Bool { !known.isSuperset(of: options.keys) }
}
