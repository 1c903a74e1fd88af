#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Holds cart-abandon-report to cart_funnel.py on small random logs, and one way of running it to another.

usage: check-cart-report.py FIRST LAST     the seeds; says what differs, and ends with 1
"""
import collections
import csv
import decimal
import fractions
import io
import json
import os
import random
import subprocess
import sys
import tempfile

import cart_funnel

MINUTE, DAY = 60000, 86400000
TOOL = "cart-abandon-report"
NAMES = [name for _, names in cart_funnel.STEPS for name in names] + ["scroll", "search"]
OWN_STEPS = [("seen", ["view_item", "scroll"]), ("bag", ["add_to_cart", "begin_checkout"]),
             ("data", ["add_shipping_info", "add_payment_info"]), ("done", ["purchase"])]


def run(*args, status=0, text=None):
    done = subprocess.run([TOOL, "--quiet", *args], capture_output=True, input=text, check=False)
    if done.returncode != status:
        raise AssertionError(f"{args}: status {done.returncode}, {done.stderr.decode()[:400]}")
    return done.stdout


def clock(rng, ms):
    """The same instant, written in one of many ways."""
    offset = rng.choice([0, 0, 0, 120, -330, 765])
    seconds, part = divmod(ms + offset * MINUTE, 1000)
    days, rest = divmod(seconds, 86400)
    text = f"{cart_funnel.datetime.date.fromordinal(719163 + days)}T{rest // 3600:02d}:{rest // 60 % 60:02d}:{rest % 60:02d}"
    text += f".{part:03d}" if part or rng.random() < 0.2 else ""
    if offset == 0:
        return text + rng.choice(["Z", "Z", "+00:00"])
    return text + f"{'-' if offset < 0 else '+'}{abs(offset) // 60:02d}:{abs(offset) % 60:02d}"


def amount(rng, currency):
    units = rng.choice([0, 0, 1, 299, 300, 499, 500, 999, 1000, 1499, 1500, 2499, 2500, 12345])
    text = cart_funnel.decimal_text(units, currency)
    kind = rng.random()
    if kind < 0.1 and cart_funnel.EXPONENT[currency] == 2:
        return rng.choice([59.980000000000004, 1.005, 2.675, 0.1, 7])
    return decimal.Decimal(text) if kind < 0.3 else text


class Number(float):
    """A number that is written as it came."""

    def __init__(self, text):
        super().__init__()
        self.text = text

    def __repr__(self):
        return self.text


# An id that looks like an address is none.
PEOPLE = {"c1": "ada@example.com", "c2": "Zo\u00c9@example.com", "c3": "ada@example.org", "ada@example.com": "bob@example.com"}


def address(rng, whose):
    """The address of a customer, typed in one of many ways."""
    email = PEOPLE[whose]
    email = rng.choice([email, email, email.swapcase().replace("\u00e9", "\u00c9"), email.title()])
    return rng.choice(["", "", " ", "\t "]) + email + rng.choice(["", "", " ", "\r\n"])


def customer_of(rng, whose):
    """What a line calls a customer."""
    kind = rng.random()
    if kind < 0.35:
        return whose
    if kind < 0.6:
        named = {"id": whose, "email": address(rng, whose)}
    elif kind < 0.8:
        named = {"id": rng.choice([None, ""]), "email": address(rng, whose)}
    else:
        named = rng.choice([{"email": address(rng, whose)}, {"id": whose}, {"id": whose, "email": rng.choice([None, "", " "])}])
    if rng.random() < 0.6:
        named["accepts_marketing"] = rng.choice([True, True, True, "true", False, "false", None, "", "yes"])
    return named


def make_log(rng):
    """Few sessions, customers and values, and times that are often the same or just at a limit."""
    start = cart_funnel.instant(rng.choice(["2026-03-28T20:00:00Z", "2026-10-24T20:00:00Z", "2026-06-30T12:00:00Z",
                                            "2028-02-28T22:00:00Z"]))
    owner = {f"s{i}": rng.choice([*PEOPLE, None]) for i in range(6)}
    # At one time a session has one customer: of two the greater hash would count.
    called = {}
    money = rng.choice([["EUR"], ["EUR"], ["JPY"], ["EUR", "USD"], ["KWD", "JPY"]])
    spread = rng.choice([6, 30, 200, 2000])
    records = []
    for _ in range(rng.choice([1, 5, 40, 40, 150])):
        ms = start + rng.randrange(spread) * 10 * MINUTE + rng.choice([0, 0, 0, 1, -1, 500, rng.randrange(10 * MINUTE)])
        record = {"type": "cart_event", "ts": clock(rng, ms), "event": rng.choice(NAMES)}
        session = rng.choice(list(owner) + [None])
        if session:
            record["session"] = session
        else:
            record["session"] = rng.choice(["", None])
        whose = owner[session] if session and rng.random() < 0.9 else rng.choice(list(PEOPLE))
        if (session, ms) not in called:
            called[session, ms] = customer_of(rng, whose) if whose else None
            if session and rng.random() < 0.08:
                called[session, ms] = {"accepts_marketing": rng.choice([True, False, False])}
        customer = called[session, ms]
        if customer or rng.random() < 0.5:
            record["customer"] = customer
        record["currency"] = rng.choice(money)
        if rng.random() < 0.8:
            record["cart_value"] = amount(rng, record["currency"])
        if rng.random() < 0.4:
            record["shipping_cost"] = amount(rng, record["currency"])
        for field, values in [("device", ["mobile", "desktop", "tablet"]), ("browser", ["Edge", "Opera", "Safari"]),
                              ("country", ["IT", "DE"]), ("page", ["/", "/p/cup", "/pay"]), ("coupon", ["TEN", "TWENTY", "", None]),
                              ("payment_method", ["card", "klarna"]), ("error", ["declined", "expired"])]:
            if rng.random() < 0.5:
                record[field] = rng.choice(values)
        if rng.random() < 0.3:
            record["items"] = [{"sku": sku, "quantity": 1} for sku in rng.choice(["A", "A", "A", "AB", "B", "BA", ""])]
        records.append(record)
    return records


def line_of(rng, record):
    members = list(record.items())
    rng.shuffle(members)
    if rng.random() < 0.2:
        members.insert(rng.randrange(len(members) + 1), ("x_\u00e9", {"deep": [1, None, "\u20ac"]}))
    out = []
    for key, value in members:
        if isinstance(value, decimal.Decimal):
            text = str(value)
        else:
            text = json.dumps(value, ensure_ascii=rng.random() < 0.5 or key == "items")
            if isinstance(value, str) and value and rng.random() < 0.1:
                text = '"' + "".join(f"\\u{ord(c):04x}" for c in value) + '"'
        out.append(f"{json.dumps(key)}:{text}")
    return "{" + ",".join(out) + "}"


def make_rules(rng, folder):
    """The rules, and the options that ask for them."""
    rules, options, cutting = cart_funnel.Rules(), [], []
    if rng.random() < 0.2:
        rules.steps = OWN_STEPS
        path = os.path.join(folder, "steps.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"steps": [{"name": n, "events": e} for n, e in OWN_STEPS]}, file)
        cutting += ["--steps", path]
    if rng.random() < 0.3:
        rules.gap = rng.choice([600, 1799, 3600])
        cutting += ["--gap", f"{rules.gap}s"]
    if rng.random() < 0.5:
        rules.recover = rng.choice([0, 3600, 86400])
        options += ["--recover", f"{rules.recover}s"]
    times = []
    if rng.random() < 0.35:
        rules.strict = True
        times = ["--order", "strict"]
    if rng.random() < 0.35:
        for i, (name, _) in enumerate(rules.steps):
            if i and rng.random() < 0.5:
                rules.windows[i] = rng.choice([600, 1200, 3600])
                times += ["--window", f"{name}={rules.windows[i]}s"]
    if rng.random() < 0.5:
        rules.by = rng.sample(["day", "week", "month", "device", "currency", "browser", "country", "page", "shipping_cost",
                               "coupon", "payment_method", "error"], rng.randint(1, 4))
        options += ["--by", ",".join(rules.by)]
    if rng.random() < 0.4:
        rules.weeks = True
        options += ["--period", "week"]
    rules.min_group = rng.choice([1, 2, 5, 20])
    options += ["--min-group", str(rules.min_group)]
    rules.zone = rng.choice(["UTC", "Europe/Rome", "America/St_Johns", "Australia/Lord_Howe"])
    shop = os.path.join(folder, "shop.json")
    with open(shop, "w", encoding="utf-8") as file:
        json.dump({"name": "S", "timezone": rules.zone}, file)
    return rules, options + ["--shop", shop], cutting, times


def number_of(figure):
    if figure["unit"] == "money":
        return cart_funnel.minor(figure["amount"], figure["currency"]), figure["n"]
    if figure["unit"] == "rate":
        return figure["n"], figure["of"]
    return figure["value"]


MADE = ("reason_lift", "reason_others_rate", "reason_excess", "reason_excess_value")


def rounded(share, digits):
    return (share * 10 ** digits + fractions.Fraction(1, 2)).__floor__()


def check_reasons(lines):
    """What is said of a reason follows from its counts and its step's, and is rounded once."""
    steps, counts, money = {}, {}, {}
    for f in lines:
        if f["name"] == "loss_rate" and "from" not in f and "by" not in f:
            steps[f["step"]] = f
        if "field" in f:
            place = (f["step"], f["field"], f["seen"], "others" in f)
            if f["name"] == "reason_loss_rate":
                counts[place] = f
            if f["name"] == "reason_value_lost":
                money[place + (f["currency"],)] = cart_funnel.minor(f["amount"], f["currency"])
    for f in lines:
        if f["name"] not in MADE:
            continue
        place = (f["step"], f["field"], f["seen"], "others" in f)
        r, step = counts[place], steps[f["step"]]
        rate, others = fractions.Fraction(r["n"], r["of"]), None
        if step["of"] > r["of"]:
            others = fractions.Fraction(step["n"] - r["n"], step["of"] - r["of"])
        if f["name"] == "reason_lift":
            meant = rounded(rate / fractions.Fraction(step["n"], step["of"]), 6)
        elif f["name"] == "reason_others_rate":
            meant = rounded(others, 6)
        elif f["name"] == "reason_excess":
            meant = rounded(r["n"] - r["of"] * others, 6)
        else:
            meant = rounded(money[place + (f["currency"],)] * (1 - others / rate), 0)
        got = cart_funnel.minor(f["amount"], f["currency"]) if f["unit"] == "money" else rounded(
            fractions.Fraction(str(f["value"])), 6)
        if got != meant:
            raise AssertionError(f"{f}: expected {meant}")


