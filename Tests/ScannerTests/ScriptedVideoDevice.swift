// The test plays the kernel: a camera's driver in memory that keeps a transcript, counts what is
// open, mapped and queued, and fails wherever a test wants it to.

import CV4L2
import CheckinCore
import CheckinTesting
import Glibc

@testable import Scanner

@safe final class ScriptedVideoDevice: VideoDevice {
    /// A picture as the driver hands it out.
    struct Delivery {
        var bytes: [UInt8]
        var flags: Int32 = 0
        /// In place of the length of `bytes`.
        var used: UInt32?
        /// In place of the next queued buffer.
        var index: UInt32?
        var seconds = 0
        var microseconds = 0
    }

    /// What one wait ends with.
    enum Event {
        case deliver([Delivery])
        case nothing
        case poll(PollEvents)
        case fails(Int32)
        /// A picture is announced, and taking it fails.
        case dequeueFails(Int32)
    }

    struct Offer {
        var pixels: PixelFormat
        var sizes: [(width: Int, height: Int)] = []
        var rates: [Int] = []
    }

    // What the camera is.
    var paths: Set<String> = ["/dev/video0"]
    var capabilities = UInt32(V4L2_CAP_VIDEO_CAPTURE) | UInt32(V4L2_CAP_STREAMING)
    var offers = [Offer(pixels: .yuyv, sizes: [(320, 240)], rates: [30])]
    /// What it answers to any wish; nil when it grants it.
    var answeredFormat: PixelFormat?
    var answeredBuffers: UInt32?
    /// Bytes of a buffer; what the format needs when nil.
    var bufferLength: UInt32?

    /// Its controls, by id. Without a range it has none such.
    struct Control {
        var range: ClosedRange<Int32>
        var step: Int32 = 1
        var flags: UInt32 = 0
        /// Setting it fails with this.
        var refusal: Int32?
    }
    var controls: [UInt32: Control] = [:]
    /// Told of every control in place of its own: least, most, step.
    var crookedRange: (Int32, Int32, Int32)?
    /// The bus has room for streams of these formats and no others; nil when for all.
    var formatsWithRoom: Set<PixelFormat>?

    /// The same picture again and again.
    struct Repeating {
        var delivery: Delivery
        var interval: Duration
    }

    // What happens.
    /// When there are no more events.
    var picturesForever: Repeating?
    /// After the start of the stream nothing comes for so long.
    var warmUp: Duration = .zero
    /// These open like any other, and send nothing.
    var silentPaths: Set<String> = []
    var events: [Event] = []
    /// The call of this number, counted from 0, fails with the error.
    var failure: (call: Int, error: Int32)?
    var openFailure: Int32?

    // What was seen.
    private(set) var transcript: [String] = []
    private(set) var calls = 0
    private(set) var open: Set<Int32> = []
    private(set) var mapped = 0
    private(set) var hasBuffers = false
    private(set) var isStreaming = false
    private(set) var queued: [UInt32] = []
    private(set) var restarts = 0

    private var streamsSince = Uptime(nanoseconds: 0)
    /// What was opened last.
    private(set) var openPath = ""

    private let clock: VirtualClock
    private var memory: [UnsafeMutableRawBufferPointer] = unsafe []
    private var ready: [Delivery] = []
    private var dequeueError: Int32?
    private var nextDescriptor: Int32 = 10
    private(set) var format = (pixels: PixelFormat.yuyv, width: 0, height: 0)

    init(clock: VirtualClock = VirtualClock()) { self.clock = clock }

    deinit { for index in unsafe memory.indices { unsafe memory[index].deallocate() } }

    /// Nothing of the device is in use.
    var isUntouched: Bool { open.isEmpty && mapped == 0 && !hasBuffers && !isStreaming }

    private func note(_ line: String) throws(SystemError) {
        transcript.append(line)
        defer { calls += 1 }
        if let failure, failure.call == calls { throw SystemError(failure.error) }
    }

    func open(_ path: String) throws(SystemError) -> Int32 {
        try note("open \(path)")
        if let openFailure { throw SystemError(openFailure) }
        guard paths.contains(path) else { throw SystemError(ENOENT) }
        openPath = path
        nextDescriptor += 1
        open.insert(nextDescriptor)
        return nextDescriptor
    }

    func close(_ device: Int32) {
        transcript.append("close")
        open.remove(device)
        queued = []
        ready = []
    }

