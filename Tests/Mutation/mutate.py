#!/usr/bin/env python3
"""Proves that the tests see every rule: changes one comparison, operator, bound or answer of
Sources/Validation/Rules at a time and asks whether some test fails.

All mutants are built at once, into a copy below .build that nothing else uses, and are woken one
by one by an environment variable. What no test can see stands in `survivors.txt` with the reason,
and the lane fails when that list and the facts differ in either direction. It must never write a
source file.

    mutate.py [--every N] [--list] [--only NUMBER] [--jobs N]
"""

import argparse
import concurrent.futures
import os
import pathlib
import shutil
import subprocess
import sys
import time

from schemata import Schemata, declarations

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
COPY = ROOT / ".build" / "mutation"
RULES = ROOT / "Sources" / "Validation" / "Rules"
SURVIVORS = HERE / "survivors.txt"

EDGES = "RuleEdge|OrderRules|MoneyRule|Tonight|EveningRule|Presence|RefusalFacts|Clock"
# From the quick to the slow; a mutant is asked only until one of them sees it.
STAGES = [
    ("edges", ["--filter", EDGES]),
    ("orders of rules", ["--filter", "RuleOrderTests"]),
    ("tables", ["--filter", "RuleTableTests"]),
    ("wild questions", ["--filter", "DecideInvariantTests"]),
    ("evenings", ["--filter", "SimulationTests.SimulationTests/everyEvening"]),
]
# Many times what the slowest stage takes on a busy machine. Who takes longer hangs, and is caught.
LIMIT = 120
# Enough evenings for a rule's hole to show, few enough for a survivor to be known soon.
EVENINGS = "40"

MANIFEST = """// swift-tools-version:6.2
import PackageDescription
let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
]
let package = Package(
    name: "mutation",
    targets: [
        .target(name: "CheckinCore", swiftSettings: settings),
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .target(
            name: "Cryptography", dependencies: ["CheckinCore", "COpenSSL"],
            swiftSettings: settings),
        .target(
            name: "Validation", dependencies: ["CheckinCore", "Cryptography"],
            swiftSettings: settings),
        .target(
            name: "Ledger", dependencies: ["CheckinCore", "Validation"], swiftSettings: settings),
        .target(
            name: "CheckinTesting", dependencies: ["CheckinCore", "Validation"],
            swiftSettings: settings),
        .testTarget(
            name: "ValidationTests", dependencies: ["CheckinCore", "Validation", "CheckinTesting"],
            swiftSettings: settings),
        .testTarget(
            name: "SimulationTests",
            dependencies: ["CheckinCore", "Validation", "Ledger", "CheckinTesting"],
            swiftSettings: settings),
    ])
"""

# All that the gate asks of its room's faults.
FAULT = "enum LedgerFault: Error, Equatable { case journalCorrupt }\n"


