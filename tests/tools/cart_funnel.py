# SPDX-License-Identifier: ISC
"""The figures of cart-abandon-report(1), as plainly as its page says them: the whole log in memory, sorted.

Nothing here is fast or shared with the tool.  `figures` returns a dictionary from what names a figure to its number.
"""
import collections
import datetime
import decimal
import json
import zoneinfo

STEPS = [
    ("viewed", ["view_item", "view_cart", "remove_from_cart"]),
    ("cart", ["add_to_cart"]),
    ("checkout", ["begin_checkout"]),
    ("shipping", ["add_shipping_info"]),
    ("payment", ["add_payment_info", "payment_failed"]),
    ("purchased", ["purchase"]),
]
LOOKS = ["view_item", "view_item_list", "select_item", "add_to_wishlist", "remove_from_cart"]
FIELDS = ["shipping_cost", "coupon", "payment_method", "error", "device", "browser", "country", "page"]
START = ["device", "currency", "browser", "country", "page"]
EXPONENT = {"EUR": 2, "USD": 2, "JPY": 0, "KWD": 3}
BANDS = [1, 300, 500, 1000, 1500, 2500]


class Rules:
    """What the options say."""

    def __init__(self, **given):
        self.steps = STEPS
        self.gap, self.recover = 1800, 14 * 86400  # seconds
        self.strict, self.windows = False, {}      # the number of a step: seconds
        self.now = None                            # milliseconds
        self.by, self.weeks, self.min_group = [], False, 20
        self.zone = "UTC"
        self.currency = None                       # the shop's
        self.__dict__.update(given)


def instant(text):
    """Milliseconds since 1970."""
    at = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    since = at - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    return since // datetime.timedelta(milliseconds=1)


def minor(amount, currency):
    """Minor units, rounded half up."""
    units = decimal.Decimal(str(amount)).scaleb(EXPONENT[currency])
    return int(units.quantize(decimal.Decimal(1), rounding=decimal.ROUND_HALF_UP))


def folded(address):
    """As addresses are compared: without blanks around them, ASCII's letters small."""
    return "".join(c.lower() if c.isascii() else c for c in address.strip(" \t\r\n"))


class Event:
    def __init__(self, record, rules):
        step_of = {name: i for i, (_, names) in enumerate(rules.steps) for name in names}
        self.ms = instant(record["ts"])
        self.known = record["event"] in step_of
        self.step = step_of.get(record["event"], 0)
        self.session, customer = record.get("session") or None, record.get("customer") or None
        if not isinstance(customer, dict):
            customer = {"id": customer}
        self.id, self.email = customer.get("id") or None, folded(customer.get("email") or "") or None
        self.named = customer if isinstance(record.get("customer"), dict) else None
        consent = customer.get("accepts_marketing")
        self.no = None if consent in (None, "") else consent not in (True, "true")
        self.key = next(name for name in [("session", self.session), ("id", self.id), ("email", self.email)] if name[1])
        self.event, self.items = record["event"], record.get("items")
        self.currency = record.get("currency") or rules.currency
        value = record.get("cart_value")
        self.amount = None if value in (None, "") else minor(value, self.currency)
        self.start = [self.currency or "" if f == "currency" else record.get(f) or "" for f in START]
        self.seen = {}
        for field in FIELDS:
            said = record.get(field)
            if said in (None, ""):
                continue
            self.seen[field] = (self.currency, minor(said, self.currency)) if field == "shipping_cost" else said


