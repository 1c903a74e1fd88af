#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""The oracle sees what it is there for: an account is falsified in each way, and it has to say so."""
import contextlib
import json
import sqlite3
import sys

from fault import Place, Wrong, check, hold, main, message, scenario


def change_log(place, change):
    """Rewrites what the sink wrote down; CHANGE is given the events and returns them."""
    with open(place.log, encoding="ascii") as file:
        events = change([json.loads(line) for line in file])
    with open(place.log, "w", encoding="ascii") as file:
        file.writelines(json.dumps(event) + "\n" for event in events)


def change_ledger(place, statement):
    with contextlib.closing(sqlite3.connect(place.ledger)) as db:
        db.execute("PRAGMA foreign_keys = ON")
        hold(db.execute(statement).rowcount > 0, "the statement changes nothing")
        db.commit()


def change_receipts(place, change):
    with open(place.runs[-1].names[1], encoding="ascii") as file:
        lines = change(file.read().splitlines())
    with open(place.runs[-1].names[1], "w", encoding="ascii") as file:
        file.writelines(line + "\n" for line in lines)


LOG, LEDGER, RECEIPTS = change_log, change_ledger, change_receipts
LIES = {
    "a mail that was sent has not arrived": (LOG, lambda events: events[1:], "accepted 0 times"),
    "a mail arrived twice": (LOG, lambda events: events + events[:1], "accepted 2 times"),
    "a mail arrived that nobody sent": (LOG, lambda events: events + [{**events[0], "id": "x@example.com"}], "not in the ledger"),
    "a mail went to somebody else": (LOG, lambda events: [{**events[0], "to": "eve@example.com"}] + events[1:], "somebody else"),
    "a mail that failed has arrived": (LEDGER, "UPDATE message SET state = 'failed' WHERE row = 2", "is failed"),
    "a mail that waits has arrived": (LEDGER, "UPDATE message SET state = 'queued' WHERE row = 2", "is queued"),
    "a message is not in the ledger": (LEDGER, "DELETE FROM message WHERE row = 3", "not in the ledger"),
    "a message was read without a receipt": (RECEIPTS, lambda lines: lines[1:], "too few receipts"),
    "a message has two receipts": (RECEIPTS, lambda lines: lines + lines[:1], "said that it is"),
    "a receipt says what is not so": (RECEIPTS, lambda lines: [lines[0].replace('"sent"', '"failed"')] + lines[1:], "the last receipt"),
    "the exit status says what is not so": (RECEIPTS, lambda lines: [line.replace('"sent"', '"deferred"') for line in lines], "last"),
}


def lie(where, change, words):
    with Place() as place:
        place.serve()
        place.run([message(number) for number in range(1, 5)])
        place.sink.stop()
        check(place)
        where(place, change)
        try:
            check(place)
        except Wrong as said:
            hold(words in str(said), f"it says: {said}")
            return
        raise Wrong("the oracle has not seen it")


for name, row in LIES.items():
    scenario(name)(lambda row=row: lie(*row))


@scenario("a message has two receipts, the first of which says that it waits")
def both():
    with Place() as place:
        place.serve()
        place.run([message(1)])
        place.sink.stop()
        change_receipts(place, lambda lines: [lines[0].replace('"sent"', '"deferred"')] + lines)
        place.serve()
        place.run([message(1)])
        try:
            check(place)
        except Wrong as said:
            hold("said that it is ['deferred', 'sent']" in str(said), f"it says: {said}")
            return
        raise Wrong("the oracle has not seen it")


@scenario("a resend is not the same bytes")
def other_bytes():
    with Place("retry") as place:
        place.serve()
        place.policy = "hold"
        place.run([message(1)])
        place.policy = "retry"
        place.sink.stop()
        change_ledger(place, "UPDATE message SET attempts = 2")
        change_log(place, lambda events: events + events)
        check(place)
        change_log(place, lambda events: events[:1] + [{**events[0], "sha256": "0"}])
        try:
            check(place)
        except Wrong as said:
            hold("same bytes" in str(said), f"it says: {said}")
            return
        raise Wrong("the oracle has not seen it")


if __name__ == "__main__":
    sys.exit(main())
