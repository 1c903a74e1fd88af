#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Two hosts, each a network of its own, that share a ledger on one PostgreSQL: usage: hosts.py [WORD ...]."""
import atexit
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time

from chaos import Chaos
from database import Server, as_nobody, program
from fault import PAUSE, START, TOOL, Place, Skip, check, hold, is_root, main, message, scenario
from process import asleep, copies

HUB = "10.77.0.1"


def ip(*words):
    subprocess.run(["ip", *words], check=True)


def can_net():
    """Whether this may make networks."""
    if not is_root() or shutil.which("ip") is None:
        return False
    name = f"fault-{os.getpid()}-try"
    made = subprocess.run(["ip", "netns", "add", name], capture_output=True, check=False).returncode == 0
    # In a chroot they can be made, and not be entered.
    entered = made and subprocess.run(["ip", "netns", "exec", name, "true"], capture_output=True, check=False).returncode == 0
    if made:
        ip("netns", "del", name)
    return entered


class World:
    """A hub with the database and the sink, and two hosts that are joined to it."""

    def __init__(self):
        self.netted = can_net()
        self.names = [f"fault-{os.getpid()}-{name}" for name in ("hub", "a", "b")]
        self.made = []
        self.server = None

    def build(self):
        if self.netted:
            self.make()
        self.server = Server(HUB if self.netted else "127.0.0.1", self.before)

    @property
    def before(self):
        return ["ip", "netns", "exec", self.names[0]] if self.netted else []

    def make(self):
        for name in self.names:
            ip("netns", "add", name)
            self.made.append(name)
            ip("-n", name, "link", "set", "lo", "up")
        ip("-n", self.names[0], "link", "add", "bridge", "type", "bridge")
        ip("-n", self.names[0], "addr", "add", HUB + "/24", "dev", "bridge")
        ip("-n", self.names[0], "link", "set", "bridge", "up")
        for number, name in enumerate(self.names[1:], 2):
            ip("-n", name, "link", "add", "wire", "type", "veth", "peer", "name", f"to{number}", "netns", self.names[0])
            ip("-n", name, "addr", "add", f"10.77.0.{number}/24", "dev", "wire")
            ip("-n", name, "link", "set", "wire", "up")
            ip("-n", self.names[0], "link", "set", f"to{number}", "master", "bridge", "up")

    def need_net(self):
        if not self.netted:
            raise Skip("this may not make networks")

    def host(self, number):
        """What runs a command on host 0 or 1: its own network, and its own name."""
        if not self.netted:
            return []
        return ["ip", "netns", "exec", self.names[1 + number], "unshare", "--uts", "sh", "-c", 'hostname "$0" && exec "$@"', f"host{number}"]

    def join(self, number, joined):
        """Pulls the cable of a host, or puts it back."""
        ip("-n", self.names[0], "link", "set", f"to{2 + number}", "up" if joined else "down")

    def place(self, policy="hold"):
        place = Place(policy, self.server.database(), self.server.host, self.before)
        place.within = self.host(0)
        return place

    def end(self):
        if self.server:
            self.server.end()
        for name in self.made:
            ip("netns", "del", name)


WORLD = None


def messages(count):
    return [message(number) for number in range(1, count + 1)]


@scenario("two hosts at once, two runs each, all with the same messages")
def overlap():
    with WORLD.place() as place:
        place.serve("dot late 2")
        runs = [place.start(messages(40), before=WORLD.host(number % 2)) for number in range(4)]
        hold({run.end() for run in runs} <= {0, 75}, f"they ended with {[run.status for run in runs]}")
        hold(all(run.error == "" for run in runs), f"somebody stopped: {[run.error for run in runs]}")
        place.run(messages(40))
        hold(check(place) == {"sent": 40}, f"{place.states()}")


@scenario("a host dies; the other waits for the end of its lease")
def dead():
    WORLD.need_net()
    with WORLD.place() as place:
        place.serve()
        for point, number in (("claim-committed", 2), ("mark-committed", 4), ("reply-read", 6)):
            env = {"AFTERCARE_CRASH_AT": f"{point}:1"}
            run = place.run([message(number)], env=env)
            hold(run.status == -signal.SIGKILL, f"it ended with {run.status}")
        second = place.run(messages(7), before=WORLD.host(1), now=START + 60)
        told = {r["message_id"]: r["status"] for r in second.receipts()}
        hold([told[f"order:{n}"] for n in (2, 4, 6)] == ["deferred"] * 3, f"the other host said {told}")
        place.run(messages(7), before=WORLD.host(1), now=START + PAUSE)
        got = check(place)
        hold(got == {"sent": 5, "unknown": 2}, f"{got}")