class Visit:
    def __init__(self, events, rules):
        self.events = events
        self.first, self.last = min(e.ms for e in events), max(e.ms for e in events)
        self.key = events[0].key
        begin = min(events, key=lambda e: (e.ms, e.step, -1 if e.amount is None else e.amount, e.start))
        self.start = dict(zip(START, begin.start))
        paid = [(e.ms, e.step, e.amount, e.currency) for e in events if e.amount is not None]
        self.amount, self.currency = max(paid)[2:] if paid else (None, None)
        self.mixed = len({p[3] for p in paid}) > 1
        self.seen = {}
        for field in FIELDS:
            said = [(e.ms, e.step, e.seen[field]) for e in events if field in e.seen]
            if said:
                self.seen[field] = max(said)[2]
        # Two customers at the same time and step: the tests make no such events.
        ids = [(e.ms, e.step, e.id) for e in events if e.id]
        emails = [(e.ms, e.step, e.email) for e in events if e.email]
        self.id, self.email = max(ids)[2] if ids else None, max(emails)[2] if emails else None
        named = [(e.ms, e.step, i) for i, e in enumerate(events) if e.named]
        self.named = events[max(named)[2]].named if named else {}
        self.emptied = self.is_emptied()
        self.firsts = {}
        for e in events:
            self.firsts[e.step] = min(e.ms, self.firsts.get(e.step, e.ms))
        self.depth, self.since = self.reach(rules)

    def is_emptied(self):
        """Whether all that was known to be in the cart was taken out again."""
        lists, removed = [], [(0, 0, "")]
        for e in self.events:
            if e.items is None:
                continue
            text = json.dumps(e.items)
            if e.event == "remove_from_cart":
                removed.append((e.ms, e.step, text))
            if not e.items and not e.amount or e.event not in LOOKS and (e.items or e.known):
                lists.append((e.ms, e.step, (e.currency or "   ") + text))
        if not lists:
            return False
        paid = max([(e.ms, e.step, e.amount, e.currency) for e in self.events if e.amount is not None], default=(0, 0, 0))
        since = paid[:2] if paid[2] else (0, 0)
        had, out = max(lists), max(removed)
        left = {i["sku"] for i in json.loads(had[2][3:])} - {i["sku"] for i in json.loads(out[2] or "[]")}
        return had[:2] > since and had[2][3:] == "[]" or had[:2] < out[:2] > since and not left

    def is_same(self, other):
        """Whether both are of one customer: of a session, an id or an address."""
        return (self.key == other.key or (self.id is not None and self.id == other.id)
                or (self.email is not None and self.email == other.email))

    def reach(self, rules):
        """The deepest step, and when it was first reached."""
        if not rules.strict and not rules.windows:
            depth = max(e.step for e in self.events)
            return depth, self.firsts[depth]
        at = {0: self.first}  # when a step was last reached
        first = {0: self.first}
        for e in sorted(self.events, key=lambda e: (e.ms, e.step)):
            before = max((s for s in at if s < e.step), default=None)
            if e.step == 0 or (rules.strict and e.step - 1 not in at):
                continue
            if e.step in rules.windows and e.ms - at[before] > rules.windows[e.step] * 1000:
                continue
            at[e.step] = e.ms
            first.setdefault(e.step, e.ms)
        return max(at), first[max(at)]


def cut(events, rules):
    by_key = collections.defaultdict(list)
    for e in events:
        by_key[e.key].append(e)
    visits = []
    for own in by_key.values():
        own.sort(key=lambda e: e.ms)
        run = [own[0]]
        for e in own[1:]:
            if e.ms - run[-1].ms > rules.gap * 1000:
                visits.append(Visit(run, rules))
                run = []
            run.append(e)
        visits.append(Visit(run, rules))
    return visits


def decimal_text(units, currency):
    places = EXPONENT[currency]
    return f"{units // 10 ** places}.{units % 10 ** places:0{places}d}" if places else str(units)


def band(cost):
    currency, units = cost
    above = [b for b in BANDS if b <= units]
    if not above:
        return f"free ({currency})"
    if len(above) == len(BANDS):
        return f"{decimal_text(above[-1], currency)} {currency} or more"
    return f"{decimal_text(above[-1], currency)}-{decimal_text(BANDS[len(above)] - 1, currency)} {currency}"


def three_digits(seconds):
    unit = 1
    while seconds // unit >= 1000:
        unit *= 10
    return seconds // unit * unit


