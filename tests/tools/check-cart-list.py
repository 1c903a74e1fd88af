#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Holds cart-abandon-report --list to the cart record, and to a plain reading of cart-abandon-report(1), on random logs.

usage: check-cart-list.py FIRST LAST     the seeds; says what is wrong, and ends with 1

Customers and items are what anybody may write into a log.  Each cart that is listed is as its schema wants it and is taken
by cart-remind; what the log said is in it, or its warnings say that it is not.
"""
import decimal
import json
import os
import pathlib
import random
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "records"))
import validate  # noqa: E402

EXPONENT = {"EUR": 2, "JPY": 0, "KWD": 3}
OTHER = {"sku": "item_id", "name": "item_name", "unit_price": "price", "category": "item_category"}
MOST = 10 ** 11


class Raw:
    """JSON that is written as it came."""

    def __init__(self, text):
        self.text = text


def dump(value):
    if isinstance(value, Raw):
        return value.text
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(k)}:{dump(v)}" for k, v in value.items()) + "}"
    if isinstance(value, Pairs):
        return "{" + ",".join(f"{json.dumps(k)}:{dump(v)}" for k, v in value) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(dump, value)) + "]"
    return json.dumps(value)


class Pairs(list):
    """An object in which a key may stand twice."""


ODD = [None, True, False, "", " ", "x", "\u0000", "\ud7ff\uffff", "\u2028", "<b>", "é", [], {}, [1], {"a": 1}, 0, -1, 7, 2 ** 70, Raw("1e3"),
       Raw("-0.0"), Raw("1E400"), "\t", "null"]


def amount(rng):
    return rng.choice([
        29.9, 5, 0, 1.005, 59.980000000000004, -3.5, "12.50", "7", "0.001", "29,90", "$5", "1e2", Raw("1.5e1"), Raw("10000000000000"),
        Raw("1000000000.00"), Raw("0.125"), Raw("99.999"), "", "-", ".5", "5.", "00012", "12.5.0", Raw("2." + "0" * 70)] + ODD)


def link(rng):
    return rng.choice(["https://shop.example/p?a=1&b=2", "HTTPS://Shop.example/P", "http://x", "javascript:alert(1)", "/p", "https://a b/", "https://",
                       "https://shop.example/\u00a0", "https://shop.example/\u3000x", "https://x/" + "y" * 2000, "ftp://x/"] + ODD)


def item(rng):
    if rng.random() < 0.05:
        return rng.choice(ODD)
    word = lambda: rng.choice(["MOKA-3", "Caffettiera", 17, Raw("1.50"), "", True] + ODD)  # noqa: E731
    members = []
    for names, value, chance in [
            (["sku", "item_id"], word, 0.8), (["name", "item_name"], word, 0.7), (["unit_price", "price"], lambda: amount(rng), 0.8),
            (["quantity"], lambda: rng.choice([1, 2, "3", 2.0, 1.5, -1, Raw("1e1"), "two", 0] + ODD), 0.7),
            (["total"], lambda: amount(rng), 0.2), (["url"], lambda: link(rng), 0.3), (["image"], lambda: link(rng), 0.3),
            (["category", "item_category"], word, 0.3), (["index", "item_brand", "discount"], lambda: rng.choice(ODD), 0.3)]:
        for name in names:
            if rng.random() < (chance if name == names[-1] else chance / 2):
                members.append((name, value()))
                if rng.random() < 0.02:
                    members.append((name, value()))
    rng.shuffle(members)
    return Pairs(members)


def customer(rng):
    if rng.random() < 0.3:
        return rng.choice(["c-7", 17, "c \"x\"", "é"])
    members = [("id", rng.choice(["c-7", 7, ""])), ("email", rng.choice(["a@example.com", "a@", "", "A@B", 5] + ODD)), ("name", rng.choice(["Ana"] + ODD)),
               ("locale", rng.choice(["it-IT", "en_GB", "italiano!", "x", "tlh", "a" * 40] + ODD)),
               ("accepts_marketing", rng.choice([True, True, False, "true", "false", "yes", 1] + ODD)), ("shoe", rng.choice(ODD))]
    members = [m for m in members if rng.random() < 0.8]
    if rng.random() < 0.05 and members:
        members.append(("locale", "it"))
    return Pairs(members)


def line(rng, session, second, event, currency, rich):
    record = {"type": "cart_event", "ts": f"2026-11-20T10:00:{second:02d}Z", "session": session, "event": event}
    if rng.random() < 0.8:
        record["currency"] = currency
    if rich and rng.random() < 0.9:
        record["items"] = [item(rng) for _ in range(rng.choice([0, 1, 1, 2, 3, 30]))] if rng.random() < 0.95 else rng.choice(ODD)
    if rich:
        record["customer"] = customer(rng)
    if "currency" in record and rng.random() < 0.5:
        record["cart_value"] = rng.choice(["10.00", 5, "0"])
    if "currency" in record and rng.random() < 0.3:
        record["shipping_cost"] = "4"
    if rng.random() < 0.4:
        record["url"] = link(rng)
        if isinstance(record["url"], (Raw, dict, list)):
            del record["url"]
    if rng.random() < 0.5:
        record["country"] = rng.choice(["IT", "it", "Italy", "", "İT", "I\u0000"])
    return record


def says(value):
    return value is not None and value != ""


def plain(value):
    """VALUE as Python has it when it reads it, numbers as they are written."""
    if isinstance(value, Raw):
        return Raw(value.text)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    return Raw(json.dumps(value))


def expect_amount(value, currency):
    """The decimal text of VALUE in CURRENCY, or None where it is no amount."""
    text = value.text if isinstance(value, Raw) else value if isinstance(value, str) else ""
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text, re.ASCII) or len(text) > 64:
        return None
    units = int(decimal.Decimal(text).scaleb(EXPONENT[currency]).quantize(decimal.Decimal(1), rounding=decimal.ROUND_HALF_UP))
    if abs(units) > MOST:
        return None
    return f"{decimal.Decimal(units).scaleb(-EXPONENT[currency]):.{EXPONENT[currency]}f}" if units else f"{0:.{EXPONENT[currency]}f}"


def expect_item(pairs, currency, cart_currency):
    """What the record says of the item's amounts, words and quantity; None where the item is left out."""
    if not isinstance(pairs, Pairs):
        return None

    def values(name):
        """What is said by NAME, then by its other name."""
        for key in [name, OTHER.get(name)]:
            found = [v for k, v in pairs if k == key]
            if len(found) == 1 and says(plain(found[0])):
                yield plain(found[0])

    out = {}
    for name in ("sku", "name"):
        for value in values(name):
            if name not in out and isinstance(value, (bool, str, Raw)):
                out[name] = json.dumps(value) if isinstance(value, bool) else value.text if isinstance(value, Raw) else value
    if not out:
        return None
    many = next(values("quantity"), None)
    text = many.text if isinstance(many, Raw) else many if isinstance(many, str) else ""
    if re.fullmatch(r"-?[0-9]+(\.0+)?", text, re.ASCII) and 0 <= int(text.split(".")[0]) < 2 ** 63 and len(text) <= 64:
        out["quantity"] = int(text.split(".")[0])
    for name in ("unit_price", "total"):
        for value in values(name):
            if name not in out and currency and currency == cart_currency and expect_amount(value, currency) is not None:
                out[name] = expect_amount(value, currency)
    unclear = many is not None or sum(k == "quantity" for k, _ in pairs) > 1
    if unclear and "quantity" not in out:
        out.pop("unit_price", None)
    return out