@scenario("a host sleeps past its lease; the other takes over, and then it wakes up")
def asleep_there():
    WORLD.need_net()
    for point, policy in (("claim-committed", "hold"), ("mark-committed", "hold"), ("mark-committed", "retry"), ("reply-read", "hold")):
        with WORLD.place(policy) as place:
            place.serve()
            zombie = place.start(messages(5), env={"AFTERCARE_STOP_AT": f"{point}:3"})
            asleep(zombie)
            place.run(messages(5), now=START + PAUSE, before=WORLD.host(1))
            zombie.child.send_signal(signal.SIGCONT)
            zombie.end()
            place.run(messages(5), now=START + PAUSE, before=WORLD.host(1))
            check(place)
            hold(1 <= copies(place, 3) <= (2 if policy == "retry" else 1), f"{point}, {policy}: {copies(place, 3)} copies")


@scenario("the cable of a host is pulled at each step, and put back")
def parted():
    WORLD.need_net()
    for point in ("claim-committed", "mark-committed", "reply-read", "settle-committed"):
        with WORLD.place() as place:
            place.serve()
            run = place.start(messages(6), env={"AFTERCARE_STOP_AT": f"{point}:3", "AFTERCARE_PATIENCE": "2"})
            asleep(run)
            WORLD.join(0, False)
            run.child.send_signal(signal.SIGCONT)
            place.run(messages(6), now=START + PAUSE, before=WORLD.host(1))
            WORLD.join(0, True)
            run.end()
            place.run(messages(6), now=START + 2 * PAUSE, before=WORLD.host(1))
            place.drain(START + 2 * PAUSE)
            got = check(place)
            hold(got["sent"] + got["unknown"] == 6 and got["unknown"] <= 1, f"{point}: {got}")


def restart(point, how):
    """The database goes and comes back while a run stands at POINT."""
    with WORLD.place() as place:
        place.serve()
        run = place.start(messages(6), env={"AFTERCARE_STOP_AT": f"{point}:3"})
        asleep(run)
        WORLD.server.stop(how)
        run.child.send_signal(signal.SIGCONT)
        # The run finds nobody there, and waits.
        time.sleep(1)
        WORLD.server.start()
        hold(run.end() == 0 and run.error == "", f"it ended with {run.status}: {run.error}")
        hold(check(place) == {"sent": 6}, f"{place.states()}")


for point in ("claim-committed", "mark-committed", "reply-read"):
    for how in (signal.SIGINT, signal.SIGQUIT):
        scenario(f"the database is {'restarted' if how == signal.SIGINT else 'killed'} at {point}")(
            lambda row=(point, how): restart(*row))


@scenario("the database is restarted and killed while four messages at a time go out")
def restart_often():
    with WORLD.place() as place:
        place.serve("dot late 20")
        run = place.start(messages(240), "-j", "4")
        for number, how in ((30, signal.SIGINT), (90, signal.SIGQUIT), (150, signal.SIGINT)):
            while len(place.accepted()) < number and run.child.poll() is None:
                time.sleep(0.01)
            WORLD.server.stop(how)
            WORLD.server.start()
        hold(run.end() == 0 and run.error == "", f"it ended with {run.status}: {run.error}")
        hold(check(place) == {"sent": 240}, f"{place.states()}")


@scenario("the database is gone, and nothing is sent")
def gone():
    with WORLD.place() as place:
        place.serve()
        place.run(messages(2))
        WORLD.server.stop()
        run = place.run(messages(4))
        WORLD.server.start()
        hold(run.status == 75 and "ledger" in run.error, f"it ended with {run.status}: {run.error}")
        hold(len(place.accepted()) == 2, "something was sent without the ledger")
        place.drain()
        hold(check(place) == {"sent": 4}, f"{place.states()}")


# Fails as a transaction does that met another one, every seventh time: within a statement, or at COMMIT.
COLLIDES = """
CREATE SEQUENCE aftercare.times;
CREATE FUNCTION aftercare.collide() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF nextval('aftercare.times') % 7 = 0 THEN
    RAISE EXCEPTION 'collided' USING ERRCODE = '{code}';
  END IF;
  RETURN NEW;
END $$;
CREATE {trigger} collide {when} INSERT OR UPDATE ON aftercare.message {deferred} FOR EACH ROW EXECUTE FUNCTION aftercare.collide();
"""


def collide(**words):
    with WORLD.place() as place:
        place.serve()
        place.run(messages(2))
        before = WORLD.server.said().count("collided")
        place.database.query(COLLIDES.format(**words))
        runs = [place.start(messages(30), "-j", "2", before=WORLD.host(number % 2)) for number in range(3)]
        hold({run.end() for run in runs} <= {0, 75}, f"they ended with {[run.status for run in runs]}")
        hold(all(run.error == "" for run in runs), f"somebody stopped: {[run.error for run in runs]}")
        place.run(messages(30))
        hold(check(place) == {"sent": 30}, f"{place.states()}")
        times = WORLD.server.said().count("collided") - before
        hold(times > 5, f"only {times} transactions have collided")
        return f"{times} transactions have collided"


