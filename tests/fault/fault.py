# SPDX-License-Identifier: ISC
"""What the fault tests share: a sink, runs of message-send, and the oracle that compares what they say.

A Place is a folder with a shop, a ledger, a sink's log and all that runs left there.  Meson sets BUILD; the rest comes from it.
"""
import collections
import concurrent.futures
import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

BUILD = os.environ.get("BUILD", "build")
TOOL = os.path.abspath(os.path.join(BUILD, "tools", "message-send"))
FAULTY = os.path.abspath(os.path.join(BUILD, "tests", "fault", "message-send-faulty"))
SINK = os.path.abspath(os.path.join(BUILD, "tests", "fault", "sink"))
START = 1795251600  # 2026-11-21T09:00:00Z
PAUSE = 4001  # seconds: longer than any pause after a failed try, and than a claim's lease
LIVING = {"ASAN_OPTIONS": "detect_leaks=0"}  # leaks of a process that is ended in the middle are none

# What a receipt may say of a message in a state of the ledger.
WORDS = {"queued": {"deferred"}, "held": {"held"}, "sent": {"sent", "duplicate"}, "unknown": {"unknown"}, "failed": {"failed"},
         "dead": {"failed"}, "suppressed": {"suppressed"}, "expired": {"expired"}, "sending": {"deferred"}, "indoubt": {"deferred"}}


class Wrong(Exception):
    """What should hold does not."""


class Skip(Exception):
    """This machine does not let the scenario be played."""


def hold(condition, text):
    if not condition:
        raise Wrong(text)


def is_root():
    return os.geteuid() == 0


def stamp(seconds):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def message(number, **more):
    """The record of a message; ITS id and recipient come from NUMBER."""
    return {"type": "message", "id": f"order:{number}", "class": "transactional", "channel": "email",
            "to": {"address": f"c{number}@example.com"}, "subject": f"Order {number}", "text": f"Thank you for order {number}!\n",
            "html": f"<p>Thank you for order {number}!</p>\n", **more}


class Sink:
    """A server that does what its RULES say."""

    def __init__(self, place, *rules, options=(), port=0, host="127.0.0.1", before=()):
        port_file = os.path.join(place.dir, "port")
        with contextlib.suppress(FileNotFoundError):
            os.unlink(port_file)
        self.child = subprocess.Popen([*before, SINK, port_file, place.log, "--bind", f"{host}:{port}", *options, *rules])
        place.children.append(self.child)
        deadline = time.monotonic() + 20
        while not os.path.exists(port_file):
            hold(self.child.poll() is None and time.monotonic() < deadline, "the sink does not start")
            time.sleep(0.005)
        with open(port_file, encoding="ascii") as file:
            self.port = int(file.read())

    def stop(self):
        """Ends it; what it was told before is in its log then."""
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGTERM)
        hold(self.child.wait(30) == 0, "a connection to the sink did not end")


class Run:
    """One run of message-send, from its start on."""

    def __init__(self, place, command, feed, env, before=(), stdout=None):
        self.fed = [json.loads(line) for line in feed.splitlines() if line.strip().endswith("}")]
        number = len(place.runs)
        self.names = [os.path.join(place.dir, f"run-{number}.{end}") for end in ("in", "out", "err")]
        with open(self.names[0], "w", encoding="utf-8") as file:
            file.write(feed)
        place.runs.append(self)
        self.command = command
        with open(self.names[0], "rb") as stdin, open(self.names[1], "wb") as out, open(self.names[2], "wb") as err:
            self.child = subprocess.Popen([*before, *command], stdin=stdin, stdout=stdout or out, stderr=err, cwd=place.dir,
                                          env={**os.environ, **env})
        place.children.append(self.child)

    def end(self, timeout=120):
        """Waits; the status, or minus the signal."""
        return self.child.wait(timeout)

    def kill(self, how=signal.SIGKILL):
        if self.child.poll() is None:
            self.child.send_signal(how)
        return self.end()

    @property
    def status(self):
        return self.child.returncode

    @property
    def error(self):
        with open(self.names[2], encoding="utf-8", errors="replace") as file:
            return file.read()

    @property
    def whole(self):
        """Whether it got to its end: nobody killed it, and no trouble stopped it."""
        return self.status in (0, 1) or (self.status == 75 and self.error == "")

    def receipts(self):
        """What it wrote; a last line that was cut off by a kill does not count."""
        with open(self.names[1], encoding="utf-8", errors="replace") as file:
            lines = file.read().split("\n")
        if lines[-1] and self.status >= 0:
            raise Wrong(f"the output ends within a line: {lines[-1][:80]}")
        return [json.loads(line) for line in lines[:-1]]


