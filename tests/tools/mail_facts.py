#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Hold the mails on stdin (message records) to what every mail must be.

Says what is wrong, a line each, and exits with 1 if anything is: the text and the page say the same words and lead to the
same places, no placeholder is left, no heading is empty, every picture has its text and its size, nothing runs, the page
is not clipped, and its schema.org data have what Gmail requires.
"""
import html.parser
import json
import re
import sys

VOID = {"meta", "img", "br", "link", "hr", "input"}


class Page(html.parser.HTMLParser):
    """The visible words, the links, the pictures and the data of a page."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.words, self.links, self.pictures, self.data, self.faults = [], [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        hidden = "display:none" in (values.get("style") or "") or tag in ("head", "style", "script")
        if tag not in VOID:
            self.open.append((tag, hidden, values.get("type")))
        if tag == "a":
            self.links.append(values["href"])
        if tag == "img":
            self.pictures.append(values)
        if tag == "script" and values.get("type") != "application/ld+json":
            self.faults.append("a script")
        for name, value in attrs:
            if name.startswith("on"):
                self.faults.append(f"a handler {name}")
            if name in ("href", "src") and not re.match(r"(https?://|mailto:|tel:)", value or ""):
                self.faults.append(f"a link to {value}")

    def handle_endtag(self, tag):
        if not self.open or self.open[-1][0] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1][0] if self.open else 'nothing'}")
        else:
            self.open.pop()

    def handle_data(self, data):
        if self.open and self.open[-1][0] == "script":
            self.data.append(data)
        if not any(hidden for _, hidden, _ in self.open):
            self.words += data.split()


def plain(words):
    """The words without what only separates them."""
    return {word.strip("()[]:,;.…„“”«»\"'=-") for word in words} - {""}


def headings(text):
    """The headings of the text part that have nothing below them."""
    lines = text.split("\n")
    return [lines[i - 1] for i, line in enumerate(lines)
            if line and not line.strip("=") and (not lines[i - 1].strip() or not lines[i + 1].strip())]


def check_ld(data):
    order = json.loads(data)
    missing = [key for key in ("merchant", "orderNumber", "priceCurrency", "price", "seller", "acceptedOffer", "orderStatus", "orderDate",
                               "potentialAction") if not order.get(key)]
    for offer in order.get("acceptedOffer", []):
        missing += [f"acceptedOffer.{key}" for key in ("itemOffered", "price", "priceCurrency", "eligibleQuantity") if not offer.get(key)]
        missing += [] if offer.get("itemOffered", {}).get("name") else ["acceptedOffer.itemOffered.name"]
    if not order.get("potentialAction", {}).get("url"):
        missing.append("potentialAction.url")
    return [f"schema.org Order lacks {key}" for key in missing]


def faults(message, bare):
    page = Page()
    page.feed(message["html"])
    page.close()
    text, found = message["text"], list(page.faults)
    found += [f"{tag} is never closed" for tag, _, _ in page.open]
    urls = set(re.findall(r"https?://\S+", text))
    of_text = plain(re.sub(r"https?://\S+", " ", text).split())
    of_page = plain(re.sub(r"https?://\S+", " ", " ".join(page.words)).split())
    found += [f"only the text says {word}" for word in sorted(of_text - of_page)]
    found += [f"only the page says {word}" for word in sorted(of_page - of_text)]
    found += [f"only the text leads to {url}" for url in sorted(urls - set(page.links))]
    found += [f"only the page leads to {link}" for link in sorted(set(page.links) - urls)
              if link.startswith("http") and "/p/" not in link]
    for part in ("subject", "text", "html"):
        found += [f"{part}: {left}" for left in re.findall(r"\{\{.*?\}\}|\{[a-z_.]+\}|\bundefined\b|\bnull\b", message[part])
                  if not (part == "html" and left.startswith("{") and ":" in left)]
    found += [f"nothing below {line!r}" for line in headings(text)]
    found += ["three line ends in a row"] if "\n\n\n" in text else []
    # The greeting, on the third line, may end with a comma.
    found += [f"dangling: {line!r}" for i, line in enumerate(text.split("\n")) if line.strip("=") and
              re.search(r"^[,;:=)]|[(=]\s*$|\(\s*\)|  +\S" + ("" if i == 2 else r"|,\s*$"), line.lstrip())]
    for picture in page.pictures:
        found += [] if picture.get("alt") else [f"no alt for {picture.get('src')}"]
        found += [] if picture.get("height") else [f"no height for {picture.get('src')}"]
    found += ["larger than mail programs show"] if len(message["html"].encode()) > 100_000 else []
    found += ["a control character in the subject"] if re.search(r"[\x00-\x1f\x7f]", message["subject"]) else []
    found += [] if len(page.data) == 1 or bare and not page.data else ["not one piece of schema.org data"]
    found += [fault for data in page.data for fault in check_ld(data)]
    return found


def main():
    bare, count, wrong = "--bare" in sys.argv[1:], 0, 0
    for line in sys.stdin:
        message = json.loads(line)
        count += 1
        for fault in faults(message, bare):
            wrong += 1
            print(f"{message['id']} {message['template']} {message['language']}: {fault}")
    if count == 0:
        print("no messages")
    sys.exit(wrong > 0 or count == 0)


if __name__ == "__main__":
    main()
