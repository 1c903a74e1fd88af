#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""http-server.py - a web service for tests, on loopback, which answers by a script.

    http-server.py PORTFILE LOGFILE SCRIPT [CERTIFICATE KEY]

Writes its port to PORTFILE, and each request to LOGFILE, a JSON object a line: the number of its connection, "method",
"path", "headers" (names in small letters) and "body".  SCRIPT has an answer a line; the first request gets the first, and
those after the last get the last:

    {"status": 200, "headers": {"Retry-After": "30"}, "body": "ok"}
    {"drop": true}            closes the connection without an answer
    {"cut": 20, ...}          closes it after so many bytes of the body
    {"wait": 5, ...}          sends the head, and the body so many seconds later

A second request on a connection gets no answer: nobody should send one.  With CERTIFICATE and KEY it speaks TLS.
"""
import http.server
import itertools
import json
import os
import ssl
import sys
import threading
import time

port_file, log_file, script_file, *tls = sys.argv[1:]
lock = threading.Lock()
connections = itertools.count(1)
requests = itertools.count()
with open(script_file, encoding="utf-8") as lines:
    script = [json.loads(line) for line in lines]
log = open(log_file, "w", encoding="utf-8")


class Service(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self):
        super().setup()
        self.number = next(connections)
        self.before = 0

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        with lock:
            step = script[min(next(requests), len(script) - 1)]
            log.write(json.dumps({"connection": self.number, "method": self.command, "path": self.path,
                                  "headers": {k.lower(): v for k, v in self.headers.items()}, "body": body}) + "\n")
            log.flush()
        self.before += 1
        if step.get("drop") or self.before > 1:
            self.close_connection = True
            return
        text = step.get("body", "").encode()
        self.send_response(step.get("status", 200))
        for name, value in step.get("headers", {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.flush()
        time.sleep(step.get("wait", 0))
        if "cut" in step:
            text = text[:step["cut"]]
            self.close_connection = True
        try:
            self.wfile.write(text)
        except OSError:
            self.close_connection = True

    # What follows a redirect would come as one of these.
    do_GET = do_PUT = do_POST


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.daemon_threads = True
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*tls)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None
    with open(port_file + ".part", "w", encoding="ascii") as out:
        out.write(str(server.server_address[1]))
    os.rename(port_file + ".part", port_file)
    server.serve_forever()


main()
