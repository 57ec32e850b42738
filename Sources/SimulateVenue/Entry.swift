// Simulates evenings of a venue, as many as are asked for, on all cores:
//
//     SimulateVenue seeds N [FIRST]    the evenings of N seeds, from FIRST or 1 on
//     SimulateVenue seed N             one evening, with everything that happened
//
// Each evening is held against every invariant. The first that breaks one ends the run with status
// 1, the seed, and the command that replays it.

import Foundation
import Synchronization

@main struct SimulateVenue {
    static func main() async {
        let arguments = CommandLine.arguments.dropFirst()
        let numbers = arguments.dropFirst().compactMap(UInt64.init)
        guard let verb = arguments.first, let number = numbers.first else {
            say("SimulateVenue seeds N [FIRST] | seed N")
            exit(64)
        }
        if verb == "seed" {
            let told = await Evenings.first(of: number..<number + 1, on: 1) { evening in
                let violations = VenueInvariants.violations(evening)
                return (violations.isEmpty, VenueInvariants.report(evening, violations))
            }
            say(told?.1 ?? "")
            exit(told?.0 == true ? 0 : 1)
        }
        let first = numbers.dropFirst().first ?? 1
        let cores = ProcessInfo.processInfo.activeProcessorCount
        let failure = await Evenings.failure(of: first..<first + number, on: cores)
        if let failure { say(failure) }
        say(failure == nil ? "\(number) evenings kept their promises" : "an evening did not")
        exit(failure == nil ? 0 : 1)
    }

    private static func say(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
    }
}
