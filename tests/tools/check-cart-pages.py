#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Holds the pages of cart-abandon-report to what renderers make of them, whatever a log has for names.

usage: check-cart-pages.py markdown|html     says what is wrong, and ends with 1

Markdown is rendered by cmark-gfm, GitHub's own; a page of HTML is read by Python's parser.  Both must show each value as it is,
in tables whose rows are as long as their header, and hold no element that the report does not write itself.
"""
import html.parser
import json
import re
import subprocess
import sys

# Each of them is something to Markdown, to HTML, to GitHub or to a terminal.
VALUES = [
    "|a|b", "1|2|3", "\\| \\", "end\\", "`c`d", "``", "```mermaid\nx", "<script>alert(1)</script>", "<b>x", "<!-- c -->", "<https://a.example>",
    "[link](https://evil.example)", "![i](https://evil.example/x.png)", "[^1]", "[x]: /u", "*em* **st** _u_ __v__", "~~s~~", "https://evil.example/a",
    "www.evil.example", "evil@evil.example", "mailto:evil@evil.example", "xmpp:a@b.example", "ftp://x.example", "@octocat", "#12", "octo/repo#1",
    "line1\nline2", "line1\r\n\r\n# h", "&lt;b&gt; &amp;", "&#60;b&#62;", "$x^2$", "- item", "1. item", "> q", "    code", "---", "a\u202eb",
    "x\u2028y", "\x07\x1b[31m", "'\"><img src=x onerror=alert(1)>", "{{x}}", "=1+1", "x" * 190,
]
GIVEN = {
    "markdown": {"h2", "h3", "p", "strong", "ul", "li", "table", "thead", "tbody", "tr", "th", "td"},
    "html": {"html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "ul", "li", "span", "b", "i", "dl", "dt", "dd", "svg", "g",
             "rect", "text", "tspan", "desc", "line", "path", "div", "table", "thead", "tbody", "tr", "th", "td", "small", "details", "summary"},
}
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def event(session, name, value):
    fields = dict.fromkeys(["device", "coupon", "error", "page", "browser", "country", "payment_method"], value)
    return json.dumps({"type": "cart_event", "ts": "2026-11-20T10:00:00Z", "session": session, "event": name, "cart_value": "10.00",
                       "currency": "EUR", "shipping_cost": "4", **fields}) + "\n"


def log_of(values):
    lines = []
    for i, value in enumerate(values):
        for k in range(25):
            lines.append(event(f"{i}-{k}", "add_shipping_info" if k % 3 else "purchase", value))
        lines.append(event(f"{i}-unknown", value, value))
    lines.append('{"type":"cart_event","ts":"2026-11-29T10:00:00Z","session":"end","event":"view_item"}\n')
    return "".join(lines)


class Reader(html.parser.HTMLParser):
    """The elements, the attributes that could do something, the number of cells of each row, and the text of each cell."""

    def __init__(self):
        super().__init__()
        self.elements, self.odd, self.rows, self.cells = set(), [], [], []

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        self.odd += [(tag, name) for name, _ in attrs if name.startswith("on") or name in ("href", "src", "action")]
        if tag == "table":
            self.rows.append([])
        if tag == "tr":
            self.rows[-1].append(0)
        if tag in ("td", "th"):
            self.rows[-1][-1] += 1
            self.cells.append("")

    def handle_data(self, data):
        if self.cells:
            self.cells[-1] += data


def page_of(form, values, by):
    page = subprocess.run(["cart-abandon-report", "--quiet", "--by", by, "--format", form, "--min-group", "3"], input=log_of(values).encode(),
                          capture_output=True, check=True).stdout
    if form == "html":
        return page.decode()
    extensions = [word for name in ("table", "autolink", "strikethrough", "tasklist") for word in ("-e", name)]
    return subprocess.run(["cmark-gfm", "--unsafe", *extensions], input=page, capture_output=True, check=True).stdout.decode()


def faults(form, values, by):
    reader = Reader()
    reader.feed(page_of(form, values, by))
    # A word joiner keeps a name from being a mention.
    cells = {cell.replace("\u2060", "").strip() for cell in reader.cells}
    for element in sorted(reader.elements - GIVEN[form]):
        yield f"an element {element}"
    for tag, name in reader.odd:
        yield f"an attribute {name} of {tag}"
    for rows in reader.rows:
        if len(set(rows)) != 1:
            yield f"rows of {sorted(set(rows))} cells"
    for value in values:
        shown = UNSEEN.sub("\ufffd", value)
        if shown.strip() not in cells or "The coupon " + shown not in cells:
            yield f"{value!r} is not shown"


def main():
    wrong = 0
    for at in range(0, len(VALUES), 6):
        for by in "device", "coupon,browser":
            for fault in faults(sys.argv[1], VALUES[at:at + 6], by):
                print(f"{sys.argv[1]} --by {by}: {fault}")
                wrong += 1
    sys.exit(wrong != 0)


main()
