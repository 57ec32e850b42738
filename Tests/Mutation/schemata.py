"""The changed copy of the rules: every mutant compiled in, each asleep until its number is called.

An operator becomes an operator of our own that names its mutants in its letters, so that nothing
has to be parsed: `a >= b` stays where it is and is written with another sign. Words become calls.
What a mutant does when it wakes is in `Mutants.swift.in`. This must never touch the sources
themselves.
"""

import re
from dataclasses import dataclass

# The operators, what each becomes, and how tightly it binds.
COMPARISONS = {
    ">": [">=", "<="],
    ">=": [">", "<"],
    "<": ["<=", ">="],
    "<=": ["<", ">"],
    "==": ["!="],
    "!=": ["=="],
}
LOGIC = {"&&": ["||"], "||": ["&&"]}
OTHERS = {"+": ["-"], "-": ["+"], "??": ["right side"], "...": ["less", "more"]}
OPERATORS = COMPARISONS | LOGIC | OTHERS
PRECEDENCE = {
    **{sign: "ComparisonPrecedence" for sign in COMPARISONS},
    "&&": "LogicalConjunctionPrecedence",
    "||": "LogicalDisjunctionPrecedence",
    "+": "AdditionPrecedence",
    "-": "AdditionPrecedence",
    "??": "NilCoalescingPrecedence",
    "...": "RangeFormationPrecedence",
}

FLAG = r"(?:is[A-Z]\w*|admitsUnlisted|timeTrusted|reentryAllowed)"
PATH = r"(?:\w+[.?]+)*"


@dataclass(frozen=True)
class Mutant:
    """`place` is the line as it is written, so that moving code moves no entry of a list."""

    number: int
    file: str
    line: int
    place: str
    change: str

    @property
    def name(self):
        return f"{self.file} | {self.place} | {self.change}"


def letters(number):
    """The number in signs that an operator may be made of."""
    return format(number, "b").replace("1", "⊕").replace("0", "⊖")


class Schemata:
    """Reads one file after another and numbers what it changes from 1."""

    def __init__(self):
        self.mutants = []
        self.operators = []
        self._file = ""
        self._line = 0
        self._place = ""
        self._end_of_init = None

    def _new(self, change):
        number = len(self.mutants) + 1
        same = [m for m in self.mutants if (m.file, m.place) == (self._file, self._place)]
        times = sum(1 for m in same if m.change.split(" #")[0] == change)
        shown = change if times == 0 else f"{change} #{times + 1}"
        self.mutants.append(Mutant(number, self._file, self._line, self._place, shown))
        return number

    def file(self, name, text):
        """The text with its mutants in it."""
        self._file = name
        self._end_of_init = None
        lines, written, is_list = text.split("\n"), [], False
        for index, line in enumerate(lines, 1):
            self._line, self._place = index, " ".join(line.split())
            begun = re.match(r"(\s*)(?:package |private )?init\(", line)
            if begun:
                self._end_of_init = begun[1] + "}"
            elif line == self._end_of_init:
                self._end_of_init = None
            if line.lstrip().startswith("//") or not line.strip():
                written.append(line)
            elif "entryRules: [" in line:
                is_list = True
                count = next(i for i, l in enumerate(lines[index:]) if l == "]")
                rules = [l.strip(" ,") for l in lines[index : index + count]]
                first = len(self.mutants) + 1
                for one, two in zip(rules, rules[1:]):
                    self._new(f"{two} before {one}")
                written.append(line[:-1] + f"arranged({first}, [")
            elif is_list and line == "]":
                is_list = False
                written.append("])")
            elif is_list:
                rule = line.strip(" ,")
                written.append(f"    dropped({self._new('left out')}, {rule}),")
            else:
                written.append(self._code(line))
        return "\n".join(written)

    def _code(self, line):
        # A default is nobody's decision.
        if re.search(r": (Bool|Int) = ", line):
            return line
        text, tail = (line.split(" //", 1) + [""])[:2]
        for change in (self._answers, self._words, self._signs, self._statement):
            text = change(text)
        return text + (" //" + tail if tail else "")

    # MARK: - what a rule or an order answers

    def _answers(self, line):
        for word, call in (("refuse", "refusing"), ("note", "noting"), ("again", "repeating")):
            line = re.sub(
                rf"(?<!case )\.{word}\(",
                lambda m: f".{call}({self._new(f'{word} becomes pass')}, ",
                line)
        line = re.sub(
            r"(?<!case )\.pass\b", lambda m: f".passing({self._new('pass becomes refuse')})", line)
        line = re.sub(
            r"return \.unlisted\b",
            lambda m: f"return .unlisting({self._new('unlisted becomes pass')})", line)
        if self._file == "OrderRules.swift":
            line = re.sub(
                r"return \.(\w+)(?= \}|$)",
                lambda m: f"return muted({self._new(f'no {m[1]}')}, .{m[1]})", line)
        return line

    # MARK: - words and numbers

    def _words(self, line):
        if re.search(r"\b(enum|case let|import)\b", line):
            return line
        is_declared = re.search(rf"(var|let|func) {FLAG}([:(]| =$)", line)
        if not is_declared:
            line = re.sub(
                rf"(?<![\w.!\\?]){PATH}{FLAG}\b(?![(:\w]| = )",
                lambda m: f"flipped({self._new(f'not {m[0]}')}, {m[0]})", line)
        line = re.sub(
            r"(?<![\w.!])((?:\w+[.?]+)+)contains\(([^()]*)\)",
            lambda m: f"flipped({self._new('not contained')}, {m[0]})", line)
        line = re.sub(
            r"(?<![\w.])(true|false)\b(?!\))",
            lambda m: f"flipped({self._new(f'not {m[0]}')}, {m[0]})", line)
        line = re.sub(
            r"\.(max|min)\(\)",
            lambda m: f".{m[1]}Or({self._new(f'other than {m[1]}')})", line)
        line = re.sub(
            r"(?<![\w.])(max|min)\(",
            lambda m: f"{m[1]}Or({self._new(f'other than {m[1]}')}, ", line)
        line = re.sub(
            r"\.(first|last) \{",
            lambda m: f".{m[1]}Or({self._new(f'other than {m[1]}')}) {{", line)
        # Not within what was just written.
        return re.sub(
            r"(?<![\w(.$])(\d+)\b(?!, )|(?<=minutes\()\d+|(?<=hours\()\d+|(?<=\()1(?=\.\.\.)",
            lambda m: self._number(m[0]), line)

    def _number(self, digits):
        return f"shifted({self._new('one more')}, {self._new('one less')}, {digits})"

    # MARK: - operators

    def _signs(self, line):
        def sign(match):
            found = match[0]
            numbers = [self._new(f"{found} becomes {other}") for other in OPERATORS[found]]
            name = found + letters(numbers[0])
            # `x = x ?? y` could be read in two ways, which mean the same.
            is_either = found == "??" and re.match(r"\s+(\w+) = \1 ", match.string)
            self.operators.append((name, found, numbers, bool(is_either)))
            return name

        line = re.sub(
            r"(?<=\s)(?:>=|<=|==|!=|&&|\|\||\?\?|[<>+-])(?=\s)", sign, line)
        line = re.sub(r"(?<=[\w)])\.\.\.(?=\w)", lambda m: f" {sign(m)} ", line)

        def negation(match):
            number = self._new("without !")
            name = "!" + letters(number)
            self.operators.append((name, "!", [number], False))
            return name

        return re.sub(r"(?<![\w)\]])!(?=[\w(])", negation, line)

    # MARK: - statements

    def _statement(self, line):
        found = re.match(
            r"(\s+)((?:self\.)?\w+(?:\.\w+)* \+?= [^{]*[^{,(]|flags\.insert\(flag\))$", line)
        # An initializer must set everything.
        if not found or self._end_of_init or re.search(r"\b(let|var)\b|^\s*verdict =", line):
            return line
        return f"{found[1]}if alive({self._new('left out')}) {{ {found[2]} }}"


