// Memory with a forbidden page on either side: whoever reads a byte too far ends the program there
// and then, C libraries included, whether or not they were built with a sanitizer.

import Glibc

@safe final class GuardedBytes {
    private let start: UnsafeMutableRawPointer
    private let room: Int

    /// For up to `most` bytes.
    init(most: Int) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        room = (most + page - 1) / page * page
        let memory = unsafe mmap(
            nil, room + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let memory = unsafe memory, unsafe memory != MAP_FAILED else {
            preconditionFailure("no memory for \(most) guarded bytes")
        }
        unsafe start = memory + page
        let allowed = unsafe mprotect(start, room, PROT_READ | PROT_WRITE)
        precondition(allowed == 0, "the guarded bytes cannot be written")
    }

    /// Lends a copy of `bytes` that ends where the memory does.
    func atEnd<Result>(
        _ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        unsafe lend(bytes, at: start + (room - bytes.count), body)
    }

    /// Lends a copy of `bytes` that begins where the memory does.
    func atStart<Result>(
        _ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        unsafe lend(bytes, at: start, body)
    }

    private func lend<Result>(
        _ bytes: [UInt8], at address: UnsafeMutableRawPointer,
        _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        precondition(bytes.count <= room, "more bytes than there is room for")
        let copy = unsafe UnsafeMutableRawBufferPointer(start: address, count: bytes.count)
        unsafe copy.copyBytes(from: bytes)
        return unsafe body(UnsafeRawBufferPointer(copy))
    }
}
