"""Money at a real door: reservations are paid for, refused and given back, by page and by API.

It exists to show that what the screen says of money is what the journal and the cashing up say.
"""

import json
import time
import urllib.error

CODES = {"cash": "R4MZ7Q", "comp": "K7T2WD", "late": "L8Q3XN"}
HOLDER = "Meher Contractor"
DUE, DUE_TEXT = 725_000, "₹7,250.00"
TOO_LITTLE = {"method": "cash", "received": DUE - 1, "currency": "INR"}
SHEET_TEXT = "return document.getElementById('sheet').innerText"
NEWEST = "return [...document.querySelectorAll('.newest .answer')].map((one) => one.innerText)"


def reserve(box, event, late):
    """Two reservations of the event, and one of the event after it."""
    rows = [
        {"reservation_id": f"6f1c1a52-0f7e-4a0b-9a57-2f1f3b8f0d1{index}", "code": CODES[name],
         "event_id": late if name == "late" else event, "tickets": tickets, "amount_due": amount,
         "currency": "INR", "holder": HOLDER}
        for index, (name, tickets, amount) in enumerate([
            ("cash", "general=4", DUE), ("comp", "general=1", 99_900),
            ("late", "general=2", 200_000)])]
    file = box.folder / "reservations.ndjson"
    file.write_text("\n".join(json.dumps(row) for row in rows) + "\n")
    box.run("import", "--reservations", "--config", box.config, file)


class Till:
    """What the door's page, its API and its reports say of money."""

    def __init__(self, door, check):
        self.door, self.box, self.check = door, door.box, check

    def show(self, name):
        return self.box.scan(f"RSV:{CODES[name]}")

    def text(self):
        return self.door.page.run(SHEET_TEXT)

    def says(self, *parts):
        text = self.text()
        for part in parts:
            self.check(part in text, f"the sheet does not say “{part}”: {text!r}")

    def refused(self, target, code, **fields):
        """The API's refusal, and that it has words on the page."""
        try:
            self.box.post("/api/v1/door/orders", {"order": "pay", "target": target, **fields})
            said = "no refusal"
        except urllib.error.HTTPError as error:
            said = json.load(error)["code"]
        self.check(said == code, f"{fields} is answered {said}, not {code}")
        words = json.loads(self.box.get("/assets/words/hi.json"))
        self.check(code in {**words["orders"], **words["staff"]}, f"no words for {code}")

    def payments(self):
        return [row for row in self.box.journal() if row["act"] == "payment"]

    def report(self):
        return self.box.run("report", "shift", "--config", self.box.config)


def money(door, check):
    till = Till(door, check)
    before = door.inside()
    door.press("Close")
    pay_in_cash(till)
    as_on_the_screen(till)
    give_back(till, before)
    said_in_words(till)
    free_of_charge(till)
    refusals(till)
    nothing_for_a_steward(till)
    print("money: taken with change, given back, refused in words; the books agree", flush=True)


def pay_in_cash(till):
    door = till.door
    due = till.show("cash")
    till.check(due["reason"] == "reservation_due", f"a reservation is answered {due['reason']}")
    door.word("PAY")
    shown = door.page.run("return document.getElementById('verdict').innerText")
    till.check(HOLDER not in shown and "7,250" not in shown, f"the queue reads {shown!r}")
    door.press("Take money", ":is(#acts, #before-acts)")
    door.sheet("pay")
    till.says(HOLDER, "People: 4", "4 × General", DUE_TEXT, "How is it paid?")
    disabled = "return document.querySelector('#sheet .buttons').lastChild.disabled"
    till.check(door.page.run(disabled), "money is taken before anybody said how")
    door.press("Cash", "#sheet")
    till.says("Received", "₹0.00")
    till.check(not door.page.run(disabled), "just what is due is not enough")
    for digit in "725":
        door.press(digit, ".keys")
    till.says("Missing", "₹6,525.00")
    till.check(door.page.run(disabled), "too little is enough")
    for key in ("Delete", "Delete", "Delete", "8", "0", "0", "0"):
        door.press(key, ".keys")
    till.says("Change", "₹750.00")
    # Somebody locks the box meanwhile: after the PIN everything stands as it was.
    till.box.post("/api/v1/door/staff/lock", {})
    door.press(f"Take {DUE_TEXT}", "#sheet")
    door.page.wait("document.getElementById('sheet').dataset.sheet === 'unlock'")
    door.sheet("pay")
    till.says("₹8,000.00", "₹750.00")
    # The answer before has left the edge.
    door.page.wait("document.getElementById('before').hidden")
    door.picture("pay")
    door.press(f"Take {DUE_TEXT}", "#sheet")
    door.word("WELCOME")
    door.view("idle")


