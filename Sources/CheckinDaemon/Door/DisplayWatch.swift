// Notices that nobody looks at the door page, whether or not somebody stands before the camera.

import CheckinCore

struct DisplayWatch: PeriodicService {
    /// A page reports every second.
    static let interval: Duration = .seconds(1)

    let display: any DoorDisplay
    let conditions: any ConditionReporter
    let time: any TimeSource

    /// Looks at once: a box without a page says so before anybody comes.
    func run() async {
        await check()
        await checkPeriodically()
    }

    func check() async {
        if await display.isWatched() {
            await conditions.clear(.nobodySees)
        } else {
            await conditions.raise(.nobodySees, detail: "")
        }
    }
}
