// Several displays behind one port: the door page, and whatever else shows verdicts.

import CheckinCore

struct Displays: DoorDisplay {
    let all: [any DoorDisplay]

    func show(_ announcement: Announcement) async {
        for display in all { await display.show(announcement) }
    }

    func isWatched() async -> Bool {
        for display in all where await display.isWatched() { return true }
        return false
    }
}
