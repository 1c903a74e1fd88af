#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The record contract holds together: aftercare-records(5), the schemas and their examples say the same.  TAP."""
import copy
import json
import pathlib
import re
import sys

sys.dont_write_bytecode = True
try:
    import jsonschema
    import validate
except ImportError as missing:
    print(f"1..0 # SKIP {missing}")
    sys.exit(0)

PAGE = pathlib.Path(__file__).resolve().parents[2] / "man/aftercare-records.5"
FORMS = {"array": "list", "boolean": "truth", "integer": "whole", "number": "number", "object": "object", "string": "text"}
NAMED = ("explain",)  # forms with an inside that the page describes once
count = 0
failed = 0


def ok(holds, name, *more):
    global count, failed
    count += 1
    failed += not holds
    print(f"{'' if holds else 'not '}ok {count} - {name}")
    for line in more if not holds else ():
        print(f"# {line}")


def form(part, defs):
    """The word by which the page calls what the schema's PART accepts."""
    if "$ref" in part:
        name = part["$ref"].rpartition("/")[2]
        return name if name in NAMED or defs[name].get("type") == "string" else form(defs[name], defs)
    if "enum" in part:
        return "choice"
    kind = part.get("type", "any")
    return FORMS.get(kind, kind)


def schema_fields(name):
    """{path: (form, needed)} of every field that the schema names."""
    whole = validate.schema(name)
    defs = whole.get("$defs", {})
    fields = {}

    def walk(part, prefix):
        while "$ref" in part:
            part = defs[part["$ref"].rpartition("/")[2]]
        if "items" in part:
            return walk(part["items"], prefix)
        for key, value in part.get("properties", {}).items():
            if prefix or key != "type":
                fields[prefix + key] = form(value, defs), key in part.get("required", [])
                if fields[prefix + key][0] not in NAMED:
                    walk(value, f"{prefix}{key}.")

    walk(whole, "")
    return fields


def page_sections():
    """{record type: its lines} of the page."""
    sections = {}
    for line in PAGE.read_text(encoding="utf-8").partition(".Sh RECORD TYPES\n")[2].splitlines():
        if line.startswith(".Sh "):
            break
        if line.startswith(".Ss "):
            lines = sections[line[4:]] = []
        elif sections:
            lines.append(line)
    return sections


def page_fields(lines):
    """{path: (form, needed)} of every field in the page's tables; the caption of a table names what it is of."""
    fields, owners, naming = {}, [], False
    for line in lines:
        row = re.fullmatch(r"\.It Va (\S+) Ta (\S+) Ta (.+)", line)
        if line == ".Pp":
            owners, naming = [], True
        elif naming and line.startswith(".Va "):
            owners.append(line.split()[1] + ".")
        elif row:
            for owner in owners or [""]:
                fields[owner + row[1]] = row[2], row[3].endswith("Needed.")
        elif line not in ("The", "and"):
            naming = False
    return fields


def page_examples(lines):
    """The records that the page shows."""
    text = "\n".join(lines)
    for block in re.findall(r"^\.Bd -literal\n(.*?)^\.Ed$", text, re.S | re.M):
        yield json.loads(block.replace("\n", "").replace("\\e", "\\"))


def refused(record, path, value):
    """Whether the schema refuses RECORD with VALUE at PATH (None takes the field away)."""
    broken = copy.deepcopy(record)
    place = broken
    *way, last = path
    for step in way:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return validate.faults(broken) != []


def compare(name, lines):
    in_schema, in_page = schema_fields(name), page_fields(lines)
    ok(set(in_page) == set(in_schema), f"{name}: page and schema name the same fields",
       f"only in the page: {sorted(set(in_page) - set(in_schema))}", f"only in the schema: {sorted(set(in_schema) - set(in_page))}")
    for field in sorted(set(in_page) & set(in_schema)):
        ok(in_page[field] == in_schema[field], f"{name}.{field}: the same form, and as much needed",
           f"page: {in_page[field]}", f"schema: {in_schema[field]}")


def examples(name, lines):
    schema = validate.schema(name)
    shown, kept = list(page_examples(lines)), schema.get("examples", [])
    ok(shown != [], f"{name}: the page shows one")
    ok(kept != [], f"{name}: the schema holds an example")
    for where, record in [("page", r) for r in shown] + [("schema", r) for r in kept]:
        ok(record["type"] == name, f"{name}: the {where}'s example is one")
        found = validate.faults(record)
        ok(found == [], f"{name}: the {where}'s example validates", *found)
        ok(validate.faults({**record, "x_shop_note": [1]}) == [], f"{name}: the {where}'s example may have a field of the shop's own")
        for field in schema["required"]:
            ok(refused(record, [field], None), f"{name}: the {where}'s example without {field} is refused")


