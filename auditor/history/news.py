"""Say of everything that came to a site whether it is news, noise or doubtful; decides no due date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from auditor.history.away import away
from auditor.history.batches import is_rebuilt, together
from auditor.history.ledger import FILES, UNTIL, Entry, Ledger, Span, arrivals
from auditor.history.lines import Kind
from auditor.history.looks import ONE_NIGHT, Days, Looks, moments_of, trusted
from auditor.history.phrases import Refrain, is_refrain
from auditor.history.rhythm import Night
from auditor.history.spots import Spots
from auditor.history.spread import DISTRICT, SHARED, TOLD
from auditor.history.talk import NEWS, SHOWN_BEFORE, Said, edited, machine_talk, mended
from auditor.history.words import dates_in, fold, names_dates_only
from auditor.history.written import MOVED_ON, Arrival, Written
from auditor.snapshot import Change, Sort

RESTORED_LINES = 4
RESTORED_SHARE = 0.8
"""So many lines that left on one night and mostly come back on another are an old page put back."""
REBUILT_LINES = 8
EVERYWHERE_SHARE = 0.6
COPIED: Said = (Sort.DOUBTFUL, "another page of the site shows it, and has shown it before")
FEED_MEMORY = timedelta(days=7)


class News:
    """Judge the arrivals of one site; `home` maps a page key to its section, "" for all of them."""

    def __init__(
        self, ledgers: Sequence[Ledger], looks: Looks, days: Days, home: Callable[[str], str] = lambda _: ""
    ) -> None:
        self._ledgers = ledgers
        gone = {ledger.name: away(ledger, looks) for ledger in ledgers}
        self._away = {name: nights for name, (nights, _) in gone.items()}
        self._empty = {name: nights for name, (_, nights) in gone.items()}
        self._blind = frozenset(
            audit
            for ledger in ledgers
            if ledger.page == "/" and ledger.view != FILES
            for audit in self._empty[ledger.name]
        )
        self._looks = self.looks = self.sighted(looks)
        self._days = days
        self._home = home
        self._spots: dict[str, Spots] = {}
        self._archives: dict[tuple[str, str, int], bool] = {}
        self._widgets: tuple[frozenset[str], frozenset[Refrain]] | None = None
        self._nights: dict[tuple[int, int], Night] = {}
        self._left: dict[tuple[str, int], list[Entry]] = defaultdict(list)
        self._stated: dict[tuple[str, str, int], list[str]] = defaultdict(list)
        self._known: dict[str, list[tuple[int, Ledger]]] = defaultdict(list)
        self._versions: dict[str, list[tuple[int, Entry]]] = defaultdict(list)
        # Most of a site stands as it stood when it was first read, and is never asked about.
        every = [entry for ledger in ledgers for entry in ledger.entries.values()]
        came = {each.key for each in every if len(each.spans) > 1 or each.spans[0].after is not None}
        for ledger in ledgers:
            for key, entry in ledger.entries.items():
                first = entry.spans[0]
                if key in came:
                    self._known[key].append((first.first if first.after is not None else -1, ledger))
                if entry.kind is Kind.FILE:
                    self._versions[entry.shape].append((first.first, entry))
                elif entry.kind is Kind.DATED and first.after is not None:
                    self._stated[ledger.name, entry.group, first.first].append(entry.also)
                for span in entry.spans:
                    if span.last is not None:
                        self._left[ledger.name, span.last].append(entry)
        self._written = Written((), self._left, days)
        self._pages: dict[tuple[str, int], int] = {}
        self._rebuilt: dict[tuple[str, int], bool] = {}

    def sighted(self, looks: Looks) -> Looks:
        """Return looks at the site or a section; those at which the first page stood empty, or showed
        an error for what only a script can show, saw nothing."""
        return Looks(
            trusted(
                [
                    replace(look, good=False, reason="soft-404") if look.audit in self._blind else look
                    for look in looks.all
                ]
            )
        )

    def changes(self, since: datetime | None = None) -> tuple[Change, ...]:
        """Return what came to the site since a moment, oldest first, each item once for each section."""
        came: dict[tuple[str, int, str], Arrival] = {}
        for ledger, entry, span in arrivals(self._ledgers):
            if entry.kind is Kind.DATED or (span.first in self._empty[ledger.name] and not entry.standing):
                continue
            arrival = self._arrival(ledger, entry, span)
            if arrival is None or (since is not None and arrival.seen < since):
                continue
            # What somebody writes for two classes at once is news for both of them.
            item = entry.key, span.first, self._home(ledger.page)
            before = came.get(item)
            # Served and shown, or on two pages: the narrower interval says more.
            if before is None or arrival.after > before.after:
                came[item] = arrival
        self._written = Written(tuple(came.values()), self._left, self._days)
        judged = together(
            [(arrival, said) for arrival in came.values() if (said := self._judge(arrival)) is not None]
        )
        told = [self._change(arrival, said) for arrival, said in judged]
        return tuple(sorted(told, key=lambda change: (change.seen, change.sort, change.page)))

    def _arrival(self, ledger: Ledger, entry: Entry, span: Span) -> Arrival | None:
        """Return between which moments an item came, None where nobody can say."""
        # A file that could not be fetched for some nights may have changed on any of them.
        left = self._away[ledger.name].get(span.after or 0, span.after)
        before = self._looks.whole_until(left) if ledger.view == FILES else self._looks.of(left)
        seen = self._looks.of(span.first)
        if before is None or seen is None:
            return None
        return Arrival(ledger, entry, span, before.moment, seen.ended, left or 0)

    def _change(self, arrival: Arrival, said: Said) -> Change:
        sort, why = said
        after, seen, stated = self._narrowed(arrival)
        entry = arrival.entry
        page = arrival.ledger.page
        return Change(str(entry.kind), page, entry.excerpt, after, seen, sort, why, stated, self._home(page))

    def _judge(self, arrival: Arrival) -> Said | None:
        """Return what an arrival is, None where it is none at all."""
        entry = arrival.entry
        if entry.spread == DISTRICT:
            return Sort.NOISE, "it came to sites of several schools on the same night"
        if arrival.span is entry.spans[0]:
            again = self._seen_before(arrival)
            if again is COPIED:
                told = self._written.judge(arrival)
                again = COPIED if told[0] is Sort.NEWS else told
            if again is not None:
                return again
        if entry.kind is Kind.COMMENT:
            return Sort.NOISE, "visitors wrote it"
        if arrival.span.first in self._empty[arrival.ledger.name]:
            return Sort.DOUBTFUL, "nearly everything else left the page that night"
        if self._is_known_widget(entry):
            return Sort.NOISE, "a widget of this site says it in other places too"
        busy = self._spots_of(arrival.ledger).of(entry, arrival.span)
        if busy is not None and busy[0] is Sort.NOISE:
            return busy
        if arrival.span is not entry.spans[0]:
            talk = machine_talk(entry) if entry.kind is Kind.LINE else None
            if talk is not None:
                return talk
            if entry.kind is Kind.LINE and names_dates_only(entry.excerpt, arrival.seen):
                # Posts and plans show their old dates again after a night in another language.
                return SHOWN_BEFORE
            if arrival.span.after in self._away[arrival.ledger.name]:
                return SHOWN_BEFORE
            return self._came_back(arrival) if entry.kind in (Kind.LINE, Kind.LINK) else SHOWN_BEFORE
        said = self._file(arrival) if entry.kind is Kind.FILE else self._item(arrival)
        if said is None or said[0] is not Sort.NEWS:
            if said == MOVED_ON and entry.spread == TOLD:
                return Sort.NOISE, f"{said[1]}, on sites of several schools"
            return said
        if busy is not None:
            return busy
        if self._is_rebuilt(arrival):
            return Sort.DOUBTFUL, "the site was moved or rebuilt that night"
        everywhere = self._is_everywhere(arrival)
        if entry.spread in (SHARED, TOLD):
            sort = Sort.NOISE if everywhere else Sort.DOUBTFUL
            return sort, "another school's site showed the same words that night"
        if everywhere:
            return Sort.DOUBTFUL, "it came to most pages of the site at once, as a menu does"
        return said

    def _seen_before(self, arrival: Arrival) -> Said | None:
        """Tell what is old: something that the site has shown before, on whatever page."""
        home = self._home(arrival.ledger.page)
        told: Said | None = None
        for first, ledger in self._known[arrival.entry.key]:
            if first >= arrival.span.first or (first < 0 and ledger.first_read >= arrival.span.first):
                continue
            other = self._home(ledger.page)
            if other not in (home, "") and home:
                told = told or (Sort.DOUBTFUL, "another section has shown it before")
            elif self._is_chosen(arrival, ledger):
                told = COPIED
            else:
                return SHOWN_BEFORE
        return told

    def _is_chosen(self, arrival: Arrival, ledger: Ledger) -> bool:
        """Tell whether a line of words came to a page while another shows it as it did for long: people take
        this week's lines from the plan of a year."""
        if arrival.entry.kind is not Kind.LINE or ledger.page == arrival.ledger.page:
            return False
        span = ledger.entries[arrival.entry.key].spans[-1]
        if span.first >= arrival.span.first or (span.last or arrival.span.first) < arrival.span.first:
            return False
        name = ledger.name, arrival.ledger.name, arrival.span.first
        if name not in self._archives:
            # A plan of last year that is shown again brings its dates along.
            here, day = arrival.ledger.entries, self._days.local(arrival.seen)
            taken = [here[key] for key in ledger.entries.keys() & here.keys()]
            self._archives[name] = any(
                named.old
                for entry in taken
                if entry.spans[0].first == arrival.span.first
                for named in dates_in(fold(entry.excerpt), day)
            )
        return not self._archives[name]

    def _came_back(self, arrival: Arrival) -> Said:
        """Tell something old that was put back from a line that is used again ("No homework")."""
        ledger, entry, span = arrival.ledger, arrival.entry, arrival.span
        left = next((each.last for each in reversed(entry.spans) if each.first < span.first), None)
        told = edited(entry, self._left.get(arrival.night, ()))
        if told is not None and told[0] is Sort.NOISE:
            return told  # a slip that had come in between was mended
        spots = self._spots_of(ledger)
        gone = [
            each
            for each in self._left.get((ledger.name, left or 0), ())
            if each.kind is entry.kind and not spots.is_noise(each)
        ]
        # A night on which the whole page was gone took along what somebody then left out.
        late = [each for each in gone if not any((left or 0) < one.first < span.first for one in each.spans)]
        gone = late if len(late) >= RESTORED_LINES else gone
        back = sum(any(each.first == span.first for each in other.spans) for other in gone)
        came_instead = any(
            each.first > (left or 0) and each.after == left and other.place == entry.place
            for other in ledger.entries.values()
            for each in other.spans
        )
        whole = back >= RESTORED_SHARE * len(gone) and (len(gone) >= RESTORED_LINES or not came_instead)
        if whole:
            return Sort.NOISE, "what had been taken away was put back"
        return Sort.DOUBTFUL, "a line came back that had stood here before"

    def _file(self, arrival: Arrival) -> Said | None:
        """Judge a new version of a file; the first version is a new document, judged by its name."""
        entry = arrival.entry
        earlier = [each for first, each in self._versions[entry.shape] if first < arrival.span.first]
        if not earlier:
            return None
        if entry.also and earlier[-1].also and entry.also != earlier[-1].also:
            return NEWS
        return Sort.DOUBTFUL, "a file was replaced and says nothing new that could be read"

    def _item(self, arrival: Arrival) -> Said:
        entry = arrival.entry
        match entry.kind:
            case Kind.PICTURE:
                return Sort.DOUBTFUL, "a picture came, and nobody can read what it shows"
            case Kind.DATA:
                return Sort.DOUBTFUL, "it stands in the page's code only"
            case Kind.ENTRY | Kind.POST:
                return self._dated_item(arrival)
            case Kind.LINE:
                return self._written.judge(arrival)
            case _:
                return NEWS

    def _dated_item(self, arrival: Arrival) -> Said:
        stated = moments_of(arrival.entry.also, self._days)
        memory = FEED_MEMORY if arrival.entry.kind is Kind.POST else timedelta(days=1)
        if stated is not None and stated[1] < arrival.after - memory:
            return Sort.DOUBTFUL, "it says that it was written long before it appeared"
        return mended(arrival.entry, self._left.get(arrival.night, ())) or NEWS

    def _is_everywhere(self, arrival: Arrival) -> bool:
        """Tell whether an item came to most pages at once: a menu, a header or a footer changed."""
        if arrival.entry.kind not in (Kind.LINE, Kind.LINK):
            return False
        name = arrival.ledger.view, arrival.span.first
        if name not in self._pages:
            self._pages[name] = sum(
                ledger.view == name[0] and ledger.was_read(name[1]) for ledger in self._ledgers
            )
        carriers = sum(
            first == arrival.span.first and ledger.view == arrival.ledger.view
            for first, ledger in self._known[arrival.entry.key]
        )
        return carriers >= 3 and carriers >= EVERYWHERE_SHARE * self._pages[name]

    def _is_rebuilt(self, arrival: Arrival) -> bool:
        """Tell whether a page was set anew, or the site moved: then old words look new."""
        span, rebuilt = arrival.span, arrival.ledger.rebuilt
        if self._looks.root(span.after or 0) != self._looks.root(span.first) or span.first in rebuilt:
            return True
        if len(self._left.get((arrival.ledger.name, span.after or 0), ())) < REBUILT_LINES:
            return False
        name = arrival.ledger.name, span.first
        if name not in self._rebuilt:
            self._rebuilt[name] = is_rebuilt(arrival.ledger, span)
        return self._rebuilt[name]

    def _narrowed(self, arrival: Arrival) -> tuple[datetime, datetime, bool]:
        """Narrow the interval by a date that was written beside the item, where it lies within.

        A day alone narrows one night only: over a longer time it may be the day of which a post tells.
        """
        entry = arrival.entry
        after, seen = arrival.after, arrival.seen
        if entry.also.startswith(UNTIL):
            stood = moments_of(entry.also.removeprefix(UNTIL), self._days)
            # A server that names the moment of asking says nothing.
            if stood is not None and after < stood[1] < seen - timedelta(minutes=30):
                seen = stood[1]
        stated = [entry.also] if entry.kind in (Kind.ENTRY, Kind.POST) and entry.also else []
        if entry.kind is Kind.LINE and entry.group:
            stated += self._stated.get((arrival.ledger.name, entry.group, arrival.span.first), [])
            stated += self._written.days_beside(arrival)
        for written in stated:
            moments = moments_of(written, self._days)
            if moments is None or (moments[0] < moments[1] and seen - after > ONE_NIGHT):
                continue
            first, last = max(after, moments[0]), min(seen, moments[1])
            if first <= last:
                return first, last, True
        return after, seen, seen != arrival.seen

    def _is_known_widget(self, entry: Entry) -> bool:
        """Tell whether a line is like those that changed by themselves elsewhere on the site, or before a
        page was set anew."""
        if entry.kind is not Kind.LINE:
            return False
        if self._widgets is None:
            spots = [self._spots_of(ledger) for ledger in self._ledgers]
            self._widgets = (
                frozenset(shape for each in spots for shape in each.restless),
                frozenset(refrain for each in spots for refrain in each.refrains),
            )
        shapes, refrains = self._widgets
        return f"{entry.kind} {entry.shape}" in shapes or is_refrain(fold(entry.excerpt), refrains)

    def _spots_of(self, ledger: Ledger) -> Spots:
        if ledger.name not in self._spots:
            self._spots[ledger.name] = Spots(ledger, self._looks, self._days, self._nights)
        return self._spots[ledger.name]