def read_figures(out, rules):
    """The figures of a report in JSON Lines, as cart_funnel names them; its head."""
    lines = [json.loads(line) for line in out.decode().splitlines()]
    check_reasons(lines[1:])
    figures = {}
    for f in lines[1:]:
        if "field" in f:
            place = ("reason", f["field"], f["seen"], f.get("others", False))
        elif "by" in f:
            place = ("group", tuple(f["by"][name] for name in rules.by))
        elif "from" in f:
            place = ("period", f["from"])
        else:
            place = ("whole",)
        name = place + (f["name"], f.get("step", ""))
        name += (f["currency"],) if f["unit"] == "money" else ()
        if f["name"] in MADE:
            continue
        if name in figures:
            raise AssertionError(f"{name} stands twice")
        figures[name] = number_of(f)
    return lines[0], figures


def differences(expected, got):
    return [f"{key}: expected {expected.get(key)}, got {got.get(key)}"
            for key in sorted(expected.keys() | got.keys(), key=str) if expected.get(key) != got.get(key)]


def check_carts(folder, log, report, options):
    got = []
    for line in run("--list", *options, log).decode().splitlines():
        cart = json.loads(line)
        whose = cart.get("session") or cart["customer"].get("id") or cart_funnel.folded(cart["customer"]["email"])
        # Without a value the currency is that of other amounts.
        got.append((whose, cart.get("value", ""), cart.get("currency", "") if "value" in cart else "", cart["step"],
                    cart_funnel.instant(cart["started_at"]), cart_funnel.instant(cart["last_seen_at"]),
                    str(cart.get("customer", {}).get("accepts_marketing"))))
    expected = report.carts()
    if sorted(got) != expected:
        raise AssertionError(f"--list: expected {expected}, got {sorted(got)}")
    del folder


