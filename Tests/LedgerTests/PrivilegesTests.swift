// Root in somebody else's directory: rights go before files come. The test plays the kernel.

import Foundation
import Testing

@testable import Ledger

@Suite struct PrivilegesTests {
    /// A kernel that does what it is told and writes it down.
    private final class PlayedKernel {
        var user: uid_t = 0
        var group: gid_t = 0
        var groups: Int32 = 3
        var calls: [String] = []
        /// The call that fails.
        var failing: String?
        /// Pretends success and changes nothing.
        var lying: String?

        var identity: ProcessIdentity {
            ProcessIdentity(
                user: { self.user }, group: { self.group }, otherGroups: { self.groups },
                leaveGroups: { self.call("setgroups") { self.groups = 0 } },
                setGroup: { group in self.call("setgid \(group)") { self.group = group } },
                setUser: { user in
                    if user == 0, self.user != 0, self.lying != "saved" { return -1 }
                    return self.call("setuid \(user)") { self.user = user }
                })
        }

        private func call(_ name: String, _ effect: () -> Void) -> Int32 {
            guard user == 0 || lying == "saved" else { return -1 }
            calls.append(name)
            if failing == name { return -1 }
            if lying != name { effect() }
            return 0
        }
    }

    private let owner = Privileges.Owner(user: 990, group: 985)

    @Test func rootBecomesTheOwnerGroupsFirst() throws {
        let kernel = PlayedKernel()
        try Privileges.drop(to: owner, with: kernel.identity)
        #expect(kernel.calls == ["setgroups", "setgid 985", "setuid 990"])
        #expect(kernel.user == 990 && kernel.group == 985 && kernel.groups == 0)
    }

    @Test(arguments: ["setgroups", "setgid 985", "setuid 990"])
    func whatCannotBeGivenUpIsAFault(_ call: String) {
        let failing = PlayedKernel()
        failing.failing = call
        #expect(throws: LedgerFault.notTheOwner) {
            try Privileges.drop(to: owner, with: failing.identity)
        }
        let lying = PlayedKernel()
        lying.lying = call
        #expect(throws: LedgerFault.notTheOwner) {
            try Privileges.drop(to: owner, with: lying.identity)
        }
    }

    @Test func aWayBackToRootIsAFault() {
        let kernel = PlayedKernel()
        kernel.lying = "saved"
        #expect(throws: LedgerFault.notTheOwner) {
            try Privileges.drop(to: owner, with: kernel.identity)
        }
    }

    @Test func nobodyElseChanges() throws {
        let kernel = PlayedKernel()
        kernel.user = 1_000
        try Privileges.drop(to: owner, with: kernel.identity)
        try Privileges.drop(
            to: Privileges.Owner(user: 0, group: 0), with: PlayedKernel().identity)
        #expect(kernel.calls.isEmpty)
    }

    @Test func whatThisProcessMayNotBeIsKept() throws {
        // Whoever runs the tests owns this directory: nothing may change.
        let box = try TemporaryBox()
        let before = geteuid()
        try Privileges.dropToOwner(of: box.state.path)
        #expect(geteuid() == before)
        #expect(Privileges.owner(of: box.state.path)?.user == before)
        #expect(Privileges.owner(of: "/nonexistent") == nil)
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give a directory away"))
    func rootMakesNoFileInADirectoryOfSomebodyElse() async throws {
        let box = try TemporaryBox()
        try FileManager.default.setAttributes(
            [.ownerAccountID: 65_534], ofItemAtPath: box.state.path)
        await #expect(throws: LedgerFault.notTheOwner) { try await box.open() }
        #expect(throws: LedgerFault.notTheOwner) { try box.importText("") }
        let names = try FileManager.default.contentsOfDirectory(atPath: box.state.path)
        #expect(names.isEmpty)
    }

    @Test func aFileIsMadePrivateByTheCallThatMakesIt() throws {
        let box = try TemporaryBox()
        let file = box.state.path + "/private"
        #expect(PrivateFile.create(file) == 0)
        let attributes = try FileManager.default.attributesOfItem(atPath: file)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(PrivateFile.create(file) == EEXIST)
        #expect(PrivateFile.create("/nonexistent/file") == ENOENT)
    }

    @Test func aLinkIsNeverFollowed() throws {
        let box = try TemporaryBox()
        let target = box.state.path + "/target"
        let link = box.state.path + "/link"
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
        #expect(PrivateFile.create(link) == EEXIST)
        #expect(!FileManager.default.fileExists(atPath: target))
    }
}
