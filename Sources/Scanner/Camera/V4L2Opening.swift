// The steps of opening a camera, each of which may fail; V4L2Camera.open is their list, and its
// close undoes whatever they did. No step may undo anything itself.

import CV4L2

extension V4L2Camera {
    /// Buffers asked for: one being filled, one full, one being read, one to spare.
    private static let wantedBuffers: UInt32 = 4
    /// With one alone the driver has none to fill while we read.
    private static let leastBuffers: UInt32 = 2
    /// More than this no driver gives; it bounds what we map.
    private static let mostBuffers: UInt32 = 32

    func openDevice() throws(CaptureFault) -> Int32 {
        do throws(SystemError) {
            let device = try kernel.open(path)
            self.device = device
            return device
        } catch { throw fault(error, "open") }
    }

    /// A metadata node beside a camera says here that it captures no pictures.
    func checkCapability(_ device: Int32) throws(CaptureFault) {
        var capability = v4l2_capability()
        try control(device, cv4l2_query_capability, &capability, "query capability")
        let all = capability.capabilities
        let bits = all & UInt32(V4L2_CAP_DEVICE_CAPS) != 0 ? capability.device_caps : all
        guard bits & UInt32(V4L2_CAP_VIDEO_CAPTURE) != 0 else {
            throw unusable("it takes no pictures")
        }
        guard bits & UInt32(V4L2_CAP_STREAMING) != 0 else { throw unusable("it cannot stream") }
    }

    /// What the camera offers, the best first.
    func offers(_ device: Int32) -> Offers {
        let all = FormatOffers(kernel: kernel, device: device, wish: wish).all()
        let names = Set(all.map(\.pixels.description)).sorted().prefix(8)
        return Offers(
            untried: FormatChoice(wish: wish).ranked(all).prefix(Self.mostTries),
            names: names.isEmpty ? "nothing" : names.joined(separator: ", "))
    }

    struct Offers {
        var untried: ArraySlice<FormatOffer>
        /// For the log when none will do.
        let names: String
        /// One was taken; who asks again had no room for it.
        var wasTaken = false
    }

    /// Asks for the best untried offer first; what the driver makes of it is taken if it can be
    /// read. Asked again it goes on where it stopped, because the bus had no room for the answer.
    func chooseFormat(
        _ device: Int32, among offers: inout Offers
    ) throws(CaptureFault) -> CaptureFormat {
        var refusal: CaptureFault?
        while let offer = offers.untried.popFirst() {
            do throws(CaptureFault) {
                guard let format = try ask(device, for: offer) else { continue }
                reader = FrameReader(format: format)
                offers.wasTaken = true
                return format
            } catch { refusal = error }
        }
        if offers.wasTaken { throw noRoom }
        if let refusal { throw refusal }
        throw unusable("it offers \(offers.names)")
    }

    /// Offers tried before we say that none will do.
    private static let mostTries = 16

    /// nil when the driver answers with a format we cannot read.
    private func ask(
        _ device: Int32, for offer: FormatOffer
    ) throws(CaptureFault) -> CaptureFormat? {
        var request = unsafe v4l2_format()
        unsafe request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        unsafe request.fmt.pix.width = UInt32(offer.size?.width ?? wish.width)
        unsafe request.fmt.pix.height = UInt32(offer.size?.height ?? wish.height)
        unsafe request.fmt.pix.pixelformat = offer.pixels.code
        unsafe request.fmt.pix.field = V4L2_FIELD_ANY.rawValue
        try unsafe control(device, cv4l2_set_format, &request, "set format")
        let given = unsafe request.fmt.pix
        return CaptureFormat(
            pixels: PixelFormat(code: given.pixelformat), width: Int(given.width),
            height: Int(given.height), bytesPerLine: Int(given.bytesperline))
    }

    /// A driver that cannot set its rate keeps the one it has.
    func setRate(_ device: Int32) {
        var request = v4l2_streamparm()
        request.type = V4L2_BUF_TYPE_VIDEO_CAPTURE.rawValue
        unsafe request.parm.capture.timeperframe = v4l2_fract(
            numerator: 1, denominator: UInt32(wish.rate))
        try? kernel.control(device, cv4l2_set_parameters, &request)
    }

    func requestBuffers(_ device: Int32) throws(CaptureFault) -> UInt32 {
        var request = bufferRequest(count: Self.wantedBuffers)
        try control(device, cv4l2_request_buffers, &request, "request buffers")
        hasBuffers = true
        guard (Self.leastBuffers...Self.mostBuffers).contains(request.count) else {
            throw unusable("it gives \(request.count) buffers")
        }
        return request.count
    }

    func mapBuffers(
        _ device: Int32, count: UInt32, format: CaptureFormat
    ) throws(CaptureFault) {
        for index in 0..<count {
            var buffer = unsafe emptyBuffer(index)
            try unsafe control(device, cv4l2_query_buffer, &buffer, "query buffer")
            let length = unsafe buffer.length
            guard Int(length) >= format.leastBytes ?? 1, length <= CaptureFormat.largestBuffer
            else {
                throw unusable("its buffers have \(length) bytes")
            }
            do throws(SystemError) {
                let memory = try unsafe kernel.map(
                    device, length: length, offset: buffer.m.offset)
                unsafe buffers.append(memory)
            } catch { throw fault(error, "map buffer") }
        }
    }
}
