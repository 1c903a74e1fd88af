#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""pg-proxy.py - between a client and a PostgreSQL server: loses what one says to the other

    pg-proxy.py PORTFILE LOGFILE HOST PORT EVERY [any]

Listens at HOST on a free port, which it writes to PORTFILE, and passes everything on to PORT there.  Every EVERYth COMMIT reaches
the server, and takes place; its answer does not reach the client, who finds that the connection is gone.  With "any" it is
one in EVERY pieces of what the client says, whatever they are, by chance; and each second one does not reach the server either.
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


def every_nth(n):
    """Says of each piece whether it is lost: of those with a COMMIT every Nth."""
    times = itertools.count(1)
    return lambda data: b"COMMIT" in data and next(times) % n == 0, lambda: False


def any_of(n):
    """Says of each piece whether it is lost: one in N.  Of these each second one does not arrive."""
    chance, times = random.Random(n), itertools.count(1)
    return lambda data: chance.random() < 1 / n, lambda: next(times) % 2 == 0


def pump(source, sink, is_lost, is_swallowed, log):
    """Passes bytes on from SOURCE to SINK until one of them ends, or something is lost."""
    while data := source.recv(65536):
        lost = is_lost(data)
        if lost and is_swallowed():
            log.write("lost on its way\n")
            log.flush()
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


def serve(client, server, is_lost, is_swallowed, log):
    def safely(*arguments):
        try:
            pump(*arguments)
        except OSError:
            for one in arguments[:2]:
                one.close()

    threading.Thread(target=safely, args=(server, client, lambda data: False, None, log), daemon=True).start()
    safely(client, server, is_lost, is_swallowed, log)


def main():
    port_file, log_file, host, port, every = sys.argv[1:6]
    is_lost, is_swallowed = (any_of if sys.argv[6:] == ["any"] else every_nth)(int(every))
    listener = socket.create_server((host, 0))
    with open(port_file + ".part", "w", encoding="ascii") as out:
        out.write(str(listener.getsockname()[1]))
    os.rename(port_file + ".part", port_file)
    with open(log_file, "w", encoding="ascii") as log:
        while True:
            client, _ = listener.accept()
            server = socket.create_connection((host, int(port)))
            threading.Thread(target=serve, args=(client, server, is_lost, is_swallowed, log), daemon=True).start()


main()
