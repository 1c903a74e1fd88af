#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""What can happen to the process that sends: usage: process.py [WORD ...]."""
import os
import signal
import sys
import time

from fault import PAUSE, START, Place, check, hold, main, message, scenario

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


# What message 3 is after a kill there, and after the next run with each policy; and how many copies of it there are then.
POINTS = {
    "claim-committed": {"hold": ("sent", 1), "retry": ("sent", 1), "assume-sent": ("sent", 1)},
    "after-354": {"hold": ("sent", 1), "retry": ("sent", 1), "assume-sent": ("sent", 1)},
    "mark-committed": {"hold": ("unknown", 0), "retry": ("sent", 1), "assume-sent": ("sent", 0)},
    "reply-read": {"hold": ("unknown", 1), "retry": ("sent", 2), "assume-sent": ("sent", 1)},
    "settle-committed": {"hold": ("sent", 1), "retry": ("sent", 1), "assume-sent": ("sent", 1)},
}


def copies(place, number):
    return sum(mail["to"] == f"c{number}@example.com" for mail in place.accepted())


def die(point, policy, state, accepted):
    """Killed at POINT with message 3 alone in hand; the next run finds that out at once."""
    with Place(policy) as place:
        place.serve()
        place.run(messages(2))
        run = place.run([message(3)], env={"AFTERCARE_CRASH_AT": point})
        hold(run.status == -signal.SIGKILL, f"it ended with {run.status} instead of being killed")
        place.run(messages(5))
        hold(place.state(3) == state, f"the message is {place.state(3)} instead of {state}")
        check(place)
        hold(copies(place, 3) == accepted, f"it was accepted {copies(place, 3)} times instead of {accepted}")
        hold(all(copies(place, n) == 1 for n in (1, 2, 4, 5)), "another message was not sent once")


def asleep(run):
    """Waits until the process has stopped."""
    deadline = time.monotonic() + 20
    while True:
        with open(f"/proc/{run.child.pid}/stat", encoding="ascii") as file:
            if file.read().rpartition(")")[2].split()[0] in "tT":
                return
        hold(run.child.poll() is None and time.monotonic() < deadline, "it did not stop there")
        time.sleep(0.01)


def sleep_over(point, policy):
    """Stopped at POINT past the lease of its claim, another run takes over, and then it wakes up."""
    with Place(policy) as place:
        place.serve()
        zombie = place.start([message(3)], env={"AFTERCARE_STOP_AT": point})
        asleep(zombie)
        before = place.state(3)
        place.run(messages(5), now=START + 60)
        hold(place.state(3) == before, f"it was taken over while its lease ran: {before}, {place.state(3)}")
        place.run(messages(5), now=START + PAUSE)
        zombie.child.send_signal(signal.SIGCONT)
        zombie.end()
        last = place.run(messages(5), now=START + PAUSE)
        hold(last.status == 0, f"the last run ended with {last.status}")
        check(place)
        most = 2 if policy == "retry" else 1
        hold(1 <= copies(place, 3) <= most, f"it was accepted {copies(place, 3)} times")


for point, ends in POINTS.items():
    for policy, end in ends.items():
        scenario(f"killed at {point}, {policy}")(lambda row=(point, policy, *end): die(*row))
    for policy in ("hold", "retry"):
        scenario(f"asleep at {point} past its lease, {policy}")(lambda row=(point, policy): sleep_over(*row))


@scenario("what another run has in hand, and leaves behind, is the next run's")
def left():
    with Place() as place:
        place.serve()
        first = place.start([message(3)], env={"AFTERCARE_STOP_AT": "claim-committed"})
        asleep(first)
        # It has answered for message 3 when it stops, and looks for what waits when it goes on.
        second = place.start([message(n) for n in (3, 3, 4, 5)], env={"AFTERCARE_STOP_AT": "claim-committed"})
        asleep(second)
        first.kill()
        second.child.send_signal(signal.SIGCONT)
        hold(second.end() == 75, f"it ended with {second.status}")
        told = [(r["message_id"], r["status"]) for r in second.receipts()]
        want = [("order:3", "deferred"), ("order:3", "deferred"), ("order:4", "sent"), ("order:5", "sent")]
        hold(told == want, f"it said {told}")
        last = place.run([])
        hold([(r["message_id"], r["status"]) for r in last.receipts()] == [("order:3", "sent")], "the next run has not sent it")
        hold(check(place) == {"sent": 3}, f"{place.states()}")


@scenario("an outcome that is unknown is asked about in the next run")
def asked():
    with Place() as place:
        place.serve("to=c2@* dot drop")
        run = place.run(messages(12), "--verify-cmd", "true")
        told = [r["status"] for r in run.receipts()]
        hold(told == ["sent", "unknown"] + 10 * ["sent"], f"it said {told}")
        place.run([], "--verify-cmd", "true")
        hold(check(place) == {"sent": 12}, f"{place.states()}")


@scenario("SIGTERM in the middle: what is in hand comes to its end, and nothing is begun")
def terminate():
    with Place() as place:
        place.serve("dot late 50")
        run = place.start(messages(60))
        while len(place.accepted()) < 5:
            time.sleep(0.01)
        begun = time.monotonic()
        hold(run.kill(signal.SIGTERM) == 75, f"it ended with {run.status}")
        hold(time.monotonic() - begun < 5, "it took its time")
        hold(place.states().get("unknown", 0) == 0, f"{place.states()}")
        hold(len(place.accepted()) < 30, "it went on as if nothing had happened")
        place.drain()
        hold(check(place) == {"sent": 60}, f"{place.states()}")


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
