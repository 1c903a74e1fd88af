# SPDX-License-Identifier: ISC
"""A PostgreSQL server of a test's own, which can be stopped in the middle."""
import contextlib
import ctypes
import glob
import itertools
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

from fault import Wrong, hold, is_root


def program(name):
    """Where a program of PostgreSQL's lies, or None."""
    places = sorted(glob.glob("/usr/lib/postgresql/*/bin/" + name))
    return places[-1] if places else shutil.which(name)


def as_nobody():
    """What runs a program of PostgreSQL's where root may not, or None: lets it through to a folder that is closed to others."""
    plain = ["setpriv", "--reuid", "nobody", "--regid", "nogroup", "--clear-groups"]
    for user in (plain, [*plain, "--securebits", "+no_setuid_fixup", "--inh-caps", "+dac_override", "--ambient-caps", "+dac_override"]):
        if subprocess.run([*user, program("initdb"), "--version"], capture_output=True, check=False).returncode == 0:
            return user
    return None


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def query(where, text):
    """The rows that TEXT answers with, through libpq; each a dictionary, whose numbers are numbers."""
    pq = ctypes.CDLL("libpq.so.5")
    for name in ("PQconnectdb", "PQexec"):
        getattr(pq, name).restype = ctypes.c_void_p
    for name in ("PQerrorMessage", "PQfname", "PQgetvalue"):
        getattr(pq, name).restype = ctypes.c_char_p
    connection = ctypes.c_void_p(pq.PQconnectdb(where.encode()))
    try:
        result = ctypes.c_void_p(pq.PQexec(connection, text.encode()))
        if pq.PQresultStatus(result) not in (1, 2):  # PGRES_COMMAND_OK, PGRES_TUPLES_OK
            raise Wrong(pq.PQerrorMessage(connection).decode())
        names = [pq.PQfname(result, column).decode() for column in range(pq.PQnfields(result))]
        rows = [{name: pq.PQgetvalue(result, row, column).decode() for column, name in enumerate(names)}
                for row in range(pq.PQntuples(result))]
        pq.PQclear(result)
    finally:
        pq.PQfinish(connection)
    return [{name: int(value) if name in ("row", "attempts") else value for name, value in row.items()} for row in rows]


class Server:
    """Listens at HOST; started by BEFORE, which is a command that runs another one."""

    def __init__(self, host="127.0.0.1", before=()):
        self.host, self.before = host, list(before)
        self.port = free_port()
        self.dir = tempfile.mkdtemp(prefix="fault-pg-")
        self.data = os.path.join(self.dir, "data")
        self.user = []
        self.child = None
        self.databases = 0
        if is_root():
            self.user = as_nobody()
            shutil.chown(self.dir, "nobody", "nogroup")
        subprocess.run([*self.user, program("initdb"), "-D", self.data, "-A", "trust", "-U", "shop", "-N", "--no-locale", "-E", "UTF8"],
                       check=True, stdout=subprocess.DEVNULL)
        with open(os.path.join(self.data, "pg_hba.conf"), "a", encoding="ascii") as file:
            file.write("host all all 0.0.0.0/0 trust\n")
        self.start()

    def start(self):
        """Returns when it answers."""
        with open(os.path.join(self.dir, "log"), "ab") as log:
            self.child = subprocess.Popen(
                [*self.before, *self.user, program("postgres"), "-D", self.data, "-k", self.dir, "-h", self.host, "-p", str(self.port),
                 "-c", "fsync=off", "-c", "shared_buffers=16MB", "-c", "max_connections=40"], stdout=log, stderr=log)
        deadline = time.monotonic() + 60
        while True:
            try:
                Database(self, "postgres").query("SELECT 1")
                return
            except Wrong:
                hold(self.child.poll() is None and time.monotonic() < deadline, "PostgreSQL does not start")
                time.sleep(0.05)

    def stop(self, how=signal.SIGQUIT):
        """SIGQUIT is a crash of its own: nothing is written any more.  SIGINT breaks connections off in order."""
        self.child.send_signal(how)
        self.child.wait(60)

    @contextlib.contextmanager
    def shaken(self, pause=0.7):
        """Within this it is restarted and killed again and again, every PAUSE seconds."""
        over = threading.Event()

        def shake():
            how = itertools.cycle((signal.SIGINT, signal.SIGQUIT))
            while not over.wait(pause):
                self.stop(next(how))
                self.start()

        shaking = threading.Thread(target=shake)
        shaking.start()
        try:
            yield
        finally:
            over.set()
            shaking.join()

    def said(self):
        """What it wrote into its log."""
        with open(os.path.join(self.dir, "log"), encoding="utf-8", errors="replace") as file:
            return file.read()

    def end(self):
        with contextlib.suppress(Exception):
            self.stop()
        shutil.rmtree(self.dir, ignore_errors=True)

    def database(self):
        """A new, empty database."""
        self.databases += 1
        name = f"ledger{self.databases}"
        Database(self, "postgres").query(f"CREATE DATABASE {name}")
        return Database(self, name)


class Database:
    """One database of a server."""

    def __init__(self, server, name):
        self.server, self.name = server, name
        self.url = f"postgresql://shop@{server.host}:{server.port}/{name}"

    def query(self, text):
        return query(f"host={self.server.dir} port={self.server.port} user=shop dbname={self.name}", text)
