// How a path becomes an open hand scanner: what is behind it, whether codes can come out of it, and
// making it ours alone. Whatever fails, nothing stays open.

import CheckinCore
import Glibc

extension HandScanner {
    init(
        opening path: String, label: String, for wish: HandScannerWish,
        kernel: any HandScannerKernel, at now: Uptime
    ) throws(HandScannerFault) {
        let number = kernel.number(of: path)
        do throws(SystemError) {
            let device = try kernel.open(path)
            do throws(SystemError) {
                switch kernel.kind(of: device) {
                case .other: throw SystemError(ENOTTY)
                case .serial:
                    try kernel.claim(device)
                    self.init(
                        serial: device, label: label, number: number, kernel: kernel, at: now)
                case .keyboard:
                    try Self.check(device, isNamed: path == wish.device, kernel)
                    try kernel.grab(device)
                    try self.init(
                        keyboard: device, label: label, number: number, layout: wish.layout,
                        kernel: kernel, at: now)
                }
            } catch {
                kernel.close(device)
                throw error
            }
        } catch {
            throw HandScannerFault(error, device: label)
        }
    }

    /// What was listed a moment ago may be another device by now: asked again before the grab.
    private static func check(
        _ keyboard: Int32, isNamed: Bool, _ kernel: any HandScannerKernel
    ) throws(SystemError) {
        var isFit = ScannerLikeness.canType(try kernel.keys(of: keyboard))
        if isFit, !isNamed {
            isFit = ScannerLikeness.isNamedLikeOne(try kernel.name(of: keyboard))
        }
        if !isFit { throw SystemError(ENOTTY) }
    }
}

extension HandScannerFault {
    fileprivate init(_ error: SystemError, device: String) {
        self =
            switch error.number {
            case ENOENT, ENODEV, ENXIO, ENOTDIR: .missing(device: device)
            case EBUSY: .busy(device: device)
            case EACCES, EPERM: .denied(device: device)
            case ENOTTY: .unusable(device: device, reason: "no codes can be typed with it")
            default: .unusable(device: device, reason: "error \(error.number)")
            }
    }
}
