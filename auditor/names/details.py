"""Find addresses, telephone numbers, dates, sizes and the like in a text; judges nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from auditor.names.cues import Cues
from auditor.roster import Details
from auditor.words import either

PHONE = re.compile(
    r"(?<![\d.-])(?:\+?1[\s.-]?)?(?:\(\d{3}\)\s?|\d{3}[\s.\-–/])\d{3}[\s.\-–]\d{4}(?![\d-])|(?<![\d.-])\d{3}[.\-–]\d{4}(?![\d-])"
    r"|(?<!\d)\d{10}(?!\d)"
)
EMAIL = re.compile(
    # From its beginning only, and no longer than one may be: a page may be one long word.
    r"(?<![\w.+-])[\w.+-]{1,64}(?:@|\s?\(at\)\s?|\s?\[at\]\s?)[\w-]+(?:(?:\.|\s?\(dot\)\s?|\s?\[dot\]\s?)[\w-]+)+",
    re.IGNORECASE,
)
_HEIGHT = (
    r"(?<![\d'’.])[3-7]\s?(?:'|’|′|{feet})\s?(?:1[01]|\d)?\s?(?:\"|”|″|''|{inches})?(?!\w)"
    r"|(?<![\d-])[4-7]-(?:1[01]|\d)(?![\d-])|(?<!\d)1[0-9]\d\s?cm\b|(?<![\d.])[12][.,]\d\d\s?m\b"
)
_WEIGHT = r"(?i)(?<!\d)\d{2,3}\s?(?:#|{weight-unit})(?!\w)"
_ALL_ORDINALS = f"{{{'|'.join(f'ordinal-{number}' for number in range(1, 13))}}}"
_GRADE = (
    r"(?i)(?<!\w)(?:(?:1[0-2]|[1-9]){ordinal-ending}[\s-]{grade-word}|{grade}\s+(?:1[0-2]|[1-9]|{kindergarten-letter})|"
    rf"{{kindergarten-any}}|{_ALL_ORDINALS}[\s-]{{grade-word}}|{{grade-name}}|"
    r"\d{1,2}(?:°|º|\.º|{number-ending})?\s+{grade-after-number}|{grade-short-form}\s?(?:1[0-2]|[1-9]))(?!\w)"
)
_PLURAL_GRADE = r"(?i){grade-many}\s+{grade-many-after}"
_AGE = (
    r"(?i)(?<!\w){turning}\s+(?:[4-9]|1\d)\b(?!\s*{turning-leads-off})|"
    r"(?<!\w)\d{1,2}{ordinal-ending}\s+{birthday}"
)
_IN_A_GRADE_COLUMN = r"(?i)(?:{kindergarten-letter}|\d{1,2}|{grade-short})\.?"
_IN_A_HEIGHT_COLUMN = r"[3-7]\s?[-'’]\s?(?:1[01]|\d)\W*|\d{2,3}"


@dataclass(frozen=True, slots=True)
class Detail:
    """Hold one place where a detail stands: `start` and `end` in the text that was searched.

    `known` is true where it is the very detail that the office holds of this student, `firm` where
    its form leaves little doubt; `why` is told without the detail.
    """

    start: int
    end: int
    known: bool
    firm: bool
    why: str


@dataclass(frozen=True, slots=True)
class Finder:
    """Find details of one kind in one text."""

    cues: Cues = field(repr=False)
    street: re.Pattern[str] = field(repr=False)
    dated: re.Pattern[str] = field(repr=False)
    month_or_year: re.Pattern[str] = field(repr=False)

    def find(
        self, kind: str, text: str, held: Details | None, names: Sequence[str], head: str
    ) -> Iterator[Detail]:
        """Yield the details of a kind ("address", "phone", "birth-date" ...) in a text.

        `held` is what the office holds of the student; `names` are the folded names of the student;
        `head` is the heading of the cell's column, "" where there is none.
        """
        low = text.casefold()
        match kind:
            case "address":
                yield from self._addresses(text, low, held)
            case "phone":
                yield from self._phones(text, low, held)
            case "email":
                yield from _emails(text, held, names)
            case "birth-date":
                yield from self._births(text, low, held)
            case "attendance":
                yield from self._cued(
                    "attendance", low, self.month_or_year, text, "words about enrollment or attendance"
                )
            case "grade":
                for found in self.cues.pattern(_GRADE).finditer(text):
                    if not self.cues.pattern(_PLURAL_GRADE).match(text[found.start() :]):
                        yield Detail(*found.span(), False, True, "a grade level")
                yield from self._columns(
                    text, head, "grade-head", _IN_A_GRADE_COLUMN, "a grade level in a column"
                )
            case "activity" | "award":
                for found in self.cues.all(kind, low):
                    yield Detail(
                        *found.span(),
                        False,
                        False,
                        f"words about {'activities and sports' if kind == 'activity' else 'awards'}",
                    )
                    return
            case "height-weight":
                for pattern in (_HEIGHT, _WEIGHT):
                    for found in self.cues.pattern(pattern).finditer(text):
                        unit = re.search(r"[a-z'’\"”′″]", found.group(), re.IGNORECASE) is not None
                        if unit or self.cues.has("height-weight", low):
                            yield Detail(*found.span(), False, unit, "a height or weight")
                yield from self._columns(text, head, "height-head", _IN_A_HEIGHT_COLUMN, "a height or weight")
            case "voice":
                for found in self.cues.all("voice", low):
                    yield Detail(*found.span(), False, False, "words about a recording")
                    return

    def _addresses(self, text: str, low: str, held: Details | None) -> Iterator[Detail]:
        for address in held.addresses if held else ():
            street = address.split(",")[0].casefold().split()
            pattern = r"[\s,.]+".join(re.escape(word.rstrip(".")) for word in street)
            known = re.search(rf"(?<!\w){pattern}(?!\w)", low) if len(street) > 1 else None
            short = known or (
                re.search(rf"(?<!\w){r'[ ,.]+'.join(map(re.escape, street[:-1]))}\s+\w+", low)
                if len(street) > 2
                else None
            )
            if short is not None:
                yield Detail(*short.span(), True, True, "the address that the office holds")
                return
        for found in self.street.finditer(text):
            yield Detail(*found.span(), False, self.cues.has("address", low), "a street address")

    def _phones(self, text: str, low: str, held: Details | None) -> Iterator[Detail]:
        numbers = {re.sub(r"\D", "", phone)[-10:] for phone in (held.phones if held else ())}
        for found in PHONE.finditer(text):
            digits = re.sub(r"\D", "", found.group())[-10:]
            known = any(
                number and (digits == number or (len(digits) == 7 and number.endswith(digits)))
                for number in numbers
            )
            yield Detail(*found.span(), known, known or self.cues.has("phone", low), "a telephone number")

    def _births(self, text: str, low: str, held: Details | None) -> Iterator[Detail]:
        born = held.birth_date if held else None
        for found in self.dated.finditer(text):
            if born is not None and self._is_day(found.group(), born):
                yield Detail(*found.span(), True, True, "the birth date that the office holds")
                return
        if self.cues.has("birth", low):
            for found in (*self.dated.finditer(text), *self.cues.pattern(_AGE).finditer(text)):
                yield Detail(
                    *found.span(),
                    False,
                    self.dated.match(found.group()) is not None,
                    "a date beside words about a birthday",
                )

    def _cued(self, cue: str, low: str, needs: re.Pattern[str], text: str, why: str) -> Iterator[Detail]:
        said = self.cues.find(cue, low)
        if said is not None:
            yield Detail(*said.span(), False, needs.search(text) is not None, why)

    def _columns(self, text: str, head: str, wanted: str, value: str, why: str) -> Iterator[Detail]:
        """Yield a cell whose column has one of the headings of a list."""
        if head.casefold().strip(" :.") in self.cues.words.of(wanted) and self.cues.pattern(value).fullmatch(
            text.strip()
        ):
            yield Detail(0, len(text), False, True, why)

    def _is_day(self, written: str, day: date) -> bool:
        """Tell whether a written date is a day of birth, with or without its year."""
        low = written.casefold()
        numbers = [int(number) for number in re.findall(r"\d+", low)]
        if any(number > 31 and number not in (day.year, day.year % 100) for number in numbers):
            return False
        said = set(re.findall(r"[^\W\d_]+", low))
        months = {number for number in range(1, 13) if said & self.cues.words.of(f"month-{number}")}
        if months:
            return months == {day.month} and day.day in numbers
        if re.fullmatch(r"\d{4}-\d\d-\d\d", low):
            return numbers == [day.year, day.month, day.day]
        return numbers[:2] == [day.month, day.day]


def finder(cues: Cues) -> Finder:
    """Return the finder of details with the words for streets and months that the lists know."""
    see, words = cues.pattern, cues.words
    streets = either(cues.single["street"])
    street = see(
        rf"(?<![\w/-])\d{{1,5}}[A-Za-z]?\s+(?:[NSEW]{{1,2}}\.?\s+)?(?:[A-Z0-9][\w'’.-]*\s+){{1,4}}(?i:{streets})\b\.?"
        r"|(?<!\w)(?i:{street-before})\s+(?:[A-Z][\w'’]*\s+){1,3}(?:#\s*|No\.?\s*)?\d{1,5}(?!\w)"
    )
    # "3 days ago 12 ...": the short Spanish August is no month of an English page.
    month = either(words.of(*(f"month-{number}" for number in range(1, 13))) - words.of("ago"))
    dated = see(
        rf"(?i)(?<!\w)(?:(?:{month})\.?\s+\d{{1,2}}{{ordinal-ending}}?(?:,?\s+\d{{4}})?|"
        rf"\d{{1,2}}{{ordinal-ending}}?\s+(?:{{date-of}}\s+)?(?:{month})(?:\s+(?:{{date-of}}\s+)?\d{{4}})?|"
        r"\d{1,2}[/.]\d{1,2}(?:[/.](?:\d{4}|\d\d))?|\d{4}-\d\d-\d\d)(?!\w)"
    )
    month_or_year = see(
        rf"(?i)(?<!\w)(?:(?:{month})\.?(?:\s+\d{{1,2}},?)?\s+(?:19|20)\d\d|(?:19|20)\d\d)(?!\w)"
    )
    return Finder(cues, street, dated, month_or_year)


def mail_as_held(written: str) -> str:
    """Return a mail address as the office would write it: "ana (at) mail.example" with its sign."""
    plain = re.sub(r"\s", "", written.casefold())
    return plain.replace("(at)", "@").replace("[at]", "@").replace("(dot)", ".").replace("[dot]", ".")


def _emails(text: str, held: Details | None, names: Sequence[str]) -> Iterator[Detail]:
    own = {address.casefold() for address in (held.emails if held else ())}
    for found in EMAIL.finditer(text):
        written = mail_as_held(found.group())
        local = re.sub(r"[^a-z]", "", written.partition("@")[0])
        spelled = any(len(name) > 2 and name in local for name in names)
        if written in own or spelled:
            yield Detail(*found.span(), written in own, True, "an e-mail address of the student")