def check(seed):
    rng = random.Random(seed)
    records, texts = {}, []
    for number in range(30):
        currency = rng.choice(["EUR", "EUR", "JPY", "KWD"])
        session = f"s{number}"
        rich = line(rng, session, 1, rng.choice(["add_to_cart", "begin_checkout", "payment_failed"]), currency, True)
        records[session] = rich
        texts.append(dump(rich))
        if rng.random() < 0.5:
            texts.append(dump(line(rng, session, 0, "add_to_cart", rng.choice(list(EXPONENT)), False)))
    log = "\n".join(texts + ['{"type":"cart_event","ts":"2026-11-29T00:00:00Z","session":"end","event":"view_item"}\n']).encode()
    done = subprocess.run(["cart-abandon-report", "--list"], input=log, capture_output=True, check=False)
    refused = {json.loads(texts[int(n) - 1])["session"] for n in re.findall(rb"stdin:(\d+): ", done.stderr)}
    if done.returncode != (1 if refused else 0):
        raise AssertionError(f"status {done.returncode}: {done.stderr.decode()[:300]}")
    carts = [json.loads(text) for text in done.stdout.decode().split("\n")[:-1]]
    for cart in carts:
        for fault in validate.faults(cart):
            raise AssertionError(f"{fault}\n  {cart}\n  {dump(records[cart['session']])}")
        if cart["session"] not in refused:
            check_items(cart, records[cart["session"]])
    listed = {c["session"] for c in carts}
    emptied = {name for name, record in records.items() if is_empty(record)} - refused
    if listed | refused | emptied != set(records):
        raise AssertionError("a cart is missing")
    if listed & emptied:
        raise AssertionError(f"an empty cart is listed: {listed & emptied}")
    warned = sum("warnings" in c for c in carts)
    if f"{warned} of {len(carts)} carts".encode() not in done.stderr and warned:
        raise AssertionError(f"{warned} of {len(carts)} carts have warnings: {done.stderr.decode()[-200:]}")
    taken = subprocess.run(["cart-remind", "--explain", "--now", "2026-11-21T09:00:00Z"], input=done.stdout, capture_output=True, check=False)
    if taken.returncode != 0:
        raise AssertionError(f"cart-remind: {taken.stderr.decode()[:400]}")
    if len(taken.stdout.decode().split("\n")[:-1]) != len(carts):
        raise AssertionError("cart-remind says nothing of a cart")
    for text in taken.stdout.decode().split("\n")[:-1]:
        for fault in validate.faults(json.loads(text)):
            raise AssertionError(f"cart-remind: {fault}")
    return len(carts)


