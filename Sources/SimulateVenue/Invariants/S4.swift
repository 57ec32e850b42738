// S4: no verdict waits for the network. In virtual time an answer takes no time at all, whatever
// becomes of requests.

enum S4 {
    static func violations(_ evening: VenueEvening) -> [String] {
        evening.waits.map { "S4: \($0) before it answered" }
    }
}
