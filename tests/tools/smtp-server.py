#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""smtp-server.py - an SMTP server for tests, which does what postfix's sink cannot.

    smtp-server.py PORTFILE LOGFILE [--utf8] [--hang-at-quit] [--refuse]

Writes its port to PORTFILE, and every line that it is sent to LOGFILE.  --utf8 offers
SMTPUTF8, --refuse refuses every recipient, --hang-at-quit leaves QUIT without an answer.
"""

import os
import socket
import sys
import threading


def serve(connection, options, log):
    lines = connection.makefile("rb")

    def say(text):
        connection.sendall(text.encode() + b"\r\n")

    def said(line):
        log.write(line)
        log.flush()

    say("220 test ESMTP")
    in_data = False
    for line in lines:
        said(line)
        word = line.strip().upper()
        if in_data:
            in_data = line != b".\r\n"
            if not in_data:
                say("250 2.0.0 Ok")
        elif word.startswith(b"EHLO"):
            say("250-test")
            if "--utf8" in options:
                say("250-SMTPUTF8")
            say("250 8BITMIME")
        elif word.startswith(b"RCPT") and "--refuse" in options:
            say("550 5.1.1 No such user")
        elif word == b"DATA":
            in_data = True
            say("354 Go on")
        elif word == b"QUIT":
            if "--hang-at-quit" not in options:
                say("221 Bye")
                break
        else:
            say("250 2.0.0 Ok")
    said(b"(closed)\n")
    connection.close()


def main():
    port_file, log_file, *options = sys.argv[1:]
    server = socket.create_server(("127.0.0.1", 0))
    with open(port_file + ".part", "w", encoding="ascii") as out:
        out.write(str(server.getsockname()[1]))
    os.rename(port_file + ".part", port_file)
    with open(log_file, "wb") as log:
        while True:
            connection, _ = server.accept()
            threading.Thread(target=serve, args=(connection, options, log), daemon=True).start()


main()
