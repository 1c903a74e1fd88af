#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""pg-proxy.py - between a client and a PostgreSQL server: swallows answers to COMMIT

    pg-proxy.py PORTFILE LOGFILE HOST PORT EVERY

Listens at HOST on a free port, which it writes to PORTFILE, and passes everything on to PORT there.  Every EVERYth COMMIT reaches
the server, and takes place; its answer does not reach the client, who finds that the connection is gone.  Each is a line in LOGFILE.
"""
import itertools
import os
import socket
import sys
import threading
import time


def pump(source, sink, times, every, log):
    """Passes bytes on from SOURCE to SINK until one of them ends, or a COMMIT is to have no answer."""
    while data := source.recv(65536):
        lost = b"COMMIT" in data and next(times) % every == 0
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
        one.close()


def serve(client, server, times, every, log):
    def safely(*arguments):
        try:
            pump(*arguments)
        except OSError:
            for one in arguments[:2]:
                one.close()

    never = itertools.repeat(1)
    threading.Thread(target=safely, args=(server, client, never, 2, log), daemon=True).start()
    safely(client, server, times, every, log)


def main():
    port_file, log_file, host, port, every = sys.argv[1:]
    times = itertools.count(1)
    listener = socket.create_server((host, 0))
    with open(port_file + ".part", "w", encoding="ascii") as out:
        out.write(str(listener.getsockname()[1]))
    os.rename(port_file + ".part", port_file)
    with open(log_file, "w", encoding="ascii") as log:
        while True:
            client, _ = listener.accept()
            server = socket.create_connection((host, int(port)))
            threading.Thread(target=serve, args=(client, server, times, int(every), log), daemon=True).start()


main()