def as_on_the_screen(till):
    """The receipt on the screen is the one on the disk."""
    door = till.door
    door.sheet("paid")
    till.says(HOLDER, "Receipt\n1", f"Cash\n{DUE_TEXT}", "Change\n₹750.00")
    door.page.wait("document.getElementById('before').hidden")
    door.picture("paid")
    row = till.payments()[-1]
    facts = (row["receipt"], row["method"], row["amount"], row["currency"], row["people"])
    till.check(facts == (1, "cash", DUE, "INR", 4), f"the journal says {facts}")
    till.check(row["staff"] == till.box.people["supervisor"][0], f"it was {row['staff']}")
    sales = [one for one in till.box.journal() if one["act"] == "sale"]
    till.check([one["target"] for one in sales] == [row["number"]] * 4, f"sold {sales}")
    said = till.report()
    till.check("cash: 1 for ₹7250.00" in said and "receipts 1 to 1" in said, f"report: {said}")


def give_back(till, before):
    door = till.door
    door.press("Done", "#sheet")
    door.sheet("home")
    rows = door.page.run(NEWEST)
    till.check("receipt 1" in rows[0] and HOLDER in rows[0] and "₹750.00" in rows[0],
               f"the newest answers are {rows}")
    door.page.wait(f"document.getElementById('inside').textContent === '{before + 4}'")
    door.press("Take back", ".newest .answer:first-of-type")
    door.sheet("repay")
    till.says("Has the guest the money back?", DUE_TEXT)
    door.picture("repay")
    door.press("Back", "#sheet")
    till.check(len([r for r in till.box.journal() if r["act"] == "undo" and r["target"]
                    == till.payments()[-1]["number"]]) == 0, "a question took money back")
    door.press("Take back", ".newest .answer:first-of-type")
    door.sheet("repay")
    door.press(f"Given back: {DUE_TEXT}", "#sheet")
    door.sheet("home")
    note = door.note()
    till.check(DUE_TEXT in note, f"of money given back it says “{note}”")
    left = door.page.run("return [...document.querySelectorAll('.newest .act')].map("
                         "(one) => one.textContent)")
    till.check("Take back" not in left, f"what was taken back can be taken back again: {left}")
    door.page.wait(f"document.getElementById('inside').textContent === '{before}'")
    said = till.report()
    till.check("paid back 1 for ₹7250.00, left ₹0.00" in said, f"report: {said}")
    door.press("Close")


def said_in_words(till):
    """Another page takes the money while this one still asks for it."""
    door = till.door
    number = till.show("cash")["number"]
    door.word("PAY")
    door.press("Take money", ":is(#acts, #before-acts)")
    door.sheet("pay")
    door.press("UPI", "#sheet")
    till.says("money has arrived")
    paid = till.box.post("/api/v1/door/orders", {"order": "pay", "target": number, "method": "upi"})
    receipt = paid["answers"][0]["forStaff"]["paid"]["receipt"]
    till.check(receipt == 2, f"a receipt's number was used again: {receipt}")
    door.view("idle")
    door.press(f"Take {DUE_TEXT}", "#sheet")
    note = door.note()
    till.check("done already" in note, f"of money taken twice it says “{note}”")
    till.check(door.at_sheet() == "pay", "a refusal leads elsewhere")
    door.press("Back", "#sheet")
    door.sheet("home")
    rows = door.page.run(NEWEST)
    till.check("receipt 2" in rows[0] and "UPI" in rows[0], f"nobody heard of it: {rows}")
    till.refused(number, "already_done", method="upi")
    door.press("Close")


