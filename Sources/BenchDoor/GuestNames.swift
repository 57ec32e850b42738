// Names like those of a real list: several scripts, common ones far more often than rare ones, and
// a good many that nobody else has. The same number always has the same name.

import Foundation

enum GuestNames {
    private static let first =
        """
        Rahul Ravi Ramesh Raj Rajesh Ram Rakesh Priya Pooja Neha Amit Anil Sunil Suresh Mahesh \
        Dinesh Vikas Vijay Sanjay Manoj José María João Zoë André François Søren Łukasz Jürgen \
        Anna Maria Martin Marta Marco Marie Mark James Jane Alexander Mohammed Fatima Aisha Omar
        """.split(separator: " ")
    private static let last =
        """
        Kumar Sharma Singh Gupta Verma Yadav Mishra Joshi Patel Reddy Rao Nair Menon Iyer Das Roy \
        Sen Muñoz García López Martínez Fernández Müller Schmidt Meyer Smith Johnson Williams \
        Brown Khan Ahmed Nguyễn Kowalski Rossi Marino O’Brien
        """.split(separator: " ")
    private static let hindi = (
        first: "राम श्याम मोहन सीता गीता राधा अमित सुनील रमेश प्रिया पूजा नेहा ज़ोया".split(separator: " "),
        last: "शर्मा वर्मा सिंह कुमार गुप्ता यादव मिश्रा पांडे तिवारी जोशी".split(separator: " ")
    )
    private static let others = (
        first: "محمد أحمد علي فاطمة Иван Пётр Мария Ольга முருகன் লতা".split(separator: " "),
        last: "حسن خالد عمر Иванов Петров Сидорова Кузнецов கோபால் রহমান".split(separator: " ")
    )
    private static let syllables =
        "ka ra ma na sa ta la va de pu shi ni ro bo chi lu mo tha gri ven".split(separator: " ")

    static func name(_ number: Int) -> String {
        var dice = Dice(state: UInt64(number) &* 0x9E37_79B9_7F4A_7C15)
        switch dice.roll(100) {
        case ..<15: return dice.common(hindi.first) + " " + dice.common(hindi.last)
        case ..<23: return dice.common(others.first) + " " + dice.common(others.last)
        default:
            let given = dice.roll(10) < 7 ? dice.common(first) : made(&dice)
            let middle = dice.roll(10) < 2 ? " " + dice.common(first) : ""
            let family = dice.roll(10) < 6 ? dice.common(last) : made(&dice)
            return given + middle + " " + family
        }
    }

    private static func made(_ dice: inout Dice) -> String {
        (0...(1 + dice.roll(3))).map { _ in String(syllables[dice.roll(syllables.count)]) }
            .joined().capitalized
    }
}

/// SplitMix64.
private struct Dice {
    var state: UInt64

    mutating func roll(_ sides: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        mixed ^= mixed >> 31
        return Int(mixed % UInt64(sides))
    }

    /// The earlier in the list, the more often.
    mutating func common(_ names: [Substring]) -> String {
        String(names[min(roll(names.count), roll(names.count))])
    }
}
