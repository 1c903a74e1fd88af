#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Run the examples of a page, and hold what they print to what the page says.

usage: examples.py PAGE

PAGE is an mdoc page; the `.Bd -literal` blocks of its EXAMPLES section count.  In such a block a line that begins
with "$ " is a command, with the lines after it that begin with "> "; what follows, up to the next command, is what it
prints, on both outputs.  A line "..." stands for any number of lines.  A block without "$ " is only shown.

The commands of a page run one after the other in one scratch copy of the sample shop's folder, with the clock at
AFTERCARE_NOW.  Writes TAP.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ESCAPES = {"\\&": "", "\\e": "\\", "\\-": "-", "\\(dq": '"', "\\(aq": "'", "\\(ti": "~", "\\(ha": "^", "\\(ga": "`"}


def mdoc_blocks(lines):
    """The literal blocks of EXAMPLES, each a list of lines as they are shown."""
    blocks, section, block = [], "", None
    for line in lines:
        if line.startswith(".Sh "):
            section = line[4:]
        elif line.startswith(".Bd -literal") and section == "EXAMPLES":
            block = []
        elif line.startswith(".Ed") and block is not None:
            blocks.append(block)
            block = None
        elif block is not None:
            block.append(re.sub(r"\\(\(..|.)", lambda found: ESCAPES[found[0]], line))
    return blocks


def examples(blocks):
    """Pairs of a command and the lines that it is said to print."""
    found = []
    for block in blocks:
        command = None
        for line in block:
            if line.startswith("$ "):
                command, printed = line[2:], []
                found.append((command, printed))
            elif command is not None and line.startswith("> ") and not printed:
                found[-1] = (found[-1][0] + "\n" + line[2:], printed)
            elif command is not None:
                printed.append(line)
    return found


def agrees(said, printed):
    """Whether the lines PRINTED are those SAID, where "..." is any number of them."""
    if not said:
        return not printed
    if said[0] == "...":
        return any(agrees(said[1:], printed[skip:]) for skip in range(len(printed) + 1))
    return bool(printed) and said[0] == printed[0] and agrees(said[1:], printed[1:])


def scratch(folder):
    """A copy of the sample shop's folder below FOLDER."""
    source = pathlib.Path(os.environ["SRC"]) / "common/shop/data/sample"
    copy = folder / "shop"
    shutil.copytree(source, copy)
    return copy


def main():
    page = pathlib.Path(sys.argv[1])
    lines = page.read_text(encoding="utf-8").splitlines()
    found = examples(mdoc_blocks(lines))
    if not found:
        print(f"1..0 # SKIP {page.name} has no examples that run")
        return
    with tempfile.TemporaryDirectory() as folder:
        cwd = scratch(pathlib.Path(folder))
        env = dict(os.environ, HOME=folder, XDG_STATE_HOME=folder + "/state", LC_ALL="C.UTF-8")
        for name in ("AFTERCARE_SHOP", "AFTERCARE_DATADIR"):
            env.pop(name, None)
        for number, (command, said) in enumerate(found, 1):
            run = subprocess.run(["bash", "-c", command], cwd=cwd, env=env, stdin=subprocess.DEVNULL, check=False,
                                 stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
            printed = run.stdout.decode("utf-8", "replace").splitlines()
            while said and said[-1] == "":
                said.pop()
            same = agrees(said, printed)
            print(f"{'ok' if same else 'not ok'} {number} - {page.name}: {command.splitlines()[0]}".replace("#", "\\#"))
            if not same:
                for line in [f"status {run.returncode}, and it printed:"] + printed[:40]:
                    print("#   " + line)
    print(f"1..{len(found)}")


if __name__ == "__main__":
    main()
