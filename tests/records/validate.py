#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Hold records against their schemas.

usage: validate.py [FILE ...] < records.jsonl

Prints a line for each record that its schema refuses, and ends with status 1 if there was any, or if there was no
record at all: an empty output proves nothing.
"""
import json
import pathlib
import sys

import jsonschema

SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "common/shop/data/schema"


def schema(name):
    with open(SCHEMAS / f"{name}.json", encoding="utf-8") as file:
        return json.load(file)


def names():
    return sorted(path.stem for path in SCHEMAS.glob("*.json"))


VALIDATORS = {name: jsonschema.Draft202012Validator(schema(name)) for name in names()}


def faults(record):
    """What is wrong with RECORD, one text each."""
    validator = VALIDATORS.get(record.get("type")) if isinstance(record, dict) else None
    if validator is None:
        return [f"no schema for {str(record)[:60]}"]
    return [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(record)]


def main():
    seen, bad = 0, 0
    for source in sys.argv[1:] or ["/dev/stdin"]:
        with open(source, encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                seen += 1
                for fault in faults(json.loads(line)):
                    print(f"{source}:{number}: {fault}")
                    bad += 1
    if not seen:
        print("no records")
    return 1 if bad or not seen else 0


if __name__ == "__main__":
    sys.exit(main())
