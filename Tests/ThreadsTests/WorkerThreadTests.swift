// Blocking work must be serial, in order, on a thread of its own, and the thread must end.

import Glibc
import Synchronization
import Testing
import Threads

private actor Counter: ThreadBound {
    nonisolated let thread = WorkerThread(name: "counter")
    private var values: [Int] = []

    func append(_ value: Int) -> UInt {
        values.append(value)
        return UInt(pthread_self())
    }

    func all() -> [Int] { values }
}

@Suite struct WorkerThreadTests {
    @Test func runsAllJobsOfAnActorOnOneThread() async {
        let counter = Counter()
        var threads: Set<UInt> = []
        for value in 0..<1_000 { threads.insert(await counter.append(value)) }
        #expect(threads.count == 1)
        #expect(await counter.all() == Array(0..<1_000))
    }

    @Test func losesNothingUnderConcurrentCallers() async {
        let counter = Counter()
        await withTaskGroup(of: Void.self) { group in
            for value in 0..<500 { group.addTask { _ = await counter.append(value) } }
        }
        #expect(await counter.all().sorted() == Array(0..<500))
    }

    @Test func canBeReleasedFromItsOwnThread() async {
        for value in 0..<200 {
            let counter = Counter()
            _ = await counter.append(value)
        }
    }

    @Test func joinReturnsAfterTheBody() async {
        let ran = Mutex(false)
        let handle = startThread(named: "a thread with a long name") {
            ran.withLock { $0 = true }
        }
        await handle.join()
        #expect(ran.withLock { $0 })
        await handle.join()
    }
}
