// An amount as people write it. In no language: the symbol, or the currency's letters, and digits.

extension Money {
    /// Currencies whose minor unit is the whole one (ISO 4217); others have two digits.
    private static let wholeCurrencies: Set<String> = ["JPY", "KRW", "VND", "CLP", "ISK", "UGX"]

    /// `₹1250.00`.
    package var text: String {
        let sign = minorUnits < 0 ? "-" : ""
        let symbol = currency == "INR" ? "₹" : currency + " "
        guard !Self.wholeCurrencies.contains(currency) else {
            return "\(sign)\(symbol)\(minorUnits.magnitude)"
        }
        let (whole, rest) = minorUnits.magnitude.quotientAndRemainder(dividingBy: 100)
        return "\(sign)\(symbol)\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }
}
