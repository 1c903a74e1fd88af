#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Runs that overlap and are killed at any moment, against a server that loses answers: usage: chaos.py [WORD ...].

`run --long` does the same for longer.
"""
import collections
import contextlib
import random
import signal
import sys
import threading
import time

from fault import START, Place, check, hold, is_assumed, main, message, scenario

POLICIES = ("hold", "retry", "assume-sent")
RULES = ("every=23 dot drop", "every=29 dot say 451 4.3.0 Later", "every=31 body close", "body late 1", "dot late 2")
AT_ONCE = 40  # messages that a run is fed


class Chaos:
    """Two runs at a time, most of which are killed, until there were KILLS of them and N messages were fed."""

    def __init__(self, place, kills, messages, seed, options=(), where=None):
        """WHERE(n) is what runs a command on host n."""
        self.place, self.wanted, self.least, self.options, self.where = place, kills, messages, options, where
        self.random = random.Random(seed)
        self.lock = threading.Lock()
        self.kills = self.launches = 0
        self.cursor = 0.0

    def over(self):
        return self.kills >= self.wanted and self.cursor >= self.least

    def launch(self):
        """Starts the next run; how long it may live, in seconds."""
        with self.lock:
            first = int(self.cursor)
            self.launches += 1
            # The clock goes on, slower than a lease ends and fast enough for a pause to.
            now = START + 40 * self.launches
            alive = self.random.uniform(0.008, 0.12) if self.random.random() < 0.85 else None
            # Some come twice, and have two receipts.
            feed = [message(n) for n in range(first, first + AT_ONCE) for _ in range(2 if n % 9 == 0 else 1)]
            run = self.place.start(feed, *self.options, now=now, before=self.where(self.launches % 2) if self.where else ())
        return run, alive

    def slot(self):
        step = max(1.0, self.least / self.wanted)
        while not self.over():
            run, alive = self.launch()
            if alive is None:
                run.end()
            else:
                time.sleep(alive)
                run.kill()
            with self.lock:
                self.kills += run.status == -signal.SIGKILL
                # A run that came to its end has left nothing to do where it was.
                self.cursor += step if run.status < 0 else max(step, AT_ONCE / 2)

    def go(self):
        slots = [threading.Thread(target=self.slot) for _ in range(2)]
        for thread in slots:
            thread.start()
        for thread in slots:
            thread.join()
        return START + 40 * self.launches


def count(place, chaos):
    """What became of all messages."""
    copies = collections.Counter(mail["id"] for mail in place.accepted())
    rows = place.rows()
    unknown = [copies[row["mail_id"].strip("<>")] for row in rows if row["state"] == "unknown"]
    sent = [row for row in rows if row["state"] == "sent"]
    return {"messages": len(place.fed), "kills": chaos.kills,
            "lost": len(place.fed) - len(rows) + sum(copies[row["mail_id"].strip("<>")] == 0 for row in sent),
            "duplicated": sum(n > 1 for n in copies.values()),
            "assumed": sum(is_assumed(row) for row in sent),
            "delivered": sum(n == 1 for n in unknown), "undelivered": sum(n == 0 for n in unknown)}


def endure(policy, kills, messages, seed, options=(), server=None):
    """All of it for one policy, the oracle at the end included; with SERVER (database.py) the ledger is there, and that dies too."""
    with Place(policy, server and server.database()) as place:
        place.serve(*RULES)
        chaos = Chaos(place, kills, messages, seed, options)
        with server.shaken() if server else contextlib.nullcontext():
            last = chaos.go()
        place.drain(last, rules=RULES)
        check(place)
        struck = collections.Counter(event["rule"] for event in place.events("struck"))
        hold(all(struck[rule] for rule in RULES), f"rules that have not struck: {set(RULES) - set(struck)}")
        result = count(place, chaos)
    if policy != "assume-sent":
        hold(result["lost"] == 0, f"lost: {result}")
    if policy != "retry":
        hold(result["duplicated"] == 0, f"duplicated: {result}")
    return result


def tell(result):
    return ", ".join(f"{value} {name}" for name, value in result.items())


OPTIONS = {"one at a time": (), "four at once": ("-j", "4"), "ten a commit": ("-j", "2", "--commit-batch", "10")}
for each in POLICIES:
    for name, options in OPTIONS.items():
        scenario(f"{each}: killed at any moment, {name}")(
            lambda policy=each, name=name, options=options: tell(endure(policy, 12, 150, f"{policy} {name}", options)))

if __name__ == "__main__":
    sys.exit(main())
