// Watches a real camera through the same source and ladder as the daemon, and prints what happens
// and when: for the lane with a real kernel, and for whoever stands before a camera that will not.

import CheckinCore
import Scanner

struct CameraBench {
    let device: String
    let seconds: Double

    /// False when no code was read.
    func run() -> Bool {
        let time = RealTime()
        let source = FrameSourceDescription.camera(CameraWish(device: device))
            .makeSource(time: time, bell: Bell())
        defer { source.close() }
        let ladder = Ladder.whole(effort: .frame(limit: Ladder.frameLimit, time: time))
        var debouncer = Debouncer()
        let start = time.uptime()
        var fault: CaptureFault?
        var (frames, tokens) = (0, 0)
        while time.uptime().since(start) < .seconds(seconds) {
            let event = source.next(patience: .milliseconds(250))
            let elapsed = time.uptime().since(start).milliseconds
            if source.fault != fault {
                fault = source.fault
                say("\(elapsed) ms: \(fault.map { "\($0)" } ?? "pictures come")\n")
            }
            guard case .frame(let frame) = event else { continue }
            if frames == 0 { say("\(elapsed) ms: first frame, \(size(frame.image))\n") }
            frames += 1
            let codes = ladder.read(frame.image)
            for code in debouncer.presentations(of: codes, at: frame.seenAt) {
                tokens += 1
                let age = time.uptime().since(frame.seenAt).milliseconds
                say(
                    "\(elapsed) ms: a code of \(code.bytes.count) bytes, \(age) ms after light\n"
                )
            }
        }
        say("\(frames) frames, \(tokens) presentations\n")
        return tokens > 0
    }

    private func size(_ image: GreyImage) -> String { "\(image.width)x\(image.height)" }
}