    func map(
        _ device: Int32, length: UInt32, offset: UInt32
    ) throws(SystemError) -> UnsafeMutableRawBufferPointer {
        try note("map \(length) at \(offset)")
        let block = UnsafeMutableRawBufferPointer.allocate(
            byteCount: Int(length), alignment: 16)
        unsafe memory.append(block)
        mapped += 1
        return unsafe block
    }

    func unmap(_ block: UnsafeMutableRawBufferPointer) {
        transcript.append("unmap")
        mapped -= 1
    }

    func wait(_ device: Int32, for span: Duration) throws(SystemError) -> PollEvents {
        let ready = streamsSince + warmUp
        if silentPaths.contains(openPath) || clock.uptime() < ready {
            clock.advance(
                by: clock.uptime() < ready ? min(span, ready.since(clock.uptime())) : span)
            return []
        }
        if events.isEmpty, let picturesForever {
            clock.advance(by: picturesForever.interval)
            self.ready.append(picturesForever.delivery)
            return .readable
        }
        switch events.isEmpty ? .nothing : events.removeFirst() {
        case .deliver(let deliveries):
            self.ready += deliveries
            return .readable
        case .nothing:
            clock.advance(by: span)
            return []
        case .poll(let events): return events
        case .fails(let error): throw SystemError(error)
        case .dequeueFails(let error):
            dequeueError = error
            return .readable
        }
    }

    func control<Argument>(
        _ device: Int32, _ request: UInt32, _ argument: inout Argument
    ) throws(SystemError) {
        guard open.contains(device) else { throw SystemError(EBADF) }
        switch request {
        case cv4l2_query_capability:
            try note("query capability")
            edit(&argument, v4l2_capability.self) { $0.capabilities = capabilities }
        case cv4l2_list_formats: try listFormats(&argument)
        case cv4l2_list_sizes: try listSizes(&argument)
        case cv4l2_list_intervals: try listIntervals(&argument)
        case cv4l2_set_format: try setFormat(&argument)
        case cv4l2_set_parameters:
            let rate = unsafe read(argument, v4l2_streamparm.self)?
                .parm.capture.timeperframe.denominator
            try note("rate \(rate ?? 0)")
        case cv4l2_request_buffers: try requestBuffers(&argument)
        case cv4l2_query_buffer: try queryBuffer(&argument)
        case cv4l2_queue_buffer:
            let index = unsafe read(argument, v4l2_buffer.self)?.index ?? .max
            try note("queue \(index)")
            guard !queued.contains(index) else { throw SystemError(EINVAL) }
            queued.append(index)
        case cv4l2_dequeue_buffer: try dequeue(&argument)
        case cv4l2_stream_on:
            try note("stream on")
            if isStreaming { throw SystemError(EBUSY) }
            if let formatsWithRoom, !formatsWithRoom.contains(format.pixels) {
                throw SystemError(ENOSPC)
            }
            isStreaming = true
            streamsSince = clock.uptime()
            restarts += 1
        case cv4l2_stream_off:
            try note("stream off")
            isStreaming = false
            queued = []
            ready = []
        case cv4l2_query_control: try queryControl(&argument)
        case cv4l2_set_control: try setControl(&argument)
        default: throw SystemError(ENOTTY)
        }
    }
}

extension ScriptedVideoDevice {
    private func read<Argument, Struct>(_ argument: Argument, _ kind: Struct.Type) -> Struct? {
        argument as? Struct
    }

    private func edit<Argument, Struct>(
        _ argument: inout Argument, _ kind: Struct.Type, _ change: (inout Struct) -> Void
    ) {
        guard var value = argument as? Struct else { return }
        change(&value)
        if let changed = value as? Argument { argument = changed }
    }

    private func listFormats<Argument>(_ argument: inout Argument) throws(SystemError) {
        guard let index = read(argument, v4l2_fmtdesc.self).map({ Int($0.index) }),
            offers.indices.contains(index)
        else { throw SystemError(EINVAL) }
        try note("format \(index)")
        edit(&argument, v4l2_fmtdesc.self) { $0.pixelformat = offers[index].pixels.code }
    }

    private func listSizes<Argument>(_ argument: inout Argument) throws(SystemError) {
        guard let asked = read(argument, v4l2_frmsizeenum.self),
            let offer = offers.first(where: { $0.pixels.code == asked.pixel_format }),
            offer.sizes.indices.contains(Int(asked.index))
        else { throw SystemError(EINVAL) }
        let size = offer.sizes[Int(asked.index)]
        edit(&argument, v4l2_frmsizeenum.self) {
            $0.type = V4L2_FRMSIZE_TYPE_DISCRETE.rawValue
            $0.discrete = v4l2_frmsize_discrete(
                width: UInt32(size.width), height: UInt32(size.height))
        }
    }

