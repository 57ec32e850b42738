// The storybook: complete, and closed unless somebody asks for it.

import CheckinCore
import Hummingbird
import HummingbirdTesting
import Testing

@testable import Kiosk

@Suite struct StorybookTests {
    @Test func isServedOnlyWhenAskedFor() async throws {
        let closed = try Kiosk()
        try await closed.server.doorApplication().test(.router) { client in
            for path in ["/storybook", "/api/v1/storybook/idle"] {
                let answer = try await client.get(path)
                #expect(answer.status == .notFound)
            }
        }
        let kiosk = try Kiosk(storybook: true)
        try await kiosk.server.doorApplication().test(.router) { client in
            let index = try await client.get("/storybook").text
            for story in Storybook(words: kiosk.words).stories {
                #expect(index.contains("/door?story=\(story.name)&amp;lang=hi"))
                let page = try await client.get("/api/v1/storybook/\(story.name)").json()
                #expect(page["name"] as? String == story.name)
                #expect((page["verdict"] is [String: Any]) == (story.announcement != nil))
            }
            #expect(try await client.get("/api/v1/storybook/nothing").status == .notFound)
        }
    }

    @Test func tellsEveryOutcomeRefusalAndUnavailability() throws {
        let words = try Words(resources: Kiosk.resources)
        let answers = Storybook(words: words).stories.compactMap(\.announcement?.answer)
        let reasons = Set(answers.compactMap(\.reason))
        #expect(Set(answers.map(\.kind)) == Set(OutcomeKind.allCases))
        #expect(reasons.isSuperset(of: RefusalCode.allCases.map(\.rawValue)))
        #expect(reasons.isSuperset(of: Unavailable.allCases.map(\.rawValue)))
    }

    @Test func hasABoxForItself() async throws {
        let box = StorybookBox(words: try Words(resources: Kiosk.resources))
        let rows = await box.newestAttempts(before: nil, limit: 50)
        #expect(rows.count == 50)
        let older = await box.newestAttempts(before: rows.last?.attempt.number, limit: 500)
        #expect(older.count == 150)
        #expect(await box.newestAttempts(before: older.last?.attempt.number, limit: 5).isEmpty)
    }
}
