#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""pg-proxy.py - between a client and a PostgreSQL server: loses what one says to the other

    pg-proxy.py PORTFILE LOGFILE HOST PORT EVERY [any | open]

Listens at HOST on a free port, which it writes to PORTFILE, and passes everything on to PORT there.  Every EVERYth COMMIT reaches
the server, and takes place; its answer does not reach the client, who finds that the connection is gone.  With "any" it is
one in EVERY pieces of what the client says, whatever they are, by chance; and each second one does not reach the server either.
With "open" no lost COMMIT reaches the server, which hears for 12 seconds of nothing, and keeps what the transaction had locked.
Each is a line in LOGFILE.
"""
import contextlib
import itertools
import os
import random
import socket
import sys
import threading
import time


class Answers:
    """What is lost: the answer to every Nth COMMIT."""
    silence = 0  # seconds until the server is told that the client has gone

    def __init__(self, n):
        self.n, self.times, self.chance = n, itertools.count(1), random.Random(n)

    def is_lost(self, piece):
        return b"COMMIT" in piece and next(self.times) % self.n == 0

    def is_swallowed(self):
        """Whether a piece that is lost does not even arrive."""
        return False


class Pieces(Answers):
    def is_lost(self, piece):
        return self.chance.random() < 1 / self.n

    def is_swallowed(self):
        return next(self.times) % 2 == 0


class Commits(Answers):
    silence = 12

    def is_swallowed(self):
        return True


def pump(source, sink, fate, log):
    """Passes bytes on from SOURCE to SINK until one of them ends, or something is lost."""
    while data := source.recv(65536):
        lost = fate is not None and fate.is_lost(data)
        if lost and fate.is_swallowed():
            log.write("lost on its way\n")
            log.flush()
            source.shutdown(socket.SHUT_RDWR)
            time.sleep(fate.silence)
            break
        if lost:
            # What the server says from here on goes nowhere.
            source.shutdown(socket.SHUT_WR)
        sink.sendall(data)
        if lost:
            time.sleep(0.05)
            log.write("lost\n")
            log.flush()
            break
    for one in (source, sink):
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()


def serve(client, server, fate, log):
    def safely(*arguments):
        try:
            pump(*arguments)
        except OSError:
            for one in arguments[:2]:
                one.close()

    threading.Thread(target=safely, args=(server, client, None, log), daemon=True).start()
    safely(client, server, fate, log)


def main():
    port_file, log_file, host, port, every = sys.argv[1:6]
    fate = {(): Answers, ("any",): Pieces, ("open",): Commits}[tuple(sys.argv[6:])](int(every))
    listener = socket.create_server((host, 0))
    with open(port_file + ".part", "w", encoding="ascii") as out:
        out.write(str(listener.getsockname()[1]))
    os.rename(port_file + ".part", port_file)
    with open(log_file, "w", encoding="ascii") as log:
        while True:
            client, _ = listener.accept()
            server = socket.create_connection((host, int(port)))
            threading.Thread(target=serve, args=(client, server, fate, log), daemon=True).start()


main()
