#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Read mails back with Python's parser, and hold them to the messages that they were made from.

usage: read-mails.py MESSAGES FOLDER

FOLDER holds one mail a file; each is found by its subject, so subjects differ.  Says what is wrong, a line each.
"""
import email
import email.header
import email.policy
import email.utils
import json
import pathlib
import re
import sys
import unicodedata


def plain(text):
    """A text as a header can say it: every control character a space."""
    return "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text).strip(" ")


def lines(text):
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text if text.endswith("\n") else text + "\n"


def lint(raw):
    """What is wrong with the bytes of a mail."""
    head, _, body = raw.partition(b"\n\n")
    if b"\r" in raw or b"\0" in raw:
        yield "CR or NUL in it"
    if re.search(rb"[^\x00-\x7f]", body):
        yield "its body is not ASCII"
    for line in raw.split(b"\n"):
        if len(line.decode()) > 78 and not line.startswith(b"List-Unsubscribe:"):
            yield f"a line of {len(line)}"
        if line.startswith((b".", b"From ")):
            yield f"a line that begins as {line[:5]}"
        for word in re.findall(rb"=\?[^?]+\?[^?]+\?[^?]*\?=", line):
            if len(word) > 75:
                yield f"an encoded word of {len(word)}"
    for name in ["Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Content-Type", "Auto-Submitted"]:
        n = len(re.findall(rb"(?im)^%s:" % name.encode(), head))
        if n != 1:
            yield f"{n} {name}"
    if re.search(rb"(?im)^bcc:", head):
        yield "a Bcc"


def differences(message, raw):
    """In what the mail is not what the message says."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    for part in mail.walk():
        for defect in part.defects:
            yield f"{part.get_content_type()}: {defect!r}"
    for name, value in mail.items():
        for defect in value.defects:
            if raw.isascii():
                yield f"{name}: {defect!r}"
    got = {"subject": mail["Subject"]}
    want = {"subject": plain(message["subject"]), "name": plain(message["to"].get("name", ""))}
    # The new parser puts a space between the encoded words of a name, against RFC 2047; the old one does not.
    name, address = email.utils.parseaddr(str(email.message_from_bytes(raw)["To"]))
    got["name"] = str(email.header.make_header(email.header.decode_header(name)))
    if raw.isascii():
        local, _, domain = message["to"]["address"].rpartition("@")
        got["address"] = address
        want["address"] = local + "@" + domain.encode("idna").decode()
    got["text"] = mail.get_body(("plain",)).get_content()
    want["text"] = lines(message["text"])
    html = mail.get_body(("html",))
    got["html"] = html and html.get_content()
    want["html"] = message.get("html") and lines(message["html"])
    got["files"] = [(part.get_filename(), part.get_content()) for part in mail.iter_attachments()]
    want["files"] = [(a["name"].replace("/", "_"), a["text"]) for a in message.get("attachments", [])]
    for name, wanted in want.items():
        if got[name] != wanted:
            yield f"{name}: {got[name]!r} instead of {wanted!r}"


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        messages = [json.loads(line) for line in file]
    mails = [path.read_bytes() for path in sorted(pathlib.Path(sys.argv[2]).iterdir())]
    by_subject = {str(email.message_from_bytes(raw, policy=email.policy.default)["Subject"]): raw for raw in mails}
    wrong = [f"{len(mails)} mails for {len(messages)} messages"] if len(mails) != len(messages) else []
    for message in messages:
        raw = by_subject.get(plain(message["subject"]))
        if raw is None:
            wrong.append(f"{message['id']}: no mail with the subject {message['subject']!r}")
            continue
        wrong += [f"{message['id']}: {what}" for what in [*lint(raw), *differences(message, raw)]]
    print("\n".join(wrong), end="\n" if wrong else "")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
