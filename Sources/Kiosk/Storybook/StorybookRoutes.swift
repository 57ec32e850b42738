// The storybook over HTTP: an index for people, and each story as the door page would get it.

import CheckinCore
import Hummingbird
import WebEdge

struct StorybookRoutes {
    let storybook: Storybook

    private struct Page: Encodable {
        let name: String
        let state: DoorState
        let verdict: VerdictMessage?
        let isLost: Bool
        /// Where the page gets the camera's picture.
        let picture: String?
        let clock: String
        /// The sheet of the staff's panel that is open.
        let panel: String?
        /// Below it stands what a wrong PIN brings.
        let isWrong: Bool
        /// Who has signed in, by a name of the canned people.
        let staff: String
        let emergency: Int64?
        /// The answer that the sheet is about.
        let target: VerdictMessage?
        let newest: [VerdictMessage]
    }

    func add(to router: some RouterMethods<WebContext>) {
        router.get("storybook") { _, _ in index }
        router.get("api/v1/storybook/:name") { _, context in
            guard let story = storybook[context.parameters.get("name") ?? ""] else {
                throw HTTPError(.notFound)
            }
            return try JSONBody.response(page(story))
        }
    }

    private func page(_ story: Storybook.Story) -> Page {
        let now = Canned.now
        let start = Uptime(nanoseconds: 0)
        let conditions = story.conditions.map {
            Condition(kind: $0.kind, detail: "", since: start)
        }
        let answer = story.announcement.map(message)
        let isOpen = story.desk.panel != nil
        return Page(
            name: story.name,
            state: DoorState(
                KnownStanding(story.standing), conditions: conditions,
                identity: Canned.identity(isMirrored: story.isMirrored), post: Canned.post,
                messages: story.messages.enumerated().map { place, text in
                    WordsMessage(
                        id: "\(place)", text: text, clock: storybook.words.time.clock(now))
                }, now: now),
            verdict: isOpen ? nil : answer,
            isLost: story.isLost, picture: story.picture.map { "/assets/\($0)" },
            clock: storybook.words.time.clock(now),
            panel: story.desk.panel?.rawValue, isWrong: story.desk.isWrong,
            staff: story.desk.person.rawValue, emergency: story.desk.emergency?.value,
            target: isOpen ? answer : nil,
            newest: isOpen ? story.desk.newest.map(message) : [])
    }

    private func message(_ announcement: Announcement) -> VerdictMessage {
        VerdictMessage(
            announcement, words: storybook.words, identity: storybook.identity, now: Canned.now)
    }

    /// Names and titles are our own, without a character that HTML would read.
    private var index: Response {
        let items = storybook.stories.map { story in
            let links = storybook.words.languages.map { language in
                "<a href=\"/door?story=\(story.name)&amp;lang=\(language)\">\(language)</a>"
            }
            return "<li><b>\(story.name)</b> \(story.title): \(links.joined(separator: " "))</li>"
        }
        let html = """
            <!doctype html><html lang="en"><head><meta charset="utf-8"><title>Storybook</title>
            <link rel="stylesheet" href="/assets/manager.css"></head><body class="storybook">
            <h1>Storybook</h1><p><a href="/">The manager’s page</a></p>
            <ul>\(items.joined(separator: "\n"))</ul></body></html>
            """
        return Response(
            status: .ok, headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }
}
