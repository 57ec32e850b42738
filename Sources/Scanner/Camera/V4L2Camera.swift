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

    // What exists, in the order in which it came to be.
    var device: Int32?
    /// Of the format that was agreed upon.
    var reader: FrameReader?
    var hasBuffers = false
    var buffers: [UnsafeMutableRawBufferPointer] = unsafe []
    private var isStreaming = false
    /// Pictures in a row that could not be taken from the driver.
    var failedReads = 0
    /// What of the wished controls could not be had.
    private(set) var complaints: [String] = []

    init(path: String, wish: CameraWish, kernel: any VideoDevice) {
        self.path = path
        self.wish = wish
        self.kernel = kernel
    }

    func open() throws(CaptureFault) {
        do {
            let device = try openDevice()
            try checkCapability(device)
            complaints = V4L2Controls(kernel: kernel, device: device).apply(wish.controls)
            var offers = offers(device)
            while true {
                let format = try chooseFormat(device, among: &offers)
                setRate(device)
                let count = try requestBuffers(device)
                try mapBuffers(device, count: count, format: format)
                if try startStream(device) { return }
                giveBuffersBack(device)
            }
        } catch {
            close()
            throw error
        }
    }

    /// Safe in every state, and twice.
    func close() {
        guard let device else { return }
        stopStream(device)
        giveBuffersBack(device)
        reader = nil
        kernel.close(device)
        self.device = nil
    }

    private func giveBuffersBack(_ device: Int32) {
        for index in unsafe buffers.indices { unsafe kernel.unmap(buffers[index]) }
        unsafe buffers = []
        if hasBuffers {
            var request = bufferRequest(count: 0)
            try? kernel.control(device, cv4l2_request_buffers, &request)
            hasBuffers = false
        }
    }

    /// Stops the stream and starts it afresh: wakes some frozen drivers.
    func restart() throws(CaptureFault) {
        guard let device else { throw .missing(device: path) }
        stopStream(device)
        guard try startStream(device) else { throw noRoom }
    }

    /// False when the bus has no room for a stream of this format.
    private func startStream(_ device: Int32) throws(CaptureFault) -> Bool {
        failedReads = 0
        for index in unsafe buffers.indices { try requeue(device, UInt32(index)) }
        var type = Int32(V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue)
        do throws(SystemError) {
            try kernel.control(device, cv4l2_stream_on, &type)
        } catch {
            if error.number == ENOSPC { return false }
            throw fault(error, "start stream")
        }
        isStreaming = true
        return true
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
        case ENOENT, ENODEV, ENXIO, ESHUTDOWN: .missing(device: path)
        case EBUSY: .busy(device: path)
        case EACCES, EPERM: .denied(device: path)
        // What a USB device says, or its bus of it, that hangs or is being pulled out.
        case EIO, EPROTO, EPIPE, ETIMEDOUT: .silent(device: path)
        default: unusable("\(step) failed with error \(error.number)")
        }
    }

    /// Other cameras and disks on the same hub share its room.
    var noRoom: CaptureFault {
        unusable(
            "its USB port has no room left for its pictures; plug it into a port of its own, "
                + "or ask for smaller pictures")
    }

    func unusable(_ reason: String) -> CaptureFault {
        .unusable(device: path, reason: reason)
    }
}
