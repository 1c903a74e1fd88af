#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""What a server can do to a client, at each step: usage: smtp.py [WORD ...], which runs the scenarios with such a word.

Each row is a rule of the sink, and what becomes of six messages that meet it: their states after one run, how many lie with the
server then, and the same when they have been tried again for as long as it takes, against a server that behaves.
"""
import sys

import fault
from fault import Place, check, hold, message, scenario

ALL = 6
MAIL = [message(number) for number in range(1, ALL + 1)]

# Rule, options of the sink, states after the first run, accepted then, states at the end.  A number stands for "sent".
FAULTS = [
    # Nothing was begun: the server is down for all of them.
    ("connect close", {"queued": 6}, 0, 6),
    ("connect reset", {"queued": 6}, 0, 6),
    ("connect hang", {"queued": 6}, 0, 6),
    ("connect garbage", {"queued": 6}, 0, 6),
    ("connect bye 421 4.3.2 Busy", {"queued": 6}, 0, 6),
    ("connect bye 554 5.3.2 No", {"queued": 6}, 0, 6),
    ("connect late 300", {"sent": 6}, 6, 6),
    ("connect bytes", {"sent": 6}, 6, 6),
    ("connect say 220-one\\n220-two\\n220 three", {"sent": 6}, 6, 6),
    ("hello close", {"queued": 6}, 0, 6),
    ("hello hang", {"queued": 6}, 0, 6),
    ("hello garbage", {"queued": 6}, 0, 6),
    ("hello bye 421 4.3.2 Busy", {"queued": 6}, 0, 6),
    ("hello bytes", {"sent": 6}, 6, 6),
    # In the middle of a mail, before its data: provably not sent.
    ("from=3 times=1 mail close", {"sent": 6}, 6, 6),
    ("from=3 times=1 mail reset", {"sent": 6}, 6, 6),
    ("from=3 mail hang", {"sent": 2, "queued": 4}, 2, 6),
    ("from=3 mail garbage", {"sent": 2, "queued": 4}, 2, 6),
    ("every=3 mail say 451 4.7.1 Later", {"sent": 4, "queued": 2}, 4, 6),
    ("from=3 mail say 550 5.7.1 Not you", {"sent": 2, "queued": 4}, 2, 6),
    ("times=1 mail say 552 5.3.4 Too large", {"sent": 5, "failed": 1}, 5, {"sent": 5, "failed": 1}),
    ("from=3 times=1 mail bye 421 4.3.2 Going", {"sent": 6}, 6, 6),
    ("every=2 mail say 250-2.1.0 Ok\\n250 2.1.0 Sender", {"sent": 6}, 6, 6),
    ("from=3 times=1 rcpt close", {"sent": 6}, 6, 6),
    ("from=3 rcpt hang", {"sent": 2, "queued": 4}, 2, 6),
    ("from=3 times=1 rcpt bye 421 4.3.2 Going", {"sent": 6}, 6, 6),
    ("every=3 rcpt say 451 4.2.1 Later", {"sent": 4, "queued": 2}, 4, 6),
    ("every=3 rcpt say 450-4.2.1 Later\\n450 4.2.1 Really", {"sent": 4, "queued": 2}, 4, 6),
    ("to=c2@* rcpt say 550 5.1.1 Nobody", {"sent": 5, "failed": 1}, 5, {"sent": 5, "failed": 1}),
    ("from=3 times=1 data close", {"sent": 6}, 6, 6),
    ("from=3 data hang", {"sent": 2, "queued": 4}, 2, 6),
    ("every=3 data say 451 4.3.0 Later", {"sent": 4, "queued": 2}, 4, 6),
    ("every=3 data say 554 5.6.0 No", {"sent": 4, "failed": 2}, 4, {"sent": 4, "failed": 2}),
    ("data bytes", {"sent": 6}, 6, 6),
    # Within the data.  Once all of it is on its way, nobody knows.
    ("every=3 dot say 451 4.3.0 Later", {"sent": 4, "queued": 2}, 4, 6),
    ("every=3 dot say 452-4.3.1 Full\\n452 4.3.1 Disk", {"sent": 4, "queued": 2}, 4, 6),
    ("every=3 dot say 554 5.6.0 No", {"sent": 4, "failed": 2}, 4, {"sent": 4, "failed": 2}),
    ("every=3 dot bye 421 4.3.2 Going", {"sent": 4, "queued": 2}, 4, 6),
    ("dot late 150", {"sent": 6}, 6, 6),
    ("dot bytes", {"sent": 6}, 6, 6),
    ("dot say 250-2.0.0 Ok\\n250 2.0.0 Queued", {"sent": 6}, 6, 6),
    ("dot say 251 2.0.0 Ok", {"sent": 6}, 6, 6),
    ("every=3 dot drop", {"sent": 4, "unknown": 2}, 6, {"sent": 4, "unknown": 2}),
    ("every=3 dot close", {"sent": 4, "unknown": 2}, 4, {"sent": 4, "unknown": 2}),
    ("every=3 dot reset", {"sent": 4, "unknown": 2}, 4, {"sent": 4, "unknown": 2}),
    # An answer that comes too late is not taken for the answer to the next mail.
    ("from=3 times=1 dot late 1500", {"sent": 5, "unknown": 1}, 6, {"sent": 5, "unknown": 1}),
    ("every=3 dot mute", {"sent": 4, "unknown": 2}, 6, {"sent": 4, "unknown": 2}),
    ("every=3 dot hang", {"sent": 4, "unknown": 2}, 4, {"sent": 4, "unknown": 2}),
    ("every=3 body close", {"sent": 4, "unknown": 2}, 4, {"sent": 4, "unknown": 2}),
    ("every=3 body reset", {"sent": 4, "unknown": 2}, 4, {"sent": 4, "unknown": 2}),
    ("every=3 body hang", {"sent": 4, "unknown": 2}, 4, {"sent": 4, "unknown": 2}),
    ("every=3 body say 550 5.6.0 Not this", {"sent": 4, "failed": 2}, 4, {"sent": 4, "failed": 2}),
    # Behind the mail.
    ("quit hang", {"sent": 6}, 6, 6),
    ("quit reset", {"sent": 6}, 6, 6),
    ("rset close", {"sent": 6}, 6, 6),
]


def meet(rule, first, accepted, end):
    """One row of the table."""
    with Place() as place:
        place.serve(rule)
        waits = any(word in rule for word in ("hang", "garbage", "mute", "late 1500"))
        place.run(MAIL, env={"AFTERCARE_PATIENCE": "1"} if waits else {})
        hold(place.states() == first, f"after one run: {place.states()} instead of {first}")
        hold(len(place.accepted()) == accepted, f"the server has {len(place.accepted())} mails after one run")
        hold(place.struck(rule) > 0 or rule.startswith(("rset", "quit")), "the rule has not struck")
        place.drain()
        got = dict(check(place))
        end = {"sent": end} if isinstance(end, int) else end
        hold(got == end, f"at the end: {got} instead of {end}")


def meet_large(rule):
    """A mail that the server does not take to its end cannot have been sent, as long as its last bytes are still here."""
    large = [message(1, text="A long line, and another one. " * 200000), *MAIL[1:]]
    with Place() as place:
        place.serve(rule)
        place.run(large, env={"AFTERCARE_PATIENCE": "1"})
        hold(place.struck(rule) == 1, "the rule has not struck")
        hold(place.state(1) == "queued", f"the mail that was cut off is {place.state(1)}")
        place.drain()
        hold(check(place) == {"sent": ALL}, f"{place.states()}")


for rule in ("times=1 after=20000 body close", "times=1 after=20000 body reset", "times=1 after=20000 body hang",
             "times=1 after=20000 body say 451 4.3.0 Later"):
    scenario("large: " + rule)(lambda rule=rule: meet_large(rule))


@scenario("early 550 to a large mail, and then not a byte is read")
def early():
    large = [message(1, text="A long line, and another one. " * 200000), *MAIL[1:]]
    rule = "times=1 after=20000 body say 550 5.6.0 Not this"
    with Place() as place:
        place.serve(rule)
        place.run(large, env={"AFTERCARE_PATIENCE": "1"})
        hold(place.struck(rule) == 1, "the rule has not struck")
        hold(place.state(1) in ("queued", "failed"), f"the mail that was refused early is {place.state(1)}")
        place.drain()
        check(place)


@scenario("a server that takes one byte at a time")
def slow():
    with Place() as place:
        place.serve(options=["--window", "1"])
        place.run([message(number, text="Thank you!\n" * 500) for number in range(1, 4)])
        hold(check(place) == {"sent": 3}, f"{place.states()}")


@scenario("a server that is left in silence, or with a 421, between two mails")
def idle():
    for option in ("--idle", "--idle-bye"):
        with Place() as place:
            place.serve(options=[option, "40"])
            # Fed slowly, so that its connection falls silent.
            place.run(MAIL, before=["sh", "-c", "while IFS= read -r l; do printf '%s\\n' \"$l\"; sleep 0.1; done | \"$@\"", "sh"])
            hold(len(place.events("idle")) >= ALL - 1, "the connection has not fallen silent")
            hold(check(place) == {"sent": 6}, f"{option}: {place.states()}")


@scenario("mails of every size around those of buffers, lines of dots, long lines")
def sizes():
    kinds = [dict(text="x" * n, html="") for n in (1, 16383, 16384, 16385, 65535, 65536, 65537, 131072, 131074, 1000000)]
    kinds += [dict(text=".\n..\n...\n" * 300), dict(text="\n.\n" * 3000), dict(text="y" * 998 + "\n" + "z" * 999 + "\n.")]
    kinds += [dict(text="line\n" * n) for n in range(900, 930)]
    with Place() as place:
        place.serve()
        for kind in kinds:
            if kind.get("html") == "":
                del kind["html"]
        large = [message(number, **kind) for number, kind in enumerate(kinds)]
        place.run(large)
        hold(check(place) == {"sent": len(large)}, f"{place.states()}")


for row in FAULTS:
    scenario(row[0])(lambda row=row: meet(*row))

if __name__ == "__main__":
    sys.exit(fault.main())