def declarations(operators):
    """The Swift that makes each operator, one for each place."""
    lines = []
    for name, sign, numbers, is_either in operators:
        first = numbers[0]
        if sign == "!":
            lines.append(f"prefix operator {name}")
            lines.append(
                f"prefix func {name} (value: Bool) -> Bool "
                f"{{ awake == {first} ? value : !value }}")
            continue
        lines.append(f"infix operator {name}: {PRECEDENCE[sign]}")
        lines += _infix(name, sign, numbers, "@_disfavoredOverload " if is_either else "")
    return "\n".join(lines) + "\n"


def _infix(name, sign, numbers, weaker=""):
    first = numbers[0]
    if sign in LOGIC:
        other = LOGIC[sign][0]
        return [
            f"func {name} (l: Bool, r: @autoclosure () -> Bool) -> Bool "
            f"{{ awake == {first} ? l {other} r() : l {sign} r() }}"]
    if sign in COMPARISONS:
        kind = "Equatable" if sign in ("==", "!=") else "Comparable"
        body = "{ " + "".join(
            f"if awake == {n} {{ return l {other} r }}; "
            for n, other in zip(numbers, COMPARISONS[sign])) + f"return l {sign} r }}"
        made = [f"func {name} <T: {kind}>(l: T, r: T) -> Bool {body}"]
        if kind == "Comparable":
            made.append(
                f"func {name} <A: Comparable, B: Comparable>(l: (A, B), r: (A, B)) -> Bool {body}")
        return made
    if sign == "??":
        return [
            f"func {name} <T>(l: T?, r: @autoclosure () -> T) -> T "
            f"{{ awake == {first} ? r() : l ?? r() }}",
            # A plain value may stand on the right where an optional is wanted; this one is meant
            # then.
            f"{weaker}func {name} <T>(l: T?, r: @autoclosure () -> T?) -> T? "
            f"{{ awake == {first} ? r() : l ?? r() }}"]
    if sign == "...":
        return [
            f"func {name} (l: Int, r: Int) -> ClosedRange<Int> {{ "
            f"if awake == {first} {{ return l...max(l, r - 1) }}; "
            f"if awake == {numbers[1]} {{ return l...(r + 1) }}; return l...r }}"]
    other = OTHERS[sign][0]
    body = f"{{ awake == {first} ? l {other} r : l {sign} r }}"
    made = [
        f"func {name} <T: AdditiveArithmetic>(l: T, r: T) -> T {body}",
        f"func {name} (l: Timestamp, r: Duration) -> Timestamp {body}"]
    if sign == "+":
        made.append(
            f"func {name} <T>(l: [T], r: [T]) -> [T] {{ awake == {first} ? l : l + r }}")
    return made