def free_of_charge(till):
    door = till.door
    till.show("comp")
    door.word("PAY")
    door.press("Take money", ":is(#acts, #before-acts)")
    door.sheet("pay")
    door.press("Free of charge", "#sheet")
    disabled = "return document.querySelector('#sheet .buttons').lastChild.disabled"
    till.check(door.page.run(disabled), "somebody is let in free without a reason")
    door.press("On the guest list", "#sheet")
    door.picture("pay-comp")
    door.press("Let in free of charge", "#sheet")
    door.word("WELCOME")
    door.view("idle")
    door.sheet("paid")
    till.says("Free of charge\n₹0.00", "Receipt\n3")
    row = till.payments()[-1]
    facts = (row["method"], row["amount"], row["cause"])
    till.check(facts == ("comp", 0, "guest_list"), f"the journal says {facts}")
    door.press("Take back", "#sheet")
    door.sheet("repay")
    till.says("Nothing was paid")
    door.press("Take back", "#sheet .buttons")
    door.sheet("home")
    till.check("Taken back" in door.note(), "nothing is said of what was taken back")
    door.press("Close")


def refusals(till):
    """By the API, as a page that is wrong would: nothing is taken, and each has words."""
    door, before = till.door, len(till.payments())
    till.box.post("/api/v1/door/staff/unlock", {"pin": door.pin()})
    due = till.show("comp")["number"]
    wrong = till.box.scan("RSV:ZZZZZ1")["number"]
    till.refused(due, "amount_mismatch", **{**TOO_LITTLE, "received": 99_899})
    till.refused(due, "amount_mismatch", method="upi", received=100_000, currency="INR")
    till.refused(due, "amount_mismatch", method="cash", received=99_900, currency="USD")
    till.refused(due, "amount_mismatch", method="cash", received=-1, currency="INR")
    till.refused(due, "cause_missing", method="comp")
    till.refused(due, "order_malformed", method="cheque")
    till.refused(due, "order_malformed", method="cash", received=99_900)
    till.refused(wrong, "nothing_to_pay", method="cash")
    till.refused(9_999_999, "no_such_attempt", method="cash")
    till.box.post("/api/v1/door/turn", {"direction": "exit"})
    till.refused(due, "not_at_exits", method="cash")
    till.box.post("/api/v1/door/turn", {"direction": "entry"})
    till.box.post("/api/v1/door/staff/lock", {})
    till.refused(due, "staff_locked", method="cash")
    till.check(len(till.payments()) == before, "a refusal took money")
    other = till.show("late")
    till.check(other["reason"] == "reservation_due",
               f"a reservation of another event that is on is answered {other['reason']}")
    door.view("idle")


def nothing_for_a_steward(till):
    """Whoever may not take money has no key for it, and no way round."""
    door = till.door
    door.press("Supervisor", "#idle")
    door.sheet("home")
    door.turn_over("steward")
    due = till.show("comp")["number"]
    door.word("PAY")
    time.sleep(0.2)
    keys = door.page.run(
        "return [...document.querySelectorAll('#acts button, #before-acts button, .newest .act')]"
        ".filter((one) => one.checkVisibility()).length")
    till.check(keys == 0, "a steward is offered what only a supervisor may")
    till.refused(due, "not_allowed", method="cash")
    door.view("idle")
    door.sheet("home")
    rows = door.page.run(NEWEST)
    till.check("₹999.00" in rows[0] and HOLDER in rows[0],
               f"whoever has signed in does not see whose it is: {rows}")
    door.press("Sign out")
    door.closed()
    till.refused(due, "not_signed_in", method="cash")
    door.press("Staff", "#idle")
    door.come_on("supervisor")
