// Notices that nobody looks at the door page, whether or not somebody stands before the camera.

import CheckinCore
import ServiceLifecycle

struct DisplayWatch: Service {
    /// A page reports every second.
    private static let interval: Duration = .seconds(1)

    let display: any DoorDisplay
    let conditions: any ConditionReporter
    let time: any TimeSource

    func run() async {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await check()
                try? await time.sleep(for: Self.interval)
            }
        }
    }

    func check() async {
        if await display.isWatched() {
            await conditions.clear(.nobodySees)
        } else {
            await conditions.raise(.nobodySees, detail: "")
        }
    }
}
