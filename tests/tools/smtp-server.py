#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""smtp-server.py - an SMTP server for tests, which does what postfix's sink cannot.

    smtp-server.py PORTFILE LOGFILE [OPTION ...]

Writes its port to PORTFILE, and every line that it is sent to LOGFILE; a line that came over TLS has "tls: " before it.
A login is logged as "login: USER PASSWORD" where the server is told it well.

    --utf8            offers SMTPUTF8
    --hang-at-quit    leaves QUIT without an answer
    --refuse          refuses every recipient
    --one-mail        hangs up behind a mail
    --tls FILE        has the certificate and key in FILE, and offers STARTTLS
    --way=smtps       begins with TLS instead of offering it
    --no-starttls     does not offer it
    --refuse-tls      offers STARTTLS, and refuses it when it comes
    --inject          sends more behind the answer to STARTTLS, in clear
    --old-tls         knows TLS 1.1 at most
    --auth WORDS      offers these ways to log in, once there is TLS
    --clear-auth      offers them without TLS, too
    --refuse-login    refuses every login
    --echo            and quotes it
    --old-hello       knows HELO alone
    --host ADDRESS    listens there instead of at 127.0.0.1
"""

import argparse
import base64
import binascii
import os
import socket
import ssl
import threading


class Talk:
    """One connection."""

    def __init__(self, connection, options, log):
        self.connection, self.options, self.log = connection, options, log
        self.tls = False
        self.lines = None

    def say(self, text):
        self.connection.sendall(text.encode() + b"\r\n")

    def hear(self):
        """The next line, which is logged; b"" at the end."""
        line = self.lines.readline()
        if line:
            self.note((b"tls: " if self.tls else b"") + line)
        return line

    def note(self, line):
        self.log.write(line)
        self.log.flush()

    def start_tls(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.options.tls)
        if self.options.old_tls:
            context.set_ciphers("DEFAULT:@SECLEVEL=0")
            context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
        self.connection = context.wrap_socket(self.connection, server_side=True)
        self.tls = True
        self.lines = self.connection.makefile("rb")

    def hello(self):
        options = self.options
        offers = ["test"]
        if options.utf8:
            offers.append("SMTPUTF8")
        if options.tls and not (options.way == "smtps" or options.no_starttls or self.tls):
            offers.append("STARTTLS")
        if options.auth and (self.tls or options.clear_auth):
            offers.append("AUTH " + options.auth)
        for offer in offers:
            self.say("250-" + offer)
        self.say("250 8BITMIME")

    def ask(self, what):
        """The answer to a challenge, as text; "" where it is no base64."""
        self.say("334 " + what)
        return self.decoded(self.hear())

    @staticmethod
    def decoded(text):
        try:
            return base64.b64decode(text.strip(), validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            return ""

    def login(self, words):
        way, first = words[1].upper(), self.decoded(words[2]) if len(words) > 2 else None
        sent = ""
        if way == b"LOGIN":
            user = first if first is not None else self.ask("VXNlcm5hbWU6")
            sent = password = self.ask("UGFzc3dvcmQ6")
        elif way == b"PLAIN":
            sent = first if first is not None else self.ask("")
            _, user, password = (sent.split("\0") + ["", ""])[:3]
        else:
            sent = first if first is not None else self.ask("")
            user, password = (sent.replace("user=", "").replace("auth=Bearer ", "").split("\1") + [""])[:2]
        self.note(f"login: {user} {password}\n".encode())
        if not self.options.refuse_login:
            self.say("235 2.7.0 Welcome")
        elif self.options.echo:
            self.say(f"535 5.7.8 {base64.b64encode(sent.encode()).decode()} ({password}) is wrong")
        else:
            self.say("535 5.7.8 Who are you?")

    def take_mail(self):
        self.say("354 Go on")
        while self.hear() not in (b".\r\n", b""):
            pass
        self.say("250 2.0.0 Ok")
        return not self.options.one_mail

    def command(self, line):
        """Answers LINE; false at the end of the talk."""
        word = line.strip().upper()
        if word.startswith(b"EHLO") and self.options.old_hello:
            self.say("500 5.5.1 What?")
        elif word.startswith(b"EHLO"):
            self.hello()
        elif word == b"STARTTLS" and self.options.refuse_tls:
            self.say("454 4.7.0 Not now")
        elif word == b"STARTTLS":
            self.say("220 Go on" + ("\r\n250 injected" if self.options.inject else ""))
            self.start_tls()
        elif word.startswith(b"AUTH "):
            self.login(line.split())
        elif word.startswith(b"RCPT") and self.options.refuse:
            self.say("550 5.1.1 No such user")
        elif word == b"DATA":
            return self.take_mail()
        elif word == b"QUIT" and not self.options.hang_at_quit:
            self.say("221 Bye")
            return False
        elif word != b"QUIT":
            self.say("250 2.0.0 Ok")
        return True

    def run(self):
        try:
            self.lines = self.connection.makefile("rb")
            if self.options.way == "smtps":
                self.start_tls()
            self.say("220 test ESMTP")
            while (line := self.hear()) and self.command(line):
                pass
        except OSError as error:
            self.note(f"(broken: {error})\n".encode())
        self.note(b"(closed)\n")
        self.connection.close()


def main():
    parser = argparse.ArgumentParser(description="An SMTP server for tests.")
    parser.add_argument("port_file")
    parser.add_argument("log_file")
    for option in ["utf8", "hang-at-quit", "refuse", "one-mail", "no-starttls", "refuse-tls", "inject", "old-tls", "clear-auth",
                   "refuse-login", "echo", "old-hello"]:
        parser.add_argument("--" + option, action="store_true")
    parser.add_argument("--tls")
    parser.add_argument("--way", choices=["smtp", "smtps"])
    parser.add_argument("--auth")
    parser.add_argument("--host", default="127.0.0.1")
    options = parser.parse_args()
    server = socket.create_server((options.host, 0), family=socket.AF_INET6 if ":" in options.host else socket.AF_INET)
    with open(options.port_file + ".part", "w", encoding="ascii") as out:
        out.write(str(server.getsockname()[1]))
    os.rename(options.port_file + ".part", options.port_file)
    with open(options.log_file, "wb") as log:
        while True:
            connection, _ = server.accept()
            threading.Thread(target=Talk(connection, options, log).run, daemon=True).start()


main()
