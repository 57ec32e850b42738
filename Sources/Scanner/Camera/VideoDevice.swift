// The kernel, as far as a camera needs it: the port that lets a test play the kernel.

/// An error number of a system call.
struct SystemError: Error, Hashable {
    let number: Int32

    init(_ number: Int32) { self.number = number }
}

/// What a wait ended with: the bits of poll(2).
struct PollEvents: OptionSet {
    let rawValue: Int32

    static let readable = PollEvents(rawValue: 0x001)
    static let error = PollEvents(rawValue: 0x008)
    static let hangup = PollEvents(rawValue: 0x010)
    static let invalid = PollEvents(rawValue: 0x020)
    /// The device is gone.
    static let gone: PollEvents = [.hangup, .invalid]
}

/// The system calls a camera needs. None of them blocks but `wait`, and none reports EINTR.
protocol VideoDevice: AnyObject {
    func open(_ path: String) throws(SystemError) -> Int32
    func close(_ device: Int32)
    /// One VIDIOC request and the struct that belongs to it.
    func control<Argument>(
        _ device: Int32, _ request: UInt32, _ argument: inout Argument
    ) throws(SystemError)
    func map(
        _ device: Int32, length: UInt32, offset: UInt32
    ) throws(SystemError) -> UnsafeMutableRawBufferPointer
    func unmap(_ memory: UnsafeMutableRawBufferPointer)
    /// Empty when the time is up or a bell rang.
    func wait(_ device: Int32, for span: Duration) throws(SystemError) -> PollEvents
}