for code in ("40001", "40P01"):
    scenario(f"transactions that collide within a statement are repeated, {code}")(
        lambda code=code: collide(code=code, trigger="TRIGGER", when="BEFORE", deferred=""))
scenario("transactions that collide at COMMIT are repeated")(
    lambda: collide(code="40001", trigger="CONSTRAINT TRIGGER", when="AFTER", deferred="DEFERRABLE INITIALLY DEFERRED"))


@scenario("transactions that take out what is old are repeated too")
def collide_old():
    with WORLD.place() as place:
        place.serve()
        place.run(messages(3))
        place.database.query("CREATE SEQUENCE aftercare.times;"
                             "CREATE FUNCTION aftercare.collide() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                             "  IF nextval('aftercare.times') % 2 = 1 THEN RAISE EXCEPTION 'collided' USING ERRCODE = '40001'; END IF;"
                             "  RETURN NULL; END $$;"
                             "CREATE TRIGGER collide AFTER DELETE ON aftercare.message EXECUTE FUNCTION aftercare.collide()")
        run = subprocess.run([*place.within, TOOL, "--ledger", place.ledger, "--now", "2028-06-01T00:00:00Z", "--prune", "400"],
                             capture_output=True, text=True, check=False)
        hold(run.returncode == 0 and "3 messages" in run.stderr, f"it ended with {run.returncode}: {run.stderr}")
        hold(not place.rows(), f"{place.states()}")


def lose(options, *proxy, least=4):
    """Sends 40 messages with OPTIONS and PROXY between the run and the database, which loses LEAST times what one of them says."""
    with WORLD.place() as place:
        place.serve()
        place.run(messages(2))
        port_file, log = os.path.join(place.dir, "proxy"), os.path.join(place.dir, "proxy.log")
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "pg-proxy.py")
        place.children.append(
            subprocess.Popen([*WORLD.before, script, port_file, log, WORLD.server.host, str(WORLD.server.port), *proxy]))
        while not os.path.exists(port_file):
            time.sleep(0.01)
        with open(port_file, encoding="ascii") as file:
            through = place.ledger.replace(f":{WORLD.server.port}/", f":{file.read()}/")
        run = place.run(messages(40), *options, ledger=through)
        hold(run.status == 0 and run.error == "", f"it ended with {run.status}: {run.error}")
        with open(log, encoding="ascii") as file:
            times = len(file.readlines())
        hold(times >= least, f"only {times} answers were lost")
        hold(check(place) == {"sent": 40}, f"{place.states()}")
        return f"{times} answers were lost"


scenario("the answer to a COMMIT is lost: whether it took place is found out")(lambda: lose((), "4"))
scenario("a COMMIT is lost, and the session that it was for keeps its lock")(lambda: lose((), "50", "open", least=1))
for options, every in (((), "25"), (("-j", "4"), "61"), (("--commit-batch", "10"), "37")):
    scenario(f"the connection breaks at any moment: what was not written down is written again, {' '.join(options) or 'one at a time'}")(
        lambda row=(options, every): lose(*row, "any"))


def chaos(options, shaken):
    with WORLD.place() as place:
        place.serve("every=23 dot drop", "dot late 2")
        storm = Chaos(place, 10, 60, "hosts", options, where=WORLD.host)
        # The dead of one host are the other's only when their lease is over.
        with WORLD.server.shaken() if shaken else contextlib.nullcontext():
            last = storm.go()
        place.serve()
        for number in range(3):
            place.run(list(place.fed.values()), now=last + (1 + number) * PAUSE, before=WORLD.host(number % 2))
        got = check(place)
        hold(set(got) <= {"sent", "unknown"}, f"{got}")
        return f"{storm.kills} kills, {len(place.fed)} messages, {got['unknown']} unknown"


for options in ((), ("-j", "4")):
    for shaken in (False, True):
        scenario(f"runs on two hosts are killed at any moment, {' '.join(options) or 'one at a time'}"
                 f"{', and so is the database' if shaken else ''}")(lambda row=(options, shaken): chaos(*row))


if __name__ == "__main__":
    if program("initdb") is None or (is_root() and as_nobody() is None):
        print("1..0 # SKIP no PostgreSQL, or none that nobody can run")
        sys.exit(0)
    WORLD = World()
    atexit.register(WORLD.end)
    WORLD.build()
    sys.exit(main(at_once=1))
