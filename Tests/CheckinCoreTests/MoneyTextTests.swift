// Amounts as people write them: as many digits behind the point as the currency has.

import CheckinCore
import Testing

@Suite struct MoneyTextTests {
    @Test(arguments: [
        (Int64(725_000), "INR", "₹7250.00"), (5, "INR", "₹0.05"), (0, "USD", "USD 0.00"),
        (-50, "INR", "-₹0.50"), (900, "JPY", "JPY 900"), (0, "JPY", "JPY 0"),
        (12_345, "KWD", "KWD 12.345"), (7, "OMR", "OMR 0.007"),
        (.min, "INR", "-₹92233720368547758.08"),
    ])
    func writesAsManyDigitsAsTheCurrencyHas(_ units: Int64, _ currency: String, text: String) {
        #expect(Money(minorUnits: units, currency: currency).text == text)
    }

    @Test func saysHowManyDigitsThatAre() {
        let digits = ["INR", "JPY", "KWD"].map { Money(minorUnits: 1, currency: $0).minorDigits }
        #expect(digits == [2, 0, 3])
    }
}
