# SPDX-License-Identifier: ISC
"""The races of message-send against those who send mail too, over loopback.

Their speeds are messages a second.  What differs between the runs of a pair is who sends: the server, the mail (10 kB) and the
disk are the same, and every run of ours begins with a new ledger, which lies on the disk as it would elsewhere.
"""
import contextlib
import json
import os
import shutil
import socket
import sqlite3
import statistics
import subprocess
import sys
import time

FROM, TO = "hello@shop.example", "c@example.com"


def records(path, count, first=0):
    """COUNT messages, each a mail of about 10 kB."""
    line = "Thank you for your order; here is what you have bought, and when it will come.\n"
    with open(path, "w", encoding="ascii") as out:
        for number in range(first, first + count):
            out.write(json.dumps({"type": "message", "id": f"order:{number}", "class": "transactional", "channel": "email",
                                  "to": {"address": f"c{number}@example.com"}, "subject": f"Order {number}", "text": line * 58,
                                  "html": "<p>" + line * 58 + "</p>\n"}) + "\n")


class Bench:
    """A folder, and a server of postfix's or of the tests'."""

    def __init__(self, work, build, env, pairs):
        self.dir = os.path.join(work, "sending")
        shutil.rmtree(self.dir, ignore_errors=True)
        os.makedirs(self.dir)
        self.build, self.pairs = os.path.abspath(build), pairs
        self.env = {name: value for name, value in env.items() if not name.startswith("AFTERCARE_")}
        self.env["PATH"] = self.env["PATH"] + ":/usr/sbin:" + os.path.join(self.build, "unpacked", "bin")
        self.child = None
        with open(os.path.join(self.dir, "shop.json"), "w", encoding="ascii") as out:
            json.dump({"name": "Bottega", "email": FROM}, out)

    def path(self, name):
        return os.path.join(self.dir, name)

    def has(self, program):
        if shutil.which(program, path=self.env["PATH"]):
            return True
        print(f"# no {program}: its races are left out")
        return False

    @contextlib.contextmanager
    def serve(self, command):
        """A server on a free port, which stands for PORT in COMMAND."""
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = one.getsockname()[1]
        child = subprocess.Popen([word.replace("PORT", str(self.port)) for word in command], cwd=self.dir, env=self.env)
        try:
            for _ in range(200):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port)):
                    break
                time.sleep(0.02)
            yield
        finally:
            child.terminate()
            child.wait()

    def postfix(self):
        as_user = ["-u", "nobody"] if os.geteuid() == 0 else []
        return self.serve(["smtp-sink", *as_user, "127.0.0.1:PORT", "100"])

    def slow(self, ms):
        sink = os.path.join(self.build, "tests", "fault", "sink")
        return self.serve([sink, "port", "/dev/null", "--bind", "127.0.0.1:PORT", f"dot late {ms}"])

    def ours(self, feed, count, *options, ledger="ledger.db", keep=False):
        """Sends the COUNT messages of the file FEED; seconds a message, and peak memory in MiB."""
        for end in ("", "-wal", "-shm"):
            if not keep and os.path.exists(self.path(ledger + end)):
                os.unlink(self.path(ledger + end))
        return self.timed(["message-send", "--quiet", "--ledger", ledger, "--transport", f"smtp://127.0.0.1:{self.port}", *options, feed], count)

    def timed(self, command, count):
        begun = time.monotonic()
        child = subprocess.Popen(command, cwd=self.dir, env=self.env, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - begun
        if status != 0:
            sys.exit(f"tests/bench/run: status {os.waitstatus_to_exitcode(status)}: {' '.join(command)}")
        return wall / count, usage.ru_maxrss / 1024

    def race(self, name, ours, peer, wanted):
        """Both in turn; OURS and PEER answer with seconds a message and memory."""
        mine, theirs, peak = [], [], 0.0
        for number in range(self.pairs + 1):
            a, memory = ours()
            b, _ = peer()
            if number > 0:
                mine.append(a)
                theirs.append(b)
                peak = max(peak, memory)
        ratios = [b / a for a, b in zip(mine, theirs)]
        print(f"{name:44} {1 / statistics.median(mine):9.1f} {1 / statistics.median(theirs):9.1f} {statistics.median(ratios):8.2f} "
              f"{min(ratios):6.2f}..{max(ratios):<6.2f} {wanted:6.2f} {peak:9.1f}", flush=True)


def mail_of(bench):
    """A file that has the mail which ours sends, as a server gets it."""
    subprocess.run(["message-send", "--quiet", "--ledger", "one.db", "--transport", "maildir:one", "--limit", "1", "small.jsonl"],
                   cwd=bench.dir, env=bench.env, stdout=subprocess.DEVNULL, check=False)
    name = os.listdir(bench.path("one/new"))[0]
    with open(bench.path("one/new/" + name), "rb") as file:
        text = file.read().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    with open(bench.path("mail"), "wb") as file:
        file.write(text)
    return len(text)


def against_postfix(bench, size):
    """Against smtp-source, and against loops of programs that send one mail each."""
    with bench.postfix():
        source = ["smtp-source", "-d", "-s", "1", "-l", str(size), "-m", "3000", "-f", FROM, "-t", TO, f"127.0.0.1:{bench.port}"]
        bench.race("message-send --commit-batch 50 : smtp-source", lambda: bench.ours("large.jsonl", 3000, "--commit-batch", "50"),
                   lambda: bench.timed(source, 3000), 0.60)
        bench.race("message-send : smtp-source", lambda: bench.ours("large.jsonl", 3000), lambda: bench.timed(source, 3000), 0.0)
        loops = {
            "msmtp": (f"msmtp -C /dev/null --host=127.0.0.1 --port={bench.port} --from={FROM} --auth=off --tls=off {TO} <mail", 20, 30.0),
            "curl": (f"curl -s smtp://127.0.0.1:{bench.port} --mail-from {FROM} --mail-rcpt {TO} --upload-file mail", 60, 5.0),
        }
        for program, (command, times, wanted) in loops.items():
            if bench.has(program):
                loop = ["sh", "-c", f"i=0; while [ $i -lt {times} ]; do {command} || exit; i=$((i + 1)); done"]
                bench.race(f"message-send : a loop of {program}", lambda: bench.ours("small.jsonl", 500),
                           lambda loop=loop, times=times: bench.timed(loop, times), wanted)


def against_itself(bench):
    """Several at once where the server is slow, the memory, and what a long ledger costs."""
    with bench.slow(10):
        bench.race("10 ms after the dot, -j 16 : -j 1", lambda: bench.ours("large.jsonl", 3000, "-j", "16"),
                   lambda: bench.ours("few.jsonl", 200, "-j", "1"), 12.0)
    with bench.slow(0):
        bench.race("a claim, 1,000,000 sent before : none", long_ledger(bench), lambda: bench.ours("small.jsonl", 500), 0.83)
        print(f"\n{'peak memory, MiB':44} {'1 x':>9} {'4 x':>9}")
        for options in ((), ("--commit-batch", "50"), ("-j", "16")):
            peaks = [bench.ours(name, count, *options)[1] for name, count in (("large.jsonl", 3000), ("four.jsonl", 12000))]
            print(f"{' '.join(('message-send', *options)):44} {peaks[0]:9.1f} {peaks[1]:9.1f}", flush=True)


def long_ledger(bench):
    """A race of 500 messages, new ones each time, over a ledger that a million were sent from."""
    feed, done = bench.path("new.jsonl"), [0]
    bench.ours("few.jsonl", 200, ledger="long.db")
    with contextlib.closing(sqlite3.connect(bench.path("long.db"))) as db:
        columns = [row[1] for row in db.execute("PRAGMA table_info(message)")]
        change = {"row": "1000 + value", "key": "randomblob(32)", "message_id": "'old:' || value", "recipient": "'c' || value || '@example.com'"}
        values = ", ".join(change.get(name, name) for name in columns)
        db.execute(f"WITH RECURSIVE n (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 1000000) "
                   f"INSERT INTO message ({', '.join(columns)}) SELECT {values} FROM n, (SELECT * FROM message WHERE row = 1) LIMIT 1000000")
        db.execute("INSERT INTO content (row, bytes) SELECT row, randomblob(200) FROM message WHERE row > 1000")
        db.commit()

    def again():
        done[0] += 1
        records(feed, 500, first=1000000 * done[0])
        return bench.ours("new.jsonl", 500, ledger="long.db", keep=True)

    return again


def race_all(work, build, env, pairs):
    bench = Bench(work, build, env, pairs)
    for name, count in (("few.jsonl", 200), ("small.jsonl", 500), ("large.jsonl", 3000), ("four.jsonl", 12000)):
        records(bench.path(name), count)
    size = mail_of(bench)
    print(f"\n{'a mail of ' + str(size) + ' bytes':44} {'ours, /s':>9} {'peer, /s':>9} {'faster':>8} {'min..max':>14} {'wanted':>6} {'peak, MiB':>9}")
    if bench.has("smtp-sink") and bench.has("smtp-source"):
        against_postfix(bench, size)
    against_itself(bench)
    shutil.rmtree(bench.dir)
