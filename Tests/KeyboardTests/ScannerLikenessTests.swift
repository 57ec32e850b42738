// Who is taken for a scanner when nobody is named: never the keyboard somebody types on.

import Testing

@testable import Scanner

struct ScannerLikenessTests {
    @Test(arguments: [
        "Datalogic ADC, Inc. Handheld Barcode Scanner", "Symbol Bar Code Scanner",
        "Honeywell Imaging & Mobility 1900", "Metrologic Metrologic Scanner",
        "ZEBRA DS2208", "NEWLAND NLS-HR22", "USB Barcode Scanner", "SM SM-2D BARCODE HID KEYBOARD",
    ])
    func takesWhatSaysThatItScans(name: String) {
        #expect(ScannerLikeness.isNamedLikeOne(name))
    }

    @Test(arguments: [
        "AT Translated Set 2 keyboard", "Logitech USB Keyboard", "Dell KB216 Wired Keyboard",
        "Zebra Technologies Keyboard Dock", "Honeywell Keypad", "Power Button",
        "Video Bus", "Logitech Wireless Receiver", "", "Symbolic Keyboard",
    ])
    func leavesEverybodyElseAlone(name: String) {
        #expect(!ScannerLikeness.isNamedLikeOne(name))
    }

    @Test func wantsEveryKeyACodeNeeds() {
        let keys = Set(UInt16(1)...120)
        #expect(ScannerLikeness.canType(keys))
        #expect(ScannerLikeness.neededKeys.count == 37)
        for missing in [28, 2, 11, 16, 44, 50] as [UInt16] {
            #expect(!ScannerLikeness.canType(keys.subtracting([missing])))
        }
    }
}