class Place:
    """A folder for one scenario, in which it runs message-send."""

    def __init__(self, policy="hold", database=None, host="127.0.0.1", before=()):
        """With DATABASE (database.py) the ledger is in there; the sink is at HOST, started by BEFORE."""
        self.dir = tempfile.mkdtemp(prefix="fault-")
        self.policy, self.host, self.before = policy, host, before
        self.database = database
        self.ledger = database.url if database else os.path.join(self.dir, "ledger.db")
        self.log = os.path.join(self.dir, "sink.log")
        self.runs, self.children, self.undo = [], [], []
        self.scheme, self.name = "smtp", host
        self.within = []  # what runs a command where message-send is at home
        self.fed = {}
        self.sink = None
        with open(os.path.join(self.dir, "shop.json"), "w", encoding="ascii") as file:
            json.dump({"name": "Bottega", "email": "hello@shop.example"}, file)

    def __enter__(self):
        return self

    def __exit__(self, kind, error, trace):
        for child in self.children:
            if child.poll() is None:
                child.kill()
                child.wait()
        for undo in reversed(self.undo):
            undo()
        if kind is None or not os.environ.get("FAULT_KEEP"):
            shutil.rmtree(self.dir, ignore_errors=True)
        else:
            print(f"# kept: {self.dir}")

    def serve(self, *rules, options=()):
        """Starts the sink, or starts it anew with other rules on the same port."""
        port = 0
        if self.sink is not None:
            self.sink.stop()
            port = self.sink.port
        self.sink = Sink(self, *rules, options=options, port=port, host=self.host, before=self.before)
        return self.sink

    def start(self, messages=(), *more, now=START, env=None, tool=None, before=(), stdout=None, ledger=None, url=None, tail=""):
        """Starts a run that is fed MESSAGES, and behind them TAIL."""
        env = dict(env or {})
        for one in messages:
            self.fed[one["id"]] = one
        if tool is None:
            faulty = any(name.startswith("AFTERCARE_") for name in env)
            tool = FAULTY if faulty else TOOL
        feed = "".join(json.dumps(one) + "\n" for one in messages) + tail
        command = [tool, "--quiet", "--transport", url or f"{self.scheme}://{self.name}:{self.sink.port}", "--ledger", ledger or self.ledger, "--now", stamp(now)]
        if self.policy != "hold":
            command += ["--unknown", self.policy]
        return Run(self, command + list(more), feed, {**LIVING, **env}, before or self.within, stdout)

    def run(self, messages=(), *more, **how):
        """A run from its start to its end."""
        run = self.start(messages, *more, **how)
        run.end()
        return run

    def drain(self, now=START, rounds=12, rules=()):
        """Runs without faults until nothing waits any more; the time of the last run."""
        self.serve(*rules)
        for _ in range(rounds):
            now += PAUSE
            run = self.run(list(self.fed.values()), now=now)
            hold(run.whole, f"it ended with {run.status}, without any fault: {run.error}")
            if not any(row["state"] in ("queued", "sending", "indoubt", "held") for row in self.rows()):
                return now
        raise Wrong(f"it does not drain: {self.states()}")

    def rows(self):
        if self.database:
            return self.database.query("SELECT row, message_id, recipient, mail_id, state, rule, attempts FROM aftercare.message ORDER BY row")
        with contextlib.closing(sqlite3.connect(f"file:{self.ledger}?mode=ro", uri=True)) as db:
            db.row_factory = sqlite3.Row
            return [dict(row) for row in db.execute("SELECT * FROM message ORDER BY row")]

    def states(self):
        return dict(collections.Counter(row["state"] for row in self.rows()))

    def state(self, number):
        found = [row["state"] for row in self.rows() if row["message_id"] == f"order:{number}"]
        hold(len(found) == 1, f"order:{number} stands {len(found)} times in the ledger")
        return found[0]

    def events(self, word):
        """What the sink wrote down of this kind."""
        if not os.path.exists(self.log):
            return []
        with open(self.log, encoding="ascii") as file:
            return [event for event in map(json.loads, file) if event["event"] == word]

    def accepted(self):
        return self.events("accepted")

    def struck(self, rule):
        return sum(event["rule"] == rule for event in self.events("struck"))


def check_ledger(place):
    """The database is whole."""
    if place.database:
        return
    with contextlib.closing(sqlite3.connect(f"file:{place.ledger}?mode=ro", uri=True)) as db:
        said = [row[0] for row in db.execute("PRAGMA integrity_check")]
        hold(said == ["ok"], f"integrity_check: {said[:3]}")
        hold(not list(db.execute("PRAGMA foreign_key_check")), "foreign_key_check")


def may_be_there(place, row):
    """How many copies the server may have of a mail whose row is ROW: the least and the most."""
    least, most = {"sent": (1, 1), "unknown": (0, 1)}.get(row["state"], (0, 0))
    if row["state"] == "indoubt":
        least, most = 0, 1
    if place.policy == "retry":
        # An earlier try may have gone through, whatever became of the later ones.
        most = row["attempts"]
    if place.policy == "assume-sent" and row["state"] == "sent" and is_assumed(row):
        least = 0
    return least, most


def is_assumed(row):
    return row["rule"] == "assume-sent"


