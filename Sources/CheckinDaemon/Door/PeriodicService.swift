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
    func run() async {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await check()
                try? await time.sleep(for: Self.interval)
            }
        }
    }
}
