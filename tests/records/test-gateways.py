#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The gateways hold together: the schema, aftercare-gateway(5) and the kit's data files say the same.  TAP."""
import copy
import json
import pathlib
import re
import sys

try:
    import jsonschema
except ImportError as missing:
    print(f"1..0 # SKIP {missing}")
    sys.exit(0)

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "common/shop/data"
PAGE = (ROOT / "man/aftercare-gateway.5").read_text(encoding="utf-8")
SCHEMA = json.loads((DATA / "schema/files/gateway.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
count = failed = 0


def ok(holds, name, *more):
    global count, failed
    count += 1
    failed += not holds
    print(f"{'' if holds else 'not '}ok {count} - {name}")
    for line in more if not holds else ():
        print(f"# {line}")


def keys(part, prefix=""):
    """The name of every key that the schema knows: "reply.ok"."""
    for key, value in part.get("properties", {}).items():
        yield prefix + key
        yield from keys(value, f"{prefix}{key}.")


def changed(record, path, value):
    """RECORD with VALUE at PATH; None takes it away."""
    record = copy.deepcopy(record)
    part = record
    for step in path[:-1]:
        part = part[step]
    if value is None:
        part.pop(path[-1], None)
    else:
        part[path[-1]] = value
    return record


def main():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    ok(True, "the schema is one")
    in_page = set(re.findall(r"^\.It Cm ([a-z_.0-9]+)$", PAGE, re.M))
    ok(in_page == set(keys(SCHEMA)), "page and schema name the same keys",
       f"only in the page: {sorted(in_page - set(keys(SCHEMA)))}", f"only in the schema: {sorted(set(keys(SCHEMA)) - in_page)}")
    files = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (DATA / "gateways").glob("*.json")}
    ok(len(files) >= 7, "the kit has gateways")
    for name, gateway in sorted(files.items()):
        found = [f"{error.json_path}: {error.message[:200]}" for error in VALIDATOR.iter_errors(gateway)]
        ok(found == [], f"{name} validates", *found)
        ok(f".It Cm {name} " in PAGE or f".It Li {name}\n" in PAGE, f"{name} stands in the page")
        ok(gateway["channel"] == "webhook" or "length" in gateway, f"{name} says how long a text may be")
    for text in re.findall(r"^\.Bd -literal.*?\n(\{.*?)^\.Ed$", PAGE, re.M | re.S):
        ok(VALIDATOR.is_valid(json.loads(text)), "the page's example validates")
    sms, post = files["twilio"], files["discord"]
    for record, path, value in [
        (sms, ["url"], None), (sms, ["url"], "http://a.example/"), (sms, ["url"], "https://u:p@a.example/"),
        (sms, ["url"], "https://{account}/"), (sms, ["channel"], "email"), (sms, ["about"], None), (sms, ["form"], None),
        (sms, ["json"], {}), (sms, ["object"], {}), (sms, ["frm"], {}), (sms, ["form", "To"], 1), (sms, ["length"], 0),
        (sms, ["auth", "user"], None), (sms, ["auth", "how"], "header"), (sms, ["auth", "how"], "digest"),
        (sms, ["reply", "ok"], "a"), (sms, ["reply", "later"], [1]), (sms, ["reply", "status"], {"down": [200]}),
        (sms, ["reply", "status"], {"sent": [400]}), (post, ["segments"], 3), (post, ["escape"], "html"),
        (post, ["coding"], {"gsm": "a"}), (post, ["seconds"], 601),
    ]:
        ok(not VALIDATOR.is_valid(changed(record, path, value)),
           f"{record['about']}: {'.'.join(path)} is not {'nothing' if value is None else json.dumps(value)}")
    print(f"1..{count}")
    return failed != 0


sys.exit(main())
