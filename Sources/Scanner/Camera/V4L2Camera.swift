// One camera that is open, or half open. Opening is a list of small steps; closing undoes what
// exists, in reverse, from wherever opening stopped. It must never retry: that is CameraSource's.
//
// A class without Sendable keeps it on the thread that made it.

import CV4L2
import Glibc

@safe final class V4L2Camera {
    let path: String
    let wish: CameraWish
    let kernel: any VideoDevice
    private let converter: V4LConverter?

    // What exists, in the order in which it came to be.
    var device: Int32?
    var format: CaptureFormat?
    var hasBuffers = false
    var buffers: [UnsafeMutableRawBufferPointer] = unsafe []
    private var isStreaming = false

    init(path: String, wish: CameraWish, kernel: any VideoDevice) {
        self.path = path
        self.wish = wish
        self.kernel = kernel
        converter = V4LConverter()
    }

    func open() throws(CaptureFault) {
        do {
            let device = try openDevice()
            try checkCapability(device)
            let format = try chooseFormat(device)
            setRate(device)
            let count = try requestBuffers(device)
            try mapBuffers(device, count: count, format: format)
            try startStream(device)
        } catch {
            close()
            throw error
        }
    }

    /// Safe in every state, and twice.
    func close() {
        guard let device else { return }
        stopStream(device)
        for index in unsafe buffers.indices { unsafe kernel.unmap(buffers[index]) }
        unsafe buffers = []
        if hasBuffers {
            var request = bufferRequest(count: 0)
            try? kernel.control(device, cv4l2_request_buffers, &request)
            hasBuffers = false
        }
        format = nil
        kernel.close(device)
        self.device = nil
    }

    /// Stops the stream and starts it afresh: wakes some frozen drivers.
    func restart() throws(CaptureFault) {
        guard let device else { throw .missing(device: path) }
        stopStream(device)
        try startStream(device)
    }

    func startStream(_ device: Int32) throws(CaptureFault) {
        for index in unsafe buffers.indices { try requeue(device, UInt32(index)) }
        var type = Int32(V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue)
        try control(device, cv4l2_stream_on, &type, "start stream")
        isStreaming = true
    }

    private func stopStream(_ device: Int32) {
        guard isStreaming else { return }
        var type = Int32(V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue)
        try? kernel.control(device, cv4l2_stream_off, &type)
        isStreaming = false
    }

    // MARK: Words of the kernel

    /// Gives a buffer to the driver to fill.
    func requeue(_ device: Int32, _ index: UInt32) throws(CaptureFault) {
        var buffer = unsafe emptyBuffer(index)
        try unsafe control(device, cv4l2_queue_buffer, &buffer, "queue buffer")
    }

    func emptyBuffer(_ index: UInt32) -> v4l2_buffer {
        var buffer = unsafe v4l2_buffer()
        unsafe buffer.index = index
        unsafe buffer.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        unsafe buffer.memory = V4L2_MEMORY_MMAP.rawValue
        return unsafe buffer
    }

    func bufferRequest(count: UInt32) -> v4l2_requestbuffers {
        var request = v4l2_requestbuffers()
        request.count = count
        request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        request.memory = V4L2_MEMORY_MMAP.rawValue
        return request
    }

    func control<Argument>(
        _ device: Int32, _ request: UInt32, _ argument: inout Argument, _ step: String
    ) throws(CaptureFault) {
        do throws(SystemError) {
            try kernel.control(device, request, &argument)
        } catch { throw fault(error, step) }
    }

    func fault(_ error: SystemError, _ step: String) -> CaptureFault {
        switch error.number {
        // EIO is what a stream says whose device has just been pulled out.
        case ENOENT, ENODEV, ENXIO, EIO: .missing(device: path)
        case EBUSY: .busy(device: path)
        case EACCES, EPERM: .denied(device: path)
        default: unusable("\(step) failed with error \(error.number)")
        }
    }

    func unusable(_ reason: String) -> CaptureFault {
        .unusable(device: path, reason: reason)
    }

    /// nil when the picture is broken.
    func grey(from bytes: UnsafeRawBufferPointer, format: CaptureFormat) -> GreyImage? {
        switch format.layout {
        case .plane, .even, .odd: unsafe Luma.grey(from: bytes, format: format)
        case .jpeg: unsafe try? JPEGReader.grey(from: bytes)
        case .computed: unsafe converter?.grey(from: bytes, format: format)
        }
    }
}
