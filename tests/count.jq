# SPDX-License-Identifier: ISC
# Adds up meson's testlog.json: "PASSED FAILED SKIPPED".  Run with -rn.
#
# Each TAP line counts.  A program that ends badly without a "not ok" (it crashed, hung, or left out what it had planned)
# is one failure more; a test that speaks no TAP is one.

def lines: (.stdout // "") | split("\n");
def good: test("^ok\\b");
def bad: test("^not ok\\b");
def skipped: test("^(not )?ok\\b[^#]*(#[^#]*)*# *skip"; "i");
def expected: test("# *todo"; "i");
def many(f): map(select(f)) | length;

reduce inputs as $test ([0, 0, 0];
  ($test | lines) as $lines
  | ($lines | many(good and (skipped | not))) as $passed
  | ($lines | many(bad and (skipped or expected | not))) as $failed
  | ($lines | many(skipped)) as $skipped
  | ($test.result | IN("OK", "SKIP", "EXPECTEDFAIL")) as $well
  | ($passed + $failed + $skipped == 0) as $silent
  | .[0] += $passed + (if $silent and $test.result == "OK" then 1 else 0 end)
  | .[1] += $failed + (if $failed == 0 and ($well | not) then 1 else 0 end)
  | .[2] += $skipped + (if $silent and $test.result == "SKIP" then 1 else 0 end))
| "\(.[0]) \(.[1]) \(.[2])"
