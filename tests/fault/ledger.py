#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""What can happen to the ledger: usage: ledger.py [WORD ...]."""
import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import threading

from fault import START, Place, Skip, check, hold, main, message, scenario

DAY = 86400


def messages(count, first=1, **more):
    return [message(number, **more) for number in range(first, first + count)]


def mount(place, size):
    """A small disk for the ledger of PLACE."""
    disk = os.path.join(place.dir, "disk")
    os.mkdir(disk)
    if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", disk], capture_output=True, check=False).returncode != 0:
        raise Skip("this may not mount")
    place.undo.append(lambda: subprocess.run(["umount", "-l", disk], check=True))
    place.ledger = os.path.join(disk, "ledger.db")
    return disk


def free(disk):
    at = os.statvfs(disk)
    return at.f_bavail * at.f_bsize


def fill(disk, leave):
    """Fills the disk but for LEAVE bytes."""
    with open(os.path.join(disk, "ballast"), "wb") as file:
        file.write(b"x" * max(0, free(disk) - leave))


@scenario("the disk is full, at five levels, and then there is room again", root=True, needs=["mount"])
def full():
    with Place() as place:
        place.serve()
        disk = mount(place, "2m")
        place.run(messages(5))
        stopped = 0
        for leave in (0, 4096, 20000, 60000, 150000):
            fill(disk, leave)
            run = place.run(messages(40), now=START)
            hold(run.status in (0, 2, 75), f"it ended with {run.status}")
            stopped += run.status != 0
            os.unlink(os.path.join(disk, "ballast"))
            check_between(place)
        hold(stopped > 0, "the disk was never full")
        place.run(messages(40))
        place.drain()
        got = check(place)
        hold(got["sent"] + got["unknown"] == 40, f"{got}")
        return f"{stopped} runs were stopped, {got['unknown']} unknown"


def check_between(place):
    """The oracle in the middle, after which the sink goes on."""
    check(place, lost=False)
    place.serve()


def inject(call, error, when):
    if subprocess.run(["strace", "-qq", "-o", "/dev/null", "true"], capture_output=True, check=False).returncode != 0:
        raise Skip("strace may not trace")
    return ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=" + call, "-e", f"inject={call}:error={error}:when={when}"]


def wear(call, error, whens):
    """CALL fails with ERROR in the middle of runs; the run ends, and nothing is lost or sent twice."""
    with Place() as place:
        place.serve()
        place.run(messages(2))
        stopped = 0
        for number, when in enumerate(whens, 1):
            run = place.run(messages(8 * number), before=inject(call, error, when))
            hold(run.status in (0, 2, 75), f"it ended with {run.status}: {run.error}")
            hold(run.status == 0 or "ledger" in run.error, f"it ended with {run.status} and says: {run.error}")
            stopped += run.status != 0
            check_between(place)
        hold(stopped > 0, "the fault never struck")
        place.drain()
        got = check(place)
        hold(got["sent"] + got["unknown"] == 8 * len(whens), f"{got}")
        return f"{stopped} runs were stopped, {got['unknown']} unknown"


for call, error, whens in (("fdatasync", "EIO", ("3", "4", "5", "6", "7", "8", "11+")),
                           ("pwrite64", "EIO", ("3", "11", "14", "17", "20", "23", "26", "31+")),
                           ("pwrite64", "ENOSPC", ("3", "11", "14", "17", "20", "31+")), ("pread64", "EIO", ("3", "5", "9"))):
    scenario(f"{error} from {call}", needs=["strace"])(lambda row=(call, error, whens): wear(*row))


@scenario("the file system can only be read", root=True, needs=["mount"])
def read_only():
    with Place() as place:
        place.serve()
        disk = mount(place, "4m")
        place.run(messages(3))
        subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
        run = place.run(messages(6))
        hold(run.status in (2, 75) and "ledger" in run.error, f"it ended with {run.status}: {run.error}")
        hold(len(place.accepted()) == 3, "something was sent without a ledger")
        subprocess.run(["mount", "-o", "remount,rw", disk], check=True)
        place.drain()
        hold(check(place) == {"sent": 6}, f"{place.states()}")


