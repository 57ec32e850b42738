// The storybook: complete, and closed unless somebody asks for it.

import CheckinCore
import CheckinTesting
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
                let isOpen = story.desk.panel != nil
                #expect((page["target"] is [String: Any]) == (isOpen && story.announcement != nil))
                #expect(
                    (page["verdict"] is [String: Any]) == (!isOpen && story.announcement != nil))
            }
            #expect(try await client.get("/api/v1/storybook/nothing").status == .notFound)
        }
    }

    @Test func tellsEveryOutcomeRefusalAndUnavailability() throws {
        let words = try Words(resources: Kiosk.resources)
        let answers = Storybook(words: words).answers.map(\.answer)
        let reasons = Set(answers.compactMap(\.reason))
        #expect(Set(answers.map(\.kind)) == Set(OutcomeKind.allCases.filter { $0 != .done }))
        #expect(reasons.isSuperset(of: RefusalCode.allCases.map(\.rawValue)))
        #expect(reasons.isSuperset(of: Unavailable.allCases.map(\.rawValue)))
    }

    @Test func tellsEverySheetOfTheStaffAndTheEmergency() async throws {
        let kiosk = try Kiosk(storybook: true)
        let stories = Storybook(words: kiosk.words).stories
        #expect(Set(stories.compactMap(\.desk.panel)) == Set(CannedDesk.Panel.allCases))
        #expect(Set(stories.map(\.desk.person)) == Set(CannedDesk.Person.allCases))
        #expect(stories.contains { $0.desk.emergency != nil && $0.desk.panel == nil })
        try await kiosk.server.doorApplication().test(.router) { client in
            let file = try await client.get("/assets/storybook/staff.json").json()
            let people = try #require(file["people"] as? [String: Any])
            #expect(Set(people.keys) == Set(CannedDesk.Person.allCases.map(\.rawValue)))
            let page = try await client.get("/api/v1/storybook/staff-group").json()
            let group = try #require(page["target"] as? [String: Any])
            #expect(group["outside"] as? Int == 4)
            #expect((page["newest"] as? [Any])?.count == Canned.newest.count)
        }
    }

    /// By what the page shows of them: the camera's conditions and the pictures that go with them.
    @Test func showsThePictureInDifferentLight() async throws {
        let kiosk = try Kiosk(storybook: true)
        try await kiosk.server.doorApplication().test(.router) { client in
            var pictures: Set<String> = []
            for story in Storybook(words: kiosk.words).stories {
                let page = try await client.get("/api/v1/storybook/\(story.name)").json()
                let state = try #require(page["state"] as? [String: Any])
                #expect(state["picture"] as? String == (story.isMirrored ? "mirrored" : "plain"))
                guard let path = page["picture"] as? String else { continue }
                pictures.insert(path)
                let picture = try await client.get(path)
                #expect(picture.headers[.contentType] == "image/jpeg")
                #expect(picture.body.readableBytes < 15_000)
            }
            #expect(pictures.count == CannedPicture.allCases.count)
        }
    }

    @Test func hasACameraWithAPaceAndTwoScenes() async throws {
        let time = VirtualClock()
        let camera = try StorybookCamera(resources: Kiosk.resources, time: time)
        let first = try #require(await camera.picture(after: 0, patience: .seconds(1)))
        async let next = camera.picture(after: first.number, patience: .seconds(1))
        try await until { time.advanceToNextDeadline() }
        #expect(await next?.number == first.number + 1)
        #expect(time.uptime() == Uptime(nanoseconds: 100_000_000))
        time.advance(by: .seconds(2))
        let later = try #require(await camera.picture(after: first.number, patience: .seconds(1)))
        #expect(later.number == 22, "the newest, not the next")
        #expect(later.jpeg != first.jpeg)
        async let never = camera.picture(after: .max, patience: .seconds(1))
        try await until { time.advanceToNextDeadline() }
        #expect(await never == nil)
        #expect(throws: KioskFault.picturesMissing(folder: "/nowhere")) {
            try StorybookCamera(resources: "/nowhere", time: time)
        }
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