def check_copies(place, rows):
    """What was accepted, by Message-ID, is what the ledger says."""
    mails = collections.defaultdict(list)
    for mail in place.accepted():
        mails[mail["id"]].append(mail)
    wrong = []
    for row in rows:
        copies = mails.pop(row["mail_id"].strip("<>"), [])
        least, most = may_be_there(place, row)
        if not least <= len(copies) <= most:
            wrong.append(f"{row['message_id']} is {row['state']} after {row['attempts']} tries, and was accepted {len(copies)} times")
        if len({mail["sha256"] for mail in copies}) > 1:
            wrong.append(f"{row['message_id']}: a resend is not the same bytes")
        if any(mail["to"] != row["recipient"] for mail in copies):
            wrong.append(f"{row['message_id']} went to somebody else")
    wrong += [f"accepted, and not in the ledger: {one}" for one in mails]
    hold(not wrong, "; ".join(wrong[:5]))


def check_receipts(place, rows):
    """A receipt for each message read; none says what the ledger did not know."""
    said_sent = collections.Counter()
    states = {row["message_id"]: row["state"] for row in rows}
    for number, run in enumerate(place.runs):
        receipts = run.receipts()
        told = collections.defaultdict(list)
        for r in receipts:
            told[r["message_id"]].append(r["status"])
        said_sent.update(r["message_id"] for r in receipts if r["status"] == "sent")
        read = collections.Counter(m["id"] for m in run.fed)
        for name in {*read, *told}:
            # What was not read was taken up from the ledger, once.
            times = read[name] or 1
            hold(len(told[name]) <= times, f"run {number} read {name} {read[name]} times, and said that it is {told[name]}")
            if run.whole:
                hold(len(told[name]) >= read[name], f"run {number} ended with {run.status} and wrote too few receipts for {name}")
        for r in receipts:
            hold(r["status"] not in ("sent", "duplicate") or states.get(r["message_id"]) == "sent",
                 f"run {number} said that {r['message_id']} is {r['status']}, the ledger has {states.get(r['message_id'])}")
    copies = collections.Counter(mail["id"] for mail in place.accepted())
    for row in rows:
        # Two runs may each have sent it where the policy is to try again, and each is right.
        most = max(1, copies[row["mail_id"].strip("<>")] if place.policy == "retry" else 1)
        times = said_sent[row["message_id"]]
        hold(times <= most, f"{row['message_id']} was said to be sent {times} times")
    check_last(place, states)


def check_last(place, states):
    """The last whole run, if nothing came after it, says of each message what the ledger says."""
    last = place.runs[-1]
    if not last.whole:
        return
    for r in last.receipts():
        hold(r["status"] in WORDS[states[r["message_id"]]],
             f"the last receipt of {r['message_id']} is {r['status']}, the ledger has {states[r['message_id']]}")
    words = {r["status"] for r in last.receipts()}
    want = 75 if "deferred" in words else 1 if words & {"failed", "unknown"} else 0
    hold(last.status == want, f"the last run ended with {last.status} instead of {want}: {sorted(words)}")


def check(place, lost=True):
    """The oracle: whatever happened, the sink, the ledger and the receipts agree.  With LOST, all that was fed is in the ledger."""
    if place.sink is not None:
        place.sink.stop()
    check_ledger(place)
    rows = place.rows()
    names = collections.Counter(row["message_id"] for row in rows)
    hold(max(names.values(), default=1) == 1, "a message stands twice in the ledger")
    if lost:
        missing = [name for name in place.fed if name not in names]
        hold(not missing, f"not in the ledger: {missing[:5]}")
    check_copies(place, rows)
    check_receipts(place, rows)
    return collections.Counter(row["state"] for row in rows)


SCENARIOS = []


def scenario(name, root=False, needs=()):
    """Marks a function as a test of this name, which needs to be root or these programs."""
    def mark(function):
        SCENARIOS.append((name, function, root, needs))
        return function
    return mark


def perform(chosen):
    """Runs one scenario; the lines it makes, and whether it failed."""
    number, (name, function, root, needs) = chosen
    missing = [program for program in needs if shutil.which(program) is None]
    if missing or (root and not is_root()):
        return f"ok {number} - {name} # SKIP {'no ' + missing[0] if missing else 'not root'}", False
    begun = time.monotonic()
    try:
        said = function()
        lines = f"ok {number} - {name}" + (f"\n# {said}" if said else "")
    except Skip as why:
        lines = f"ok {number} - {name} # SKIP {why}"
    except Exception as error:
        lines = f"not ok {number} - {name}\n# {type(error).__name__}: {error}"
    if os.environ.get("FAULT_TIMES"):
        lines += f"\n# {time.monotonic() - begun:.2f} s"
    return lines, lines.startswith("not")


def main(at_once=4):
    """Runs the scenarios whose names have one of the words on the command line in them; TAP.  Most of them only wait, so that
    several run AT_ONCE."""
    words = sys.argv[1:]
    mine = [s for s in SCENARIOS if s[1].__module__ == "__main__"]
    chosen = [s for s in mine if not words or any(word in s[0] for word in words)]
    failed = 0
    print(f"1..{len(chosen)}", flush=True)
    with concurrent.futures.ThreadPoolExecutor(at_once) as pool:
        for lines, wrong in pool.map(perform, enumerate(chosen, 1)):
            failed += wrong
            print(lines, flush=True)
    return failed > 0