def write(path, text):
    """Only what differs, so that a second run builds little."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def copy(source, target):
    wanted = set()
    for path in sorted(source.rglob("*")):
        if path.is_file():
            wanted.add(target / path.relative_to(source))
            write(target / path.relative_to(source), path.read_text())
    for path in list(target.rglob("*")) if target.exists() else []:
        if path.is_file() and path not in wanted:
            path.unlink()


def generate():
    """Writes the copy; returns the mutants in it."""
    write(COPY / "Package.swift", MANIFEST)
    for name in ("CheckinCore", "COpenSSL", "Cryptography", "CheckinTesting"):
        copy(ROOT / "Sources" / name, COPY / "Sources" / name)
    # The gate is what stands between a door and the rules; the rest of its room is not needed.
    gate = ROOT / "Sources" / "Ledger" / "Gate.swift"
    write(COPY / "Sources" / "Ledger" / "Gate.swift", gate.read_text())
    write(COPY / "Sources" / "Ledger" / "LedgerFault.swift", FAULT)
    copy(ROOT / "Tests" / "ValidationTests" / "Rules", COPY / "Tests" / "ValidationTests" / "Rules")
    copy(ROOT / "Tests" / "Goldens" / "rules", COPY / "Tests" / "Goldens" / "rules")
    copy(ROOT / "Tests" / "SimulationTests", COPY / "Tests" / "SimulationTests")
    # A door in a simulation sells a reservation's tickets.
    tickets = ROOT / "Sources" / "Validation" / "Tickets" / "ReservationTickets.swift"
    write(COPY / "Sources" / "Validation" / tickets.name, tickets.read_text())
    schemata = Schemata()
    for path in sorted(RULES.glob("*.swift")):
        text = schemata.file(path.name, path.read_text())
        write(COPY / "Sources" / "Validation" / path.name, text)
    behaviour = (HERE / "Mutants.swift.in").read_text()
    write(
        COPY / "Sources" / "Validation" / "Mutants.swift",
        behaviour + "\n" + declarations(schemata.operators))
    return schemata.mutants


def build():
    made = subprocess.run(
        ["swift", "build", "--build-tests", "--ignore-lock", "--package-path", str(COPY)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if made.returncode != 0:
        print(made.stdout[-20000:])
        sys.exit("mutation: the changed copy does not build")
    return next((COPY / ".build" / "debug").glob("*.xctest"))


def stage_fails(binary, arguments, number):
    """Whether some test of this stage fails, ends the process, or never comes to an end."""
    environment = dict(
        os.environ, CHECKIND_MUTANT=str(number), CHECKIND_SEEDS=EVENINGS,
        SWIFT_BACKTRACE="enable=no")
    try:
        done = subprocess.run(
            [str(binary), "--testing-library", "swift-testing", *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment, timeout=LIMIT,
            check=False)
    except subprocess.TimeoutExpired:
        return True
    if number == 0 and done.returncode != 0:
        print(done.stdout.decode(errors="replace")[-5000:])
    return done.returncode != 0


def seen_by(binary, number):
    """The first stage that sees this mutant; None: it survives."""
    for name, arguments in STAGES:
        if stage_fails(binary, arguments, number):
            return name
    return None


def listed():
    """The survivors that are known, each with why it may survive."""
    known, name = {}, None
    for line in SURVIVORS.read_text().split("\n") if SURVIVORS.exists() else []:
        if line.startswith("#") or not line.strip():
            continue
        if line.startswith("    "):
            known[name] = (known[name] + " " + line.strip()).strip()
        else:
            name = line.strip()
            known[name] = ""
    return known


def run(mutants, jobs):
    """The survivors among `mutants`, and how many each stage saw."""
    binary = build()
    for name, arguments in STAGES:
        if stage_fails(binary, arguments, 0):
            sys.exit(f"mutation: '{name}' fails with every mutant asleep")
    survivors, counts = [], {name: 0 for name, _ in STAGES}
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        found = pool.map(lambda mutant: (mutant, seen_by(binary, mutant.number)), mutants)
        for mutant, stage in found:
            if stage is None:
                survivors.append(mutant)
                print(f"survives: {mutant.name}  ({mutant.file}:{mutant.line}, {mutant.number})",
                      flush=True)
            else:
                counts[stage] += 1
    return survivors, counts


def main():
    parser = argparse.ArgumentParser(description="Do the tests see every rule?")
    parser.add_argument("--every", type=int, default=1, help="only every Nth mutant")
    parser.add_argument("--only", type=int, help="only the mutant of this number")
    parser.add_argument("--list", action="store_true", help="list the mutants and stop")
    parser.add_argument("--jobs", type=int, default=2, help="how many at once")
    options = parser.parse_args()
    if shutil.which("swift") is None:
        print("mutation: no Swift here")
        return 77
    began = time.monotonic()
    mutants = generate()
    if options.list:
        for mutant in mutants:
            print(mutant.number, mutant.name)
        return 0
    chosen = mutants[:: options.every]
    if options.only:
        chosen = [mutant for mutant in mutants if mutant.number == options.only]
    survivors, counts = run(chosen, options.jobs)
    known = listed()
    names = {mutant.name for mutant in survivors}
    unknown = [mutant for mutant in survivors if mutant.name not in known]
    asked = {mutant.name for mutant in chosen}
    caught = [name for name in known if name in asked and name not in names]
    gone = [name for name in known if name not in {mutant.name for mutant in mutants}]
    silent = [name for name, reason in known.items() if not reason]
    seen = ", ".join(f"{count} by the {name}" for name, count in counts.items())
    print(
        f"mutation: {len(chosen)} of {len(mutants)} mutants, {len(chosen) - len(survivors)} caught "
        f"({seen}), {len(survivors)} survived, {len(unknown)} of them without a reason; "
        f"{time.monotonic() - began:.0f} s")
    for complaint, found in (
        ("survives and is not in survivors.txt", [mutant.name for mutant in unknown]),
        ("is in survivors.txt and is caught", caught),
        ("is in survivors.txt and is no mutant", gone),
        ("is in survivors.txt without a reason", silent),
    ):
        for name in found:
            print(f"mutation: {complaint}: {name}")
    return 1 if unknown or caught or gone or silent else 0


if __name__ == "__main__":
    sys.exit(main())