def is_empty(record):
    """Whether the cart has nothing in it, and costs nothing."""
    return record.get("items") == [] and not isinstance(record["items"], Pairs) and record.get("cart_value") not in ("10.00", 5)


def check_items(cart, record):
    given, warnings = record.get("items"), cart.get("warnings", [])
    known = ("sku", "name", "quantity", "unit_price", "total")
    if not isinstance(given, list) or isinstance(given, Pairs):
        got = "items" in cart
        if got or (given is not None and given != "" and not warnings):
            raise AssertionError(f"items {given!r} became {cart}")
        return
    amounts = record.get("currency")
    expected = [expect_item(i, amounts, cart.get("currency")) for i in given]
    left = [e for e in expected if e is not None]
    got = [{k: i[k] for k in known if k in i} for i in cart.get("items", [])]
    if got != left:
        raise AssertionError(f"items of {dump(record)}:\n  expected {left}\n  got      {got}\n  {warnings}")
    if ("items" in cart) != (bool(left) or not given):
        raise AssertionError(f"an empty list became {cart}")
    lost = [e for e in expected if e is None]
    for pairs, e in zip(given, expected):
        for name in known if e is not None else ():
            said = [v for k, v in pairs if k in (name, OTHER.get(name)) and says(plain(v))]
            lost += [name] if said and name not in e else []
    if lost and not warnings:
        raise AssertionError(f"{lost} are missing, and nothing says so: {cart}")


def main():
    for name in ("AFTERCARE_NOW", "AFTERCARE_SHOP"):
        os.environ.pop(name, None)
    failed = carts = 0
    for seed in range(int(sys.argv[1]), int(sys.argv[2]) + 1):
        try:
            carts += check(seed)
        except AssertionError as why:
            print(f"seed {seed}: {why}")
            failed += 1
    print(f"{carts} carts")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
