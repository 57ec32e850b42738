// A part of the box that looks at something again and again for as long as the box runs.

import CheckinCore
import ServiceLifecycle

protocol PeriodicService: Service {
    /// Between two looks.
    static var interval: Duration { get }
    var time: any TimeSource { get }

    func check() async
}

extension PeriodicService {
    func run() async { await checkPeriodically() }

    /// The first look comes after one interval.
    func checkPeriodically() async {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try? await time.sleep(for: Self.interval)
                await check()
            }
        }
    }
}