def strictness():
    """Forms that a schema must not let through."""
    order, message, receipt, reject = (validate.schema(n)["examples"][0] for n in ("order", "message", "receipt", "reject"))
    suppression, consent, event, cart = (validate.schema(n)["examples"][0] for n in ("suppression", "consent", "cart_event", "cart"))
    cases = [
        (order, ["total"], 58.72), (order, ["total"], "58,72"), (order, ["total"], "+1.00"), (order, ["total"], "058.72"),
        (order, ["total"], "1e3"), (order, ["items", 0, "unit_price"], ""), (order, ["items", 0, "quantity"], "2"),
        (order, ["items", 0, "quantity"], 1.5), (order, ["id"], 1041), (order, ["id"], ""),
        (order, ["placed_at"], "2026-11-18 09:15:32"), (order, ["placed_at"], "2026-11-18T09:15:32"),
        (order, ["placed_at"], "2026-13-18T09:15:32Z"), (order, ["promised", "from"], "23/11/2026"),
        (order, ["promised", "to"], "2026-11-25T00:00:00Z"), (order, ["status"], "shipped"), (order, ["currency"], "eur"),
        (order, ["locale"], "it_IT"), (order, ["ship_to", "country"], "Italy"), (order, ["ship_to", "country"], "it"),
        (order, ["payment", "last4"], "424242424242"), (order, ["items", 0, "image"], "javascript:alert(1)"),
        (order, ["customer", "orders_count"], -1), (order, ["source", "line"], 0), (order, ["coupon", "code"], None),
        (message, ["class"], "promotion"), (message, ["channel"], "fax"), (message, ["to", "address"], None), (message, ["to", "country"], "Italy"), (message, ["consent", "at"], "2026-03-02"),
        (message, ["text"], None), (message, ["subject"], None), (message, ["headers", "Bcc: x"], "y"),
        (message, ["headers", "X-A"], "a\r\nBcc: y"), (message, ["attachments", 0, "base64"], None),
        (message, ["attachments", 0, "path"], "also.txt"), (message, ["created_at"], "yesterday"), (message, ["channel"], "webhook"),
        (receipt, ["status"], "ok"), (receipt, ["attempts"], -1), (receipt, ["at"], "now"),
        (receipt, ["code"], "451"),
        (reject, ["raw"], None), (reject, ["raw_base64"], "YQ=="), (reject, ["line"], 0),
        (suppression, ["reason"], "spam"), (suppression, ["channel"], "all"), (suppression, ["at"], "2026-11-21"),
        (event, ["ts"], "2026-11-20 17:42:09"), (event, ["event"], ""), (event, ["customer"], 7), (event, ["customer"], ""),
        (event, ["cart_value"], 64.7), (event, ["country"], "Italy"), (event, ["items", 0, "quantity"], -1),
        (event, ["items", 0], {"quantity": 1}), (event, ["url"], "javascript:alert(1)"),
        (suppression, ["source"], ""), (consent, ["marketing"], "yes"), (consent, ["at"], "2026-03-02"),
        (cart, ["customer"], "c-7"), (cart, ["value"], 59.80), (cart, ["items", 0, "quantity"], -1), (cart, ["url"], "javascript:alert(1)"),
    ]
    report, (rate, money, times, *_) = validate.schema("report")["examples"][0], validate.schema("figure")["examples"]
    cases += [
        (report, ["order"], "some"), (report, ["steps"], ["viewed"]), (report, ["gap"], 1.5), (report, ["refused"], -1),
        (report, ["now"], "2026-11-20"), (report, ["windows"], [{"step": "cart"}]), (report, ["unknown", 0, "n"], None),
        (rate, ["value"], None), (rate, ["value"], "0.25"), (rate, ["low"], None), (rate, ["high"], 1.1), (rate, ["of"], 0),
        (rate, ["unit"], "percent"), (rate, ["change_low"], -1.5), (rate, ["beyond_chance"], "no"),
        (money, ["amount"], None), (money, ["amount"], 41200), (money, ["currency"], None), (money, ["by"], {"device": 1}),
        (times, ["value"], None), (times, ["field"], "weather"), (times, ["others"], False),
    ]
    head, visit = (validate.schema(n)["examples"][0] for n in ("visits", "visit"))
    cases += [
        (head, ["version"], 0), (head, ["gap"], 0), (head, ["times"], "no"), (head, ["steps"], ["viewed"]), (head, ["unknown", 0, "events"], 0),
        (visit, ["key"], "s1"), (visit, ["first"], 0), (visit, ["reached"], 0), (visit, ["start"], [0, 0, "mobile"]), (visit, ["start", 1], -2),
        (visit, ["value", 2], "euro"), (visit, ["value"], [0, 1]), (visit, ["seen"], []), (visit, ["steps"], []),
    ]
    for record, path, value in cases:
        what = "nothing" if value is None else json.dumps(value)
        ok(refused(record, path, value), f"{record['type']}: {'.'.join(map(str, path))} is not {what}")
    nobody = {key: value for key, value in event.items() if key not in ("session", "customer")}
    ok(validate.faults(nobody) != [], "cart_event: somebody's it is")


def shared_forms():
    """A form that several schemas define is the same in all."""
    first = {}
    for name in validate.names():
        for form_name, definition in validate.schema(name).get("$defs", {}).items():
            ok(first.setdefault(form_name, definition) == definition, f"{name}: the form {form_name} is the same everywhere")


def sample():
    """The sample shop's records hold to their schemas."""
    for name in ("orders.jsonl", "events.jsonl"):
        with open(validate.SCHEMAS.parent / "sample" / name, encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                found = validate.faults(json.loads(line))
                ok(found == [], f"sample: {name}:{number} validates", *found)


def main():
    sections = page_sections()
    ok(sorted(sections) == validate.names(), "the page has a section for each schema", f"page: {sorted(sections)}")
    for name in validate.names():
        jsonschema.Draft202012Validator.check_schema(validate.schema(name))
        ok(True, f"{name}: the schema is one")
        compare(name, sections.get(name, []))
        examples(name, sections.get(name, []))
    sample()
    strictness()
    shared_forms()
    print(f"1..{count}")
    return failed != 0


sys.exit(main())
