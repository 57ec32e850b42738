// Taking a picture from an open camera: drain what the driver has queued, keep the newest valid
// one, give every buffer back before anybody looks at the picture.

import CV4L2
import CheckinCore
import Glibc

/// What one grab came to.
enum Grab: Sendable {
    case picture(GreyImage, takenAt: Uptime)
    case nothing
    /// A picture was announced, and was not there.
    case empty
    /// Pictures came, and not one of them was whole.
    case broken
    /// The stream has stopped and must be started anew.
    case failed
}

extension V4L2Camera {
    /// A buffer the driver has filled.
    private struct Filled {
        let index: Int
        let used: Int
        let takenAt: Uptime
    }

    /// Pictures in a row that the driver announces and then fails to hand over: one is a glitch of
    /// the signal, so many are a second of it.
    private static let mostFailedReads = 16

    /// Waits at most `patience`. Throws when the camera must be closed.
    func grab(patience: Duration, time: any TimeSource) throws(CaptureFault) -> Grab {
        guard let device, let reader else { throw .missing(device: path) }
        let events: PollEvents
        do throws(SystemError) {
            events = try kernel.wait(device, for: patience)
        } catch { throw fault(error, "wait") }
        // A device that is gone hangs up; an error alone is the stream's.
        if !events.isDisjoint(with: .gone) { throw .missing(device: path) }
        guard events.contains(.readable) else { return events.isEmpty ? .nothing : .failed }
        let (newest, sawBroken) = try drain(device, reader: reader, time: time)
        guard let newest else {
            if failedReads >= Self.mostFailedReads { return .failed }
            return sawBroken ? .broken : .empty
        }
        failedReads = 0
        let bytes = unsafe UnsafeRawBufferPointer(rebasing: buffers[newest.index][..<newest.used])
        let image = unsafe reader.grey(from: bytes)
        try requeue(device, UInt32(newest.index))
        guard let image else { return .broken }
        return .picture(image, takenAt: newest.takenAt)
    }

    /// The newest whole picture, still ours; all others are the driver's again.
    private func drain(
        _ device: Int32, reader: FrameReader, time: any TimeSource
    ) throws(CaptureFault) -> (newest: Filled?, sawBroken: Bool) {
        var newest: Filled?
        var sawBroken = false
        for _ in unsafe buffers.indices {
            var buffer = unsafe emptyBuffer(0)
            do throws(SystemError) {
                try unsafe kernel.control(device, cv4l2_dequeue_buffer, &buffer)
            } catch {
                if error.number == EAGAIN { break }
                if error.number == EIO {
                    failedReads += 1
                    sawBroken = true
                    break
                }
                throw fault(error, "dequeue buffer")
            }
            let index = unsafe Int(buffer.index)
            guard unsafe buffers.indices.contains(index), index != newest?.index else {
                throw .unusable(device: path, reason: "it gives buffers it does not have")
            }
            if unsafe isWhole(buffer, in: buffers[index], reader: reader) {
                if let older = newest { try requeue(device, UInt32(older.index)) }
                newest = unsafe Filled(
                    index: index, used: Int(buffer.bytesused),
                    takenAt: takenAt(buffer, now: time.uptime()))
            } else {
                sawBroken = true
                try requeue(device, UInt32(index))
            }
        }
        return (newest, sawBroken)
    }

    /// A lossy bus breaks pictures and says so; cheap webcams cut them short and do not.
    private func isWhole(
        _ buffer: v4l2_buffer, in memory: UnsafeMutableRawBufferPointer, reader: FrameReader
    ) -> Bool {
        let used = unsafe Int(buffer.bytesused)
        guard unsafe buffer.flags & UInt32(V4L2_BUF_FLAG_ERROR) == 0, used <= memory.count else {
            return false
        }
        return unsafe reader.isWhole(UnsafeRawBufferPointer(rebasing: memory[..<used]))
    }

    /// The driver's own stamp when it is of the clock we live by and makes sense, else now.
    private func takenAt(_ buffer: v4l2_buffer, now: Uptime) -> Uptime {
        let clock = unsafe buffer.flags & UInt32(V4L2_BUF_FLAG_TIMESTAMP_MASK)
        guard clock == UInt32(V4L2_BUF_FLAG_TIMESTAMP_MONOTONIC) else { return now }
        let stamp = unsafe buffer.timestamp
        guard (0..<Self.mostSeconds).contains(stamp.tv_sec), (0..<1_000_000).contains(stamp.tv_usec)
        else { return now }
        let taken = Uptime(
            nanoseconds: Int64(stamp.tv_sec) * 1_000_000_000 + Int64(stamp.tv_usec) * 1_000)
        let age = now.since(taken)
        return age >= .zero && age <= Self.oldestStamp ? taken : now
    }

    /// A picture older than this was not kept by any driver: the stamp is of another clock.
    private static let oldestStamp: Duration = .seconds(2)
    /// A century of seconds; keeps the nanoseconds within 64 bits.
    private static let mostSeconds = 3_200_000_000
}
