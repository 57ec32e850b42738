// The camera's newest picture over HTTP, for the door page to aim by. It shows guests, so only the
// loopback listener may have it, and nothing on the way may keep it.

import CheckinCore
import Hummingbird
import WebEdge

struct PreviewRoute {
    static let path: RouterPath = "api/v1/door/preview"

    /// The picture's number: what to ask with for the next one.
    static let numberHeader: HeaderName = {
        guard let name = HeaderName("X-Picture") else { preconditionFailure("a token by RFC 9110") }
        return name
    }()

    /// nil: the box has no camera.
    let desk: PreviewDesk?

    func add(to router: some RouterMethods<WebContext>) {
        router.get(Self.path) { request, _ in try await picture(request) }
    }

    private func picture(_ request: Request) async throws -> Response {
        let number = try number(in: request)
        guard let desk else {
            throw Problem(.notFound, code: "no_camera", detail: "This box has no camera.")
        }
        guard let picture = try await desk.picture(after: number) else {
            return Response(status: .noContent, headers: [.cacheControl: "no-store"])
        }
        return Response(
            status: .ok,
            headers: [
                .cacheControl: "no-store", .contentType: "image/jpeg",
                Self.numberHeader: String(picture.number),
            ],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: picture.jpeg)))
    }

    /// 0 when none is given: any picture is newer.
    private func number(in request: Request) throws -> UInt64 {
        guard let text = request.uri.queryParameters["after"] else { return 0 }
        let isDigits = text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard isDigits, let number = UInt64(text) else {
            throw Problem(
                .badRequest, code: "out_of_range",
                detail: "'after' must be the number of a picture, or 0.")
        }
        return number
    }
}
