#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""What a server can do to a client, at each step: usage: smtp.py [WORD ...], which runs the scenarios with such a word.

Each row is a rule of the sink, and what becomes of six messages that meet it: their states after one run, how many lie with the
server then, and the same when they have been tried again for as long as it takes, against a server that behaves.
"""
import os
import subprocess
import sys

import fault
from fault import PAUSE, START, Place, check, hold, message, scenario

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
            place.serve(options=[option, "300"])
            # Fed slowly, so that its connection falls silent.
            place.run(MAIL[:4], before=["sh", "-c", "while IFS= read -r l; do printf '%s\\n' \"$l\"; sleep 0.5; done | \"$@\"", "sh"])
            hold(place.events("idle"), "the connection has not fallen silent")
            hold(check(place) == {"sent": 4}, f"{option}: {place.states()}")


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


def certificates(place):
    """An authority in the folder of PLACE, and certificates by it: good, expired, for another host."""
    def openssl(*words):
        subprocess.run(["openssl", *words], cwd=place.dir, check=True, capture_output=True)

    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Test authority", "-days", "30")
    for name, host, days in (("good", "localhost", "30"), ("expired", "localhost", "-1"), ("other", "mail.example.org", "30")):
        openssl("req", *key, "-keyout", name + ".key", "-out", name + ".csr", "-subj", "/CN=" + host, "-addext", "subjectAltName=DNS:" + host)
        openssl("x509", "-req", "-in", name + ".csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", days,
                "-copy_extensions", "copy", "-out", name + ".crt")
        with open(os.path.join(place.dir, name + ".pem"), "wb") as out:
            for end in (".crt", ".key"):
                with open(os.path.join(place.dir, name + end), "rb") as part:
                    out.write(part.read())


TLS = [
    # The certificate, the rule, whether TLS from the start.
    ("expired", None, False), ("expired", None, True), ("other", None, False), ("other", None, True),
    ("good", "starttls close", False), ("good", "starttls reset", False), ("good", "starttls hang", False),
    ("good", "starttls garbage", False), ("good", "connect close", True),
]


def meet_tls(name, rule, smtps):
    """Nothing goes to a server that cannot do TLS as it offers to; all goes out when it can."""
    with Place() as place:
        certificates(place)
        place.scheme, place.name = "smtps" if smtps else "smtp", "localhost"
        trust = {"SSL_CERT_FILE": os.path.join(place.dir, "ca.pem"), "AFTERCARE_PATIENCE": "1"}
        way = ["--smtps"] if smtps else []
        place.serve(*([rule] if rule else []), options=["--tls", os.path.join(place.dir, name + ".pem"), *way])
        place.run(MAIL, env=trust)
        hold(place.states() == {"queued": ALL}, f"after one run: {place.states()}")
        hold(rule is None or place.struck(rule) > 0, "the rule has not struck")
        place.serve(options=["--tls", os.path.join(place.dir, "good.pem"), *way])
        place.run(MAIL, env=trust, now=START + PAUSE)
        hold(check(place) == {"sent": ALL}, f"at the end: {place.states()}")
        hold(all(mail["tls"] == "yes" for mail in place.accepted()), "a mail went without TLS")


for row in TLS:
    scenario(f"TLS: {row[0]} certificate, {row[1] or 'no rule'}{', from the start' if row[2] else ''}", needs=["openssl"])(
        lambda row=row: meet_tls(*row))

for row in FAULTS:
    scenario(row[0])(lambda row=row: meet(*row))

if __name__ == "__main__":
    sys.exit(fault.main())
