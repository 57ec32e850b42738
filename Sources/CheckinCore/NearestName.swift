// "Did you mean": a typing slip in a key or a column should cost nobody an evening.

/// The name among `candidates` that needs the fewest edits to become `name`, when at most a third
/// of its letters would change (Levenshtein distance; alphabetical order settles a draw). A name
/// that was cut short is one edit away.
package func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
    let limit = max(1, name.count / 3)
    return
        candidates
        .map { (distance: $0.hasPrefix(name) ? 1 : editDistance(name, $0), name: $0) }
        .filter { $0.distance <= limit }
        .min { ($0.distance, $0.name) < ($1.distance, $1.name) }?
        .name
}

private func editDistance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var previous = Array(0...right.count)
    for (row, character) in left.enumerated() {
        var current = [row + 1]
        for (column, other) in right.enumerated() {
            let replaced = previous[column] + (character == other ? 0 : 1)
            current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
        }
        previous = current
    }
    return previous[right.count]
}
