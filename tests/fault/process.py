#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""What can happen to the process that sends: usage: process.py [WORD ...]."""
import os
import sys

from fault import START, Place, check, hold, main, message, scenario

DAY = 86400


def messages(count):
    return [message(number) for number in range(1, count + 1)]


@scenario("four runs at once, all with the same messages")
def overlap():
    with Place() as place:
        place.serve("dot late 2")
        runs = [place.start(messages(40)) for _ in range(4)]
        hold({run.end() for run in runs} <= {0, 75}, f"they ended with {[run.status for run in runs]}")
        hold(all(run.error == "" for run in runs), f"somebody stopped: {[run.error for run in runs]}")
        place.run(place.fed.values(), now=START)
        hold(check(place) == {"sent": 40}, f"{place.states()}")


@scenario("eight runs at once make the ledger")
def birth():
    with Place() as place:
        place.serve()
        runs = [place.start(messages(4)) for _ in range(8)]
        hold({run.end() for run in runs} <= {0, 75}, f"they ended with {[run.status for run in runs]}")
        hold(all(run.error == "" for run in runs), f"somebody stopped: {[run.error for run in runs]}")
        place.run(messages(4))
        hold(check(place) == {"sent": 4}, f"{place.states()}")


@scenario("nobody reads the receipts")
def closed():
    with Place() as place:
        place.serve()
        reader, writer = os.pipe()
        os.close(reader)
        run = place.run(messages(200), stdout=writer)
        os.close(writer)
        hold(run.status == 2, f"it ended with {run.status}")
        hold(place.states().get("unknown", 0) == 0, f"{place.states()}")
        place.drain()
        hold(check(place) == {"sent": 200}, f"{place.states()}")


@scenario("the receipts do not fit on the disk")
def full_output():
    with Place() as place:
        place.serve()
        with open("/dev/full", "wb") as full:
            run = place.run(messages(20), stdout=full)
        hold(run.status == 2, f"it ended with {run.status}")
        place.drain()
        hold(check(place) == {"sent": 20}, f"{place.states()}")


@scenario("the last line of the input is cut off")
def cut():
    with Place() as place:
        place.serve()
        run = place.run(messages(3), tail='{"type":"message","id":"order:4","class":"transactional","channel":"email","to":{"addr')
        hold(run.status == 1, f"it ended with {run.status}")
        hold(":4: " in run.error, f"it says: {run.error}")
        hold(place.states() == {"sent": 3}, f"{place.states()}")
        place.run(messages(4))
        hold(check(place) == {"sent": 4}, f"{place.states()}")


@scenario("the clock jumps forward and back")
def jump():
    with Place() as place:
        place.serve("every=2 dot say 451 4.3.0 Later", "every=5 dot drop")
        for now in (START, START + 3 * DAY, START - 3 * DAY, START - 400 * DAY, START + 60, START + DAY):
            place.run(messages(12), now=now)
        place.drain(START + 4 * DAY)
        got = check(place)
        hold(set(got) <= {"sent", "unknown"}, f"{got}")
        hold(got["unknown"] == len([e for e in place.events("struck") if "drop" in e["rule"]]), f"{got}")


if __name__ == "__main__":
    sys.exit(main())
