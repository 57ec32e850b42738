// Root gives its rights up before it touches a state directory of somebody else. Whoever owns a
// directory can put a link under any name in it at any moment: a root that creates files there
// could be led to any file of the system. It must never do half of it and go on.

import Glibc

package enum Privileges {
    /// Who a process becomes.
    struct Owner: Hashable, Sendable {
        let user: uid_t
        let group: gid_t
    }

    /// Turns a process of root into one of the owner of `directory`, for good; does nothing for
    /// anybody else, or when the owner is root. What root alone may open must be open by then.
    /// Throws `notTheOwner` when root's rights could not be given up, `stateDirectoryUnusable` when
    /// the directory cannot be looked at.
    package static func dropToOwner(of directory: String) throws {
        let identity = ProcessIdentity.real
        guard identity.user() == 0 else { return }
        guard let owner = owner(of: directory) else { throw LedgerFault.stateDirectoryUnusable }
        try drop(to: owner, with: identity)
    }

    /// Groups first: without root's user nobody may change them any more. The last word is the
    /// kernel's: nothing of root is left, and there is no way back.
    static func drop(to owner: Owner, with identity: ProcessIdentity) throws {
        guard identity.user() == 0, owner.user != 0 else { return }
        guard identity.leaveGroups() == 0, identity.setGroup(owner.group) == 0,
            identity.setUser(owner.user) == 0,
            identity.user() == owner.user, identity.group() == owner.group,
            identity.otherGroups() == 0, identity.setUser(0) != 0
        else { throw LedgerFault.notTheOwner }
    }

    /// Throws when this process is root's and the directory is not: whatever forgot to drop them
    /// ends here, before it makes a file.
    static func requireDropped(in directory: String) throws {
        guard ProcessIdentity.real.user() == 0, let owner = owner(of: directory) else { return }
        guard owner.user == 0 else { throw LedgerFault.notTheOwner }
    }

    /// The user a directory belongs to, with that user's own group, as its service runs; without an
    /// entry in passwd(5) the directory's.
    static func owner(of directory: String) -> Owner? {
        var status = stat()
        guard unsafe stat(directory, &status) == 0 else { return nil }
        let entry = unsafe getpwuid(status.st_uid)
        return Owner(
            user: status.st_uid, group: unsafe entry?.pointee.pw_gid ?? status.st_gid)
    }
}

/// The kernel's calls about who a process is, as values: a test plays the kernel.
struct ProcessIdentity {
    let user: () -> uid_t
    let group: () -> gid_t
    /// How many supplementary groups there are.
    let otherGroups: () -> Int32
    let leaveGroups: () -> Int32
    let setGroup: (gid_t) -> Int32
    let setUser: (uid_t) -> Int32

    static var real: ProcessIdentity {
        ProcessIdentity(
            user: geteuid, group: getegid, otherGroups: { getgroups(0, nil) },
            leaveGroups: { setgroups(0, nil) }, setGroup: setgid, setUser: setuid)
    }
}