class Report:
    def __init__(self, records, rules):
        self.rules = rules
        events = self.events = [Event(r, rules) for r in records]
        visits = cut(events, rules)
        end = self.end = rules.now if rules.now is not None else max((e.ms for e in events), default=0)
        self.unknown = sum(not e.known for e in events)
        self.future = sum(v.first > end for v in visits) if rules.now is not None else 0
        self.visits = [v for v in visits if rules.now is None or v.first <= end]
        self.mixed = sum(v.mixed for v in self.visits)
        bought = [v for v in self.visits if v.depth == len(rules.steps) - 1]
        for v in self.visits:
            v.decided = end - v.last > rules.gap * 1000
            v.lost = v.decided and v.depth < len(rules.steps) - 1
            v.recovered = v.lost and any(
                v.last < b.since <= v.last + rules.recover * 1000 and b.is_same(v) for b in bought)

    def day(self, v):
        at = datetime.datetime.fromtimestamp(v.first // 1000, zoneinfo.ZoneInfo(self.rules.zone))
        return at.date()

    def period(self, v):
        day = self.day(v)
        return str(day - datetime.timedelta(days=day.weekday()) if self.rules.weeks else day)

    def by(self, v):
        day, out = self.day(v), []
        for field in self.rules.by:
            if field == "day":
                out.append(str(day))
            elif field == "week":
                out.append(str(day - datetime.timedelta(days=day.weekday())))
            elif field == "month":
                out.append(str(day)[:7])
            elif field == "shipping_cost":
                out.append(band(v.seen[field]) if field in v.seen else "")
            elif field in START:
                out.append(v.start[field])
            else:
                out.append(v.seen.get(field, ""))
        return tuple(out)

    def steps_of(self, visits, zeros, timed):
        """A figure for each pair of a name and a step, of VISITS; ZEROS are currencies that are told without a visit."""
        names, out = [name for name, _ in self.rules.steps], {}
        decided = [v for v in visits if v.decided]
        last = len(names) - 1
        out["visits", ""] = len(decided)
        out["undecided", ""] = len(visits) - len(decided)
        carts = [v for v in decided if v.depth > 0]
        out["carts", ""] = len(carts)
        out["abandoned", ""] = sum(v.lost for v in carts)
        out["abandoned_recovered", ""] = sum(v.recovered for v in carts)
        if decided:
            out["conversion_rate", ""] = (sum(v.depth == last for v in decided), len(decided))
        if out["abandoned", ""]:
            out["abandoned_recovery_rate", ""] = (out["abandoned_recovered", ""], out["abandoned", ""])
        if carts:
            out["abandonment_rate", ""] = (sum(v.lost for v in carts), len(carts))
        for name, amount in self.amounts([v for v in carts if v.lost], zeros).items():
            out["abandoned_value", "", name] = amount
        for i, name in enumerate(names):
            inside = [v for v in decided if v.depth >= i]
            out["reached", name] = len(inside)
            if i == last:
                continue
            lost = [v for v in inside if v.depth == i]
            out["lost", name] = len(lost)
            out["recovered", name] = sum(v.recovered for v in lost)
            if inside:
                out["loss_rate", name] = (len(lost), len(inside))
            if lost:
                out["recovery_rate", name] = (sum(v.recovered for v in lost), len(lost))
            times = sorted(three_digits((v.firsts[i + 1] - v.firsts[i]) // 1000) for v in decided
                           if v.depth > i and i in v.firsts and i + 1 in v.firsts and v.firsts[i + 1] >= v.firsts[i])
            if times and timed:
                out["seconds_to_next", name] = times[(len(times) - 1) // 2]
            for currency, amount in self.amounts(lost if i else [], zeros if i else ()).items():
                out["value_lost", name, currency] = amount
        return out

    @staticmethod
    def amounts(visits, zeros=()):
        sums = {c: (0, 0) for c in zeros}
        for v in visits:
            if v.currency:
                total, n = sums.get(v.currency, (0, 0))
                sums[v.currency] = (total + v.amount, n + 1)
        return sums

    def reasons(self):
        """The reasons: (field, seen, others, step) to (lost, in, amounts)."""
        names, out = [name for name, _ in self.rules.steps], {}
        for field in FIELDS:
            groups = collections.defaultdict(list)
            for v in self.visits:
                if v.decided and v.depth > 0 and field in v.seen:
                    groups[band(v.seen[field]) if field == "shipping_cost" else v.seen[field]].append(v)
            for step in range(1, len(names) - 1):
                folded = []
                for seen, visits in groups.items():
                    inside = [v for v in visits if v.depth >= step]
                    if len(inside) < self.rules.min_group:
                        folded += inside
                    else:
                        out[field, seen, False, names[step]] = self.reason(inside, step)
                if folded:
                    out[field, "", True, names[step]] = self.reason(folded, step)
        return out

    def reason(self, inside, step):
        lost = [v for v in inside if v.depth == step]
        return len(lost), len(inside), self.amounts(lost)

    def figures(self):
        out = {}
        last = len(self.rules.steps) - 1
        known = {v.currency for v in self.visits if v.lost and 0 < v.depth < last and v.currency}

        def add(place, visits, zeros):
            for name, number in self.steps_of(visits, zeros, place[0] != "period").items():
                out[place + name] = number

        add(("whole",), self.visits, known)
        for place, key, zeros in [("group", self.by, ()), ("period", self.period, known)]:
            cells = collections.defaultdict(list)
            for v in self.visits:
                cells[key(v)].append(v)
            for cell, visits in cells.items():
                if place == "period" or self.rules.by:
                    add((place, cell), visits, zeros)
        for (field, seen, others, step), (lost, inside, amounts) in self.reasons().items():
            place = ("reason", field, seen, others)
            out[place + ("reason_loss_rate", step)] = (lost, inside)
            for currency, amount in amounts.items():
                out[place + ("reason_value_lost", step, currency)] = amount
        return out

    def carts(self):
        """The carts of --list: session or customer, value, currency, step, the times, and whether marketing is wanted."""
        names = [name for name, _ in self.rules.steps]
        bought, said = self.testimony()
        return sorted((v.key[1], "" if v.amount is None else decimal_text(v.amount, v.currency), v.currency or "",
                       names[v.depth], v.first, v.last, str(self.consent(v, said)))
                      for v in self.visits if v.lost and v.depth > 0 and not v.emptied and not self.is_back(v)
                      and not any(at >= v.first for name in self.whose(v) for at in bought[name]))

    @staticmethod
    def whose(v):
        """Who left V: whom it named last, and whom its cart names."""
        listed = v.named.get("id") or None, folded(v.named.get("email") or "") or None
        return {n for n in (("id", v.id), ("email", v.email), v.key, ("id", listed[0]), ("email", listed[1])) if n[1] is not None}

    def testimony(self):
        """When each name bought, and the last word of each: when, and whether it was a no."""
        bought, said = collections.defaultdict(list), collections.defaultdict(lambda: (0, 0, False))
        last = len(self.rules.steps) - 1

        def note(names, e):
            for name in names:
                if e.step == last:
                    bought[name].append(e.ms)
                if e.no or e.no is False and e.ms <= self.end:
                    said[name] = max(said[name], (e.ms, e.step, e.no))

        for e in self.events:
            note({("id", e.id), ("email", e.email), e.key}, e)
        for v in self.visits:
            for e in v.events:
                # What is said without a name is said by whom the visit named last.
                if e.no or e.step == last and e.no is None:
                    note({("id", v.id), ("email", v.email)}, e)
                elif e.step == last:
                    bought["id", v.id].append(e.ms)
                    bought["email", v.email].append(e.ms)
        return bought, said

    def consent(self, v, said):
        """What its cart says of marketing: what the visit had, but for a yes that is not the last word of each name."""
        own = {True: True, "true": True, False: False, "false": False}.get(v.named.get("accepts_marketing"))
        return False if own is True and any(said[name][2] for name in self.whose(v)) else own

    def is_back(self, v):
        """Whether who left V is in another visit that is not decided."""
        return any(not o.decided and o.last > v.last and self.whose(v) & {("id", o.id), ("email", o.email), o.key}
                   for o in self.visits)
