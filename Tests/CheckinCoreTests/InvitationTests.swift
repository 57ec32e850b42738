// What a box reads of an invitation, and what it takes for none.

import CheckinCore
import Testing

@Suite struct InvitationTests {
    @Test func isReadAsItWasWritten() {
        let invitation = Invitation(
            code: "7KQ2M-0V9XT-4HB8N-C3WRD", central: "https://central.example.org/doors")
        #expect(Invitation(Array(invitation.text.utf8)) == invitation)
        #expect(
            invitation.text
                == "checkind-enrol:7KQ2M-0V9XT-4HB8N-C3WRD@https://central.example.org/doors")
    }

    @Test(arguments: [
        "", "checkind-enrol:", "checkind-enrol:@", "checkind-enrol:CODE@",
        "checkind-enrol:@https://a",
        "checkind-enrol:CODE", "checkind-enrol:CO DE@https://a", "CHECKIND-ENROL:CODE@https://a",
        "NS1:CODE@https://a", "checkind-enrol:CODE@https://a\n", "checkind-enrol:CODE@https://ä",
    ])
    func takesNothingElseForOne(_ text: String) {
        #expect(Invitation(Array(text.utf8)) == nil)
    }

    @Test func isNoLongerThanAnyOfOurs() {
        let long = String(repeating: "a", count: Invitation.maximumBytes)
        #expect(Invitation(Array("checkind-enrol:CODE@\(long)".utf8)) == nil)
    }

    /// Whoever logs one does not log the code.
    @Test func doesNotSayItsCode() {
        #expect(!"\(Invitation(code: "SECRET", central: "https://a"))".contains("SECRET"))
    }
}