def check_csv(log, every, report, by):
    """No two rows have the same key, and what the rows say adds up to the whole."""
    if "--by" in every:
        at = every.index("--by")
        every = every[:at] + every[at + 2:]
    by_option = ["--by", ",".join(by)] if by else []
    header, *rows = list(csv.reader(io.StringIO(run("--format", "csv", *every, *by_option, log).decode())))
    keys = by + ([] if "currency" in by else ["currency"])
    if header[:len(keys)] != keys:
        raise AssertionError(f"csv: {header}")
    seen, sums = set(), collections.Counter()
    for row in rows:
        named = dict(zip(header, row))
        key = tuple(row[:len(keys)])
        if key in seen:
            raise AssertionError(f"csv: {key} stands twice")
        seen.add(key)
        for name, cell in list(named.items())[len(keys):]:
            place = (name, named["currency"]) if name.startswith("lost_") else name
            sums[place] += int(cell or 0)
    figures = report.figures()
    for i, (step, _) in enumerate(report.rules.steps):
        name = "visits" if i == 0 else "purchase" if step == "purchased" else step
        if sums[name] != figures[("whole", "reached", step)]:
            raise AssertionError(f"csv: {name} adds up to {sums[name]}")
        lost = {k[1]: n for k, n in sums.items() if k[0] == "lost_" + step and n}
        meant = {k[3]: n[0] for k, n in figures.items() if k[:3] == ("whole", "value_lost", step) and n[0]}
        if lost != meant:
            raise AssertionError(f"csv: lost at {step}: {lost}, not {meant}")


