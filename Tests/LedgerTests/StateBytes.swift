// Looks for bytes in every file of a state directory, as whoever finds a box's disk would.

import Foundation

@testable import Ledger

extension StateDirectory {
    /// The names of the files that hold `text` anywhere.
    func files(holding text: String) throws -> [String] {
        let needle = Data(text.utf8)
        return try FileManager.default.contentsOfDirectory(atPath: path).sorted().filter { name in
            let file = URL(fileURLWithPath: path + "/" + name)
            return try Data(contentsOf: file).range(of: needle) != nil
        }
    }
}
