// Letters that are written with marks, or in two ways, and the plain letters they are looked up as.
// Whether a keyboard makes one character of them or two must not matter, so what Unicode takes
// apart is taken apart here, for the scripts below. Never remove a line without raising the
// version of the ticket list: lists made before would no longer be found in.

enum PlainLetters {
    /// The plain letters of one; nil when it is plain already.
    static func of(_ scalar: Unicode.Scalar) -> String? { table[scalar] }

    private static let table: [Unicode.Scalar: String] = {
        var table: [Unicode.Scalar: String] = [:]
        for (plain, others) in groups {
            for scalar in others.unicodeScalars { table[scalar] = plain }
        }
        return table
    }()

    /// Lower case only. Marks that stand by themselves are dropped elsewhere.
    static let groups: [(plain: String, others: String)] = latin + others + indic

    private static let latin: [(String, String)] = [
        ("a", "àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ"),
        ("c", "çćĉċčḉ"),
        ("e", "èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ"),
        ("i", "ìíîïĩīĭįǐȉȋḭḯỉịı"),
        ("n", "ñńņňǹṅṇṉṋ"),
        ("o", "òóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợøǿ"),
        ("u", "ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự"),
        ("y", "ýÿŷȳẏẙỳỵỷỹ"),
        ("d", "ďḋḍḏḑḓđð"),
        ("g", "ĝğġģǧǵḡ"),
        ("h", "ĥȟḣḥḧḩḫẖħ"),
        ("j", "ĵǰ"),
        ("k", "ķǩḱḳḵ"),
        ("l", "ĺļľḷḹḻḽł"),
        ("r", "ŕŗřȑȓṙṛṝṟ"),
        ("s", "śŝşšșṡṣṥṧṩſẛ"),
        ("t", "ţťțṫṭṯṱẗŧ"),
        ("w", "ŵẁẃẅẇẉẘ"),
        ("z", "źżžẑẓẕ"),
        ("ʒ", "ǯ"),
        ("b", "ḃḅḇ"),
        ("f", "ḟ"),
        ("m", "ḿṁṃ"),
        ("p", "ṕṗ"),
        ("v", "ṽṿ"),
        ("x", "ẋẍ"),
        ("ss", "ß"),
        ("ae", "æǣǽ"),
        ("oe", "œ"),
        ("th", "þ"),
    ]

    /// Greek, Cyrillic, and the letters that Arabic, Persian and Urdu keyboards have apart.
    private static let others: [(String, String)] = [
        ("ι", "ΐίϊ"),
        ("α", "ά"),
        ("ε", "έ"),
        ("η", "ή"),
        ("υ", "ΰϋύ"),
        ("ο", "ό"),
        ("ω", "ώ"),
        ("ϒ", "ϓϔ"),
        ("σ", "ς"),
        ("и", "йѝӣӥ"),
        ("е", "ѐёӗ"),
        ("г", "ѓ"),
        ("і", "ї"),
        ("к", "ќ"),
        ("у", "ўӯӱӳ"),
        ("ѵ", "ѷ"),
        ("ж", "ӂӝ"),
        ("а", "ӑӓ"),
        ("ә", "ӛ"),
        ("з", "ӟ"),
        ("о", "ӧ"),
        ("ө", "ӫ"),
        ("э", "ӭ"),
        ("ч", "ӵ"),
        ("ы", "ӹ"),
        ("\u{0627}", "\u{0622}\u{0623}\u{0625}"),
        ("\u{0648}", "\u{0624}"),
        ("\u{064A}", "\u{0626}\u{0649}\u{06CC}"),
        ("\u{06D2}", "\u{06D3}"),
        ("\u{0643}", "\u{06A9}"),
        ("\u{0647}", "\u{0629}\u{06C1}\u{06C0}\u{06C2}\u{06D5}"),
    ]

    /// Letters with a dot (nukta) lose it, as in ज़ for ज: many people do not write it. Vowel
    /// signs of two parts are taken apart, and lose nothing.
    private static let indic: [(String, String)] = [
        // Devanagari
        ("\u{0928}", "\u{0929}"),
        ("\u{0930}", "\u{0931}"),
        ("\u{0933}", "\u{0934}"),
        ("\u{0915}", "\u{0958}"),
        ("\u{0916}", "\u{0959}"),
        ("\u{0917}", "\u{095A}"),
        ("\u{091C}", "\u{095B}"),
        ("\u{0921}", "\u{095C}"),
        ("\u{0922}", "\u{095D}"),
        ("\u{092B}", "\u{095E}"),
        ("\u{092F}", "\u{095F}"),
        // Bengali
        ("\u{09C7}\u{09BE}", "\u{09CB}"),
        ("\u{09C7}\u{09D7}", "\u{09CC}"),
        ("\u{09A1}", "\u{09DC}"),
        ("\u{09A2}", "\u{09DD}"),
        ("\u{09AF}", "\u{09DF}"),
        // Gurmukhi
        ("\u{0A32}", "\u{0A33}"),
        ("\u{0A38}", "\u{0A36}"),
        ("\u{0A16}", "\u{0A59}"),
        ("\u{0A17}", "\u{0A5A}"),
        ("\u{0A1C}", "\u{0A5B}"),
        ("\u{0A2B}", "\u{0A5E}"),
        // Odia
        ("\u{0B47}\u{0B56}", "\u{0B48}"),
        ("\u{0B47}\u{0B3E}", "\u{0B4B}"),
        ("\u{0B47}\u{0B57}", "\u{0B4C}"),
        ("\u{0B21}", "\u{0B5C}"),
        ("\u{0B22}", "\u{0B5D}"),
        // Tamil
        ("\u{0B92}\u{0BD7}", "\u{0B94}"),
        ("\u{0BC6}\u{0BBE}", "\u{0BCA}"),
        ("\u{0BC7}\u{0BBE}", "\u{0BCB}"),
        ("\u{0BC6}\u{0BD7}", "\u{0BCC}"),
        // Telugu
        ("\u{0C46}\u{0C56}", "\u{0C48}"),
        // Kannada
        ("\u{0CBF}\u{0CD5}", "\u{0CC0}"),
        ("\u{0CC6}\u{0CD5}", "\u{0CC7}"),
        ("\u{0CC6}\u{0CD6}", "\u{0CC8}"),
        ("\u{0CC6}\u{0CC2}", "\u{0CCA}"),
        ("\u{0CC6}\u{0CC2}\u{0CD5}", "\u{0CCB}"),
        // Malayalam
        ("\u{0D46}\u{0D3E}", "\u{0D4A}"),
        ("\u{0D47}\u{0D3E}", "\u{0D4B}"),
        ("\u{0D46}\u{0D57}", "\u{0D4C}"),
        // Sinhala
        ("\u{0DD9}\u{0DCA}", "\u{0DDA}"),
        ("\u{0DD9}\u{0DCF}", "\u{0DDC}"),
        ("\u{0DD9}\u{0DCF}\u{0DCA}", "\u{0DDD}"),
        ("\u{0DD9}\u{0DDF}", "\u{0DDE}"),
    ]
}