def check_compare(folder, out, every, log):
    """Nothing has changed since this very report."""
    earlier = os.path.join(folder, "earlier")
    with open(earlier, "wb") as file:
        file.write(out)
    for line in run("--compare", earlier, *every, log).splitlines()[1:]:
        figure = json.loads(line)
        if "from" not in figure and float(figure.get("change", figure.get("amount_change", 1))) != 0:
            raise AssertionError(f"--compare with itself: {line}")


def write(folder, name, lines):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="utf-8") as file:
        file.write("".join(line + "\n" for line in lines))
    return path


def check_ways(rng, folder, lines, options, cutting, times, answers):
    """All ways of running it give the same bytes as ANSWERS, which are of one thread over one file."""
    shuffled = lines[:]
    rng.shuffle(shuffled)
    pieces = [write(folder, f"piece{i}", shuffled[i::3]) for i in range(3)]
    every = options + cutting + times
    ways = {
        "threads": ["--threads", str(rng.choice([2, 3, 4])), *pieces],
        "memory": ["--memory", "1M", "--threads", "2", write(folder, "shuffled", shuffled)],
    }
    states = [os.path.join(folder, f"state{i}") for i in range(3)]
    listed = times or (["--order", "strict"] if rng.random() < 0.3 else [])
    for piece, state in zip(pieces, states):
        with open(state, "wb") as file:
            file.write(run("--partial", *cutting, *listed, "--shop", options[options.index("--shop") + 1], piece))
    ways["merge"] = ["--merge", "--threads", "2", *states]
    for form, expected in answers.items():
        for way, args in ways.items():
            if form == "list":
                got = b"" if way == "merge" else run("--list", *every, *args)
                got = expected if way == "merge" else got
            else:
                got = run("--format", form, *every, *args)
            if got != expected:
                raise AssertionError(f"{form} with {way} differs:\n" + "\n".join(
                    f"  {a!r}\n  {b!r}" for a, b in zip(expected.splitlines(), got.splitlines()) if a != b)[:1500])
    # States of states, in any order of their lines.
    heads = [line for state in states for line in open(state, "rb")]
    rng.shuffle(heads)
    once = run("--merge", "--partial", *cutting, *listed, text=b"".join(heads))
    again = run("--partial", *cutting, *listed, *pieces)
    if once != again:
        raise AssertionError("a merged state differs from the state of the whole")


def check(seed):
    rng = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        records = make_log(rng)
        lines = [line_of(rng, record) for record in records]
        rules, options, cutting, times = make_rules(rng, folder)
        if rng.random() < 0.6:
            rules.now = rng.choice([cart_funnel.instant(records[rng.randrange(len(records))]["ts"]),
                                    max(cart_funnel.instant(r["ts"]) for r in records)]) + rng.choice(
                                        [0, 1, rules.gap * 1000, rules.gap * 1000 + 1, 2 * DAY])
            options += ["--now", clock(rng, rules.now)]
        log = write(folder, "log", lines)
        every = options + cutting + times + ["--threads", "1"]
        report = cart_funnel.Report(records, rules)
        out = run(*every, log)
        head, figures = read_figures(out, rules)
        wrong = differences(report.figures(), figures)
        if wrong:
            raise AssertionError("\n".join([f"options {' '.join(every)}"] + wrong[:12]))
        said = (head["lines"], head["refused"], head["unknown_events"], head["future"], head["mixed"])
        meant = (len(records), 0, report.unknown, report.future, report.mixed)
        if said != meant:
            raise AssertionError(f"head: expected {meant}, got {said}")
        check_carts(folder, log, report, every)
        for by in rules.by, ["currency"], ["device"]:
            check_csv(log, every, report, by)
        answers = {"jsonl": out, "csv": run("--format", "csv", *every, log), "list": run("--list", *every, log)}
        if seed % 5 == 0:
            for form in ("text", "markdown", "html"):
                answers[form] = run("--format", form, *every, log)
            check_compare(folder, out, every, log)
        check_ways(rng, folder, lines, options, cutting, times, answers)


def main():
    os.environ.pop("AFTERCARE_NOW", None)
    os.environ.pop("AFTERCARE_SHOP", None)
    failed = 0
    for seed in range(int(sys.argv[1]), int(sys.argv[2]) + 1):
        try:
            check(seed)
        except AssertionError as why:
            print(f"seed {seed}: {why}")
            failed += 1
            if failed == 5:
                break
    sys.exit(failed != 0)


main()