    private func listIntervals<Argument>(_ argument: inout Argument) throws(SystemError) {
        guard let asked = read(argument, v4l2_frmivalenum.self),
            let offer = offers.first(where: { $0.pixels.code == asked.pixel_format }),
            offer.rates.indices.contains(Int(asked.index))
        else { throw SystemError(EINVAL) }
        edit(&argument, v4l2_frmivalenum.self) {
            $0.type = V4L2_FRMIVAL_TYPE_DISCRETE.rawValue
            $0.discrete = v4l2_fract(
                numerator: 1, denominator: UInt32(offer.rates[Int(asked.index)]))
        }
    }

    private func setFormat<Argument>(_ argument: inout Argument) throws(SystemError) {
        guard let asked = unsafe read(argument, v4l2_format.self) else { throw SystemError(EFAULT) }
        let pixels = unsafe answeredFormat ?? PixelFormat(code: asked.fmt.pix.pixelformat)
        format = unsafe (pixels, Int(asked.fmt.pix.width), Int(asked.fmt.pix.height))
        try note("set \(format.pixels) \(format.width)x\(format.height)")
        unsafe edit(&argument, v4l2_format.self) {
            unsafe $0.fmt.pix.pixelformat = pixels.code
            unsafe $0.fmt.pix.bytesperline = 0
            unsafe $0.fmt.pix.sizeimage = imageBytes
        }
    }

    private var imageBytes: UInt32 {
        UInt32(format.width * format.height * (format.pixels == .rgb24 ? 3 : 2))
    }

    private func requestBuffers<Argument>(_ argument: inout Argument) throws(SystemError) {
        let asked = read(argument, v4l2_requestbuffers.self)?.count ?? 0
        try note("buffers \(asked)")
        hasBuffers = asked > 0
        // The driver drops what was queued to it with the buffers.
        if asked == 0 { queued = [] }
        edit(&argument, v4l2_requestbuffers.self) {
            if asked > 0 { $0.count = answeredBuffers ?? asked }
        }
    }

    private func queryBuffer<Argument>(_ argument: inout Argument) throws(SystemError) {
        let index = unsafe read(argument, v4l2_buffer.self)?.index ?? 0
        try note("query buffer \(index)")
        unsafe edit(&argument, v4l2_buffer.self) {
            unsafe $0.length = bufferLength ?? imageBytes
            unsafe $0.m.offset = index * 4096
        }
    }

    private func dequeue<Argument>(_ argument: inout Argument) throws(SystemError) {
        if let dequeueError {
            self.dequeueError = nil
            throw SystemError(dequeueError)
        }
        guard !ready.isEmpty, !queued.isEmpty else { throw SystemError(EAGAIN) }
        let delivery = ready.removeFirst()
        let index = delivery.index ?? queued.removeFirst()
        transcript.append("take \(index)")
        let mine = unsafe memory.suffix(mapped)
        if Int(index) < mapped {
            let block = unsafe mine[mine.startIndex + Int(index)]
            unsafe block.copyBytes(from: delivery.bytes.prefix(block.count))
        }
        unsafe edit(&argument, v4l2_buffer.self) {
            unsafe $0.index = index
            unsafe $0.bytesused = delivery.used ?? UInt32(delivery.bytes.count)
            unsafe $0.flags = UInt32(delivery.flags)
            unsafe $0.timestamp = timeval(
                tv_sec: delivery.seconds, tv_usec: delivery.microseconds)
        }
    }

    private func queryControl<Argument>(_ argument: inout Argument) throws(SystemError) {
        guard let id = read(argument, v4l2_queryctrl.self)?.id, let control = controls[id] else {
            throw SystemError(EINVAL)
        }
        edit(&argument, v4l2_queryctrl.self) {
            ($0.minimum, $0.maximum, $0.step) =
                crookedRange ?? (control.range.lowerBound, control.range.upperBound, control.step)
            $0.flags = control.flags
        }
    }

    private func setControl<Argument>(_ argument: inout Argument) throws(SystemError) {
        guard let setting = read(argument, v4l2_control.self), let control = controls[setting.id]
        else { throw SystemError(EINVAL) }
        if let refusal = control.refusal { throw SystemError(refusal) }
        try note("control \(String(setting.id, radix: 16)) = \(setting.value)")
    }
}
