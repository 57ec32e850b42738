// The real kernel. It must never interpret an answer: that is V4L2Camera's.

import CV4L2

final class LinuxVideoDevice: VideoDevice {
    private let bell: Bell

    /// `bell` cuts every wait short.
    init(bell: Bell) { self.bell = bell }

    func open(_ path: String) throws(SystemError) -> Int32 {
        try check(unsafe path.withCString { unsafe cv4l2_open($0) })
    }

    func close(_ device: Int32) { _ = cv4l2_close(device) }

    func control<Argument>(
        _ device: Int32, _ request: UInt32, _ argument: inout Argument
    ) throws(SystemError) {
        let result = unsafe withUnsafeMutablePointer(to: &argument) {
            unsafe cv4l2_ioctl(device, request, $0)
        }
        _ = try check(result)
    }

    func map(
        _ device: Int32, length: UInt32, offset: UInt32
    ) throws(SystemError) -> UnsafeMutableRawBufferPointer {
        var address: UnsafeMutableRawPointer?
        _ = try check(unsafe cv4l2_map(device, length, offset, &address))
        return unsafe UnsafeMutableRawBufferPointer(start: address, count: Int(length))
    }

    func unmap(_ memory: UnsafeMutableRawBufferPointer) {
        _ = unsafe cv4l2_unmap(memory.baseAddress, UInt32(memory.count))
    }

    func wait(_ device: Int32, for span: Duration) throws(SystemError) -> PollEvents {
        PollEvents(rawValue: try check(cv4l2_poll(device, bell.descriptor, Bell.pollTimeout(span))))
    }

    private func check(_ result: Int32) throws(SystemError) -> Int32 {
        if result < 0 { throw SystemError(-result) }
        return result
    }
}
