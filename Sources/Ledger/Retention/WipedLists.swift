// Which events have no list because it was wiped: they are not unknown, and nobody should look for
// a fault.

package import CheckinCore

extension LedgerViews {
    /// When the list of `event` was wiped; nil when it was not, or there is a newer one.
    package func wipedAt(_ event: EventID) throws -> Timestamp? {
        try read { _, snapshot in
            guard let listed = snapshot?.event(event), listed.asOf == nil else { return nil }
            return listed.wipedAt
        }
    }
}