@scenario("somebody holds the ledger for longer than a run waits")
def busy():
    with Place() as place:
        place.serve()
        place.run(messages(2))
        with contextlib.closing(sqlite3.connect(place.ledger, isolation_level=None)) as db:
            db.execute("BEGIN IMMEDIATE")
            run = place.run(messages(4))
            db.execute("ROLLBACK")
        hold(run.status == 75 and "another process" in run.error, f"it ended with {run.status}: {run.error}")
        hold(len(place.accepted()) == 2, "something was sent without the ledger")
        place.drain()
        hold(check(place) == {"sent": 4}, f"{place.states()}")


@scenario("somebody holds the ledger now and then")
def contended():
    with Place() as place:
        place.serve()
        place.run(messages(2))
        over = threading.Event()

        def disturb():
            with contextlib.closing(sqlite3.connect(place.ledger, isolation_level=None, timeout=20)) as db:
                while not over.wait(0.01):
                    db.execute("BEGIN IMMEDIATE")
                    over.wait(0.05)
                    db.execute("ROLLBACK")

        other = threading.Thread(target=disturb)
        other.start()
        run = place.run(messages(20))
        over.set()
        other.join()
        hold(run.status == 0, f"it ended with {run.status}: {run.error}")
        hold(check(place) == {"sent": 20}, f"{place.states()}")


def overwrite(path, at, data):
    with open(path, "r+b") as file:
        file.seek(at)
        file.write(data)


def cut_off(path):
    os.truncate(path, os.path.getsize(path) // 2 + 100)


DAMAGE = {
    "its head is overwritten": lambda path: overwrite(path, 0, b"not a database, and never was one"),
    "a page in the middle is overwritten": lambda path: overwrite(path, 4096 * 3, b"\xa5" * 8192),
    "all pages but the first are overwritten": lambda path: overwrite(path, 4096, b"\xa5" * (os.path.getsize(path) - 4096)),
    "its second half is cut off": cut_off,
    "it is another program's": lambda path: (os.unlink(path), sqlite3.connect(path).executescript("CREATE TABLE t (a); PRAGMA user_version = 3").close()),
    "it is a newer version's": lambda path: sqlite3.connect(path).executescript("PRAGMA user_version = 999").close(),
}


def refuse(damage):
    """Nothing is sent on the word of a ledger that is damaged."""
    with Place() as place:
        place.serve()
        place.run(messages(200))
        before = len(place.accepted())
        hold(before == 200, f"{before} were sent")
        damage(place.ledger)
        run = place.run(messages(200) + messages(5, first=1000))
        hold(run.status in (2, 75) and "ledger" in run.error, f"it ended with {run.status}: {run.error}")
        twice = len(place.accepted()) - len({mail["id"] for mail in place.accepted()})
        hold(twice == 0, f"{twice} mails were sent a second time")


for name, damage in DAMAGE.items():
    scenario("the ledger is damaged: " + name)(lambda damage=damage: refuse(damage))


@scenario("the ledger is restored from an old backup: what has expired is not sent again")
def restored():
    with Place() as place:
        place.serve()
        old = place.dir + "/backup.db"
        feed = messages(10, expires_at="2026-11-22T09:00:00Z")
        place.run(feed[:4])
        with contextlib.closing(sqlite3.connect(place.ledger)) as db, contextlib.closing(sqlite3.connect(old)) as copy:
            db.backup(copy)
        place.run(feed)
        hold(len(place.accepted()) == 10, "not all were sent")
        for end in ("", "-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(place.ledger + end)
        shutil.copy(old, place.ledger)
        run = place.run(feed, now=START + 2 * DAY)
        words = sorted(r["status"] for r in run.receipts())
        hold(words == ["duplicate"] * 4 + ["expired"] * 6, f"the receipts say {words}")
        hold(len(place.accepted()) == 10, "something was sent again")


if __name__ == "__main__":
    sys.exit(main())
