// An amount as people write it. In no language: the symbol, or the currency's letters, and digits.

extension Money {
    /// Currencies whose minor unit is the whole one, or a thousandth (ISO 4217); that of others is
    /// a hundredth.
    private static let wholeCurrencies: Set<String> = ["JPY", "KRW", "VND", "CLP", "ISK", "UGX"]
    private static let thousandths: Set<String> = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"]

    /// How many digits of an amount stand behind its point.
    package var minorDigits: Int {
        if Self.wholeCurrencies.contains(currency) { return 0 }
        return Self.thousandths.contains(currency) ? 3 : 2
    }

    /// `₹1250.00`.
    package var text: String {
        let sign = minorUnits < 0 ? "-" : ""
        let symbol = currency == "INR" ? "₹" : currency + " "
        var digits = String(minorUnits.magnitude)
        guard minorDigits > 0 else { return sign + symbol + digits }
        digits = String(repeating: "0", count: max(0, minorDigits + 1 - digits.count)) + digits
        return "\(sign)\(symbol)\(digits.dropLast(minorDigits)).\(digits.suffix(minorDigits))"
    }
}
