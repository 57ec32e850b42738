// The kernel, as far as hand scanners need it: the port that lets a test play the kernel.

/// What an opened node turned out to be.
enum HandScannerKind: Hashable {
    case keyboard
    case serial
    case other
}

/// A node that the kernel lists among the input devices, without it having been opened.
struct InputNode: Hashable {
    let path: String
    /// What the device calls itself.
    let name: String
    /// The codes of the keys it has.
    let keys: Set<UInt16>
}

/// The system calls a hand scanner needs. None of them blocks but `wait`, and none reports EINTR.
protocol HandScannerKernel: AnyObject {
    /// The input devices there are.
    func inputs() -> [InputNode]
    /// The number of the device behind a path, through links; nil when there is none.
    func number(of path: String) -> UInt64?
    func open(_ path: String) throws(SystemError) -> Int32
    func close(_ device: Int32)
    func kind(of device: Int32) -> HandScannerKind
    /// What a keyboard calls itself.
    func name(of device: Int32) throws(SystemError) -> String
    /// The codes of the keys it has.
    func keys(of device: Int32) throws(SystemError) -> Set<UInt16>
    /// The codes of the keys that are down.
    func heldKeys(of device: Int32) throws(SystemError) -> Set<UInt16>
    /// Keeps every other reader away from a keyboard.
    func grab(_ device: Int32) throws(SystemError)
    /// Makes a serial line ours alone, and its bytes raw.
    func claim(_ device: Int32) throws(SystemError)
    /// At most `count` bytes; none when the other end has hung up.
    func read(_ device: Int32, _ count: Int) throws(SystemError) -> [UInt8]
    /// Returns when one of the devices has something to say, the time is up, or a bell rang; the
    /// events in the order of `devices`.
    func wait(_ devices: [Int32], for span: Duration) throws(SystemError) -> [PollEvents]
}
