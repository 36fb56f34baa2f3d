"""Find addresses, telephone numbers, dates, sizes and the like in a text; judges nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from auditor.names.cues import Cues
from auditor.roster import Details

_MONTHS = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    "nov(?:ember)?|dec(?:ember)?|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
)
DATE = re.compile(
    rf"(?<!\w)(?:(?:{_MONTHS})\.?\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:de\s+|of\s+)?"
    rf"(?:{_MONTHS})(?:\s+(?:de\s+)?\d{{4}})?|\d{{1,2}}[/.]\d{{1,2}}(?:[/.](?:\d{{4}}|\d\d))?|\d{{4}}-\d\d-\d\d)(?!\w)",
    re.IGNORECASE,
)
_MONTH_OR_YEAR = re.compile(
    rf"(?<!\w)(?:(?:{_MONTHS})\.?(?:\s+\d{{1,2}},?)?\s+(?:19|20)\d\d|(?:19|20)\d\d)(?!\w)", re.IGNORECASE
)
PHONE = re.compile(
    r"(?<![\d.-])(?:\+?1[\s.-]?)?(?:\(\d{3}\)\s?|\d{3}[\s.\-–/])\d{3}[\s.\-–]\d{4}(?![\d-])|(?<![\d.-])\d{3}[.\-–]\d{4}(?![\d-])"
    r"|(?<!\d)\d{10}(?!\d)"
)
EMAIL = re.compile(
    # From its beginning only, and no longer than one may be: a page may be one long word.
    r"(?<![\w.+-])[\w.+-]{1,64}(?:@|\s?\(at\)\s?|\s?\[at\]\s?)[\w-]+(?:(?:\.|\s?\(dot\)\s?|\s?\[dot\]\s?)[\w-]+)+",
    re.IGNORECASE,
)
HEIGHT = re.compile(
    r"(?<![\d'’.])[3-7]\s?(?:'|’|′|-foot-|ft\.?|feet|foot)\s?(?:1[01]|\d)?\s?(?:\"|”|″|''|in\.?(?:ches)?)?(?!\w)"
    r"|(?<![\d-])[4-7]-(?:1[01]|\d)(?![\d-])|(?<!\d)1[0-9]\d\s?cm\b|(?<![\d.])[12][.,]\d\d\s?m\b"
)
WEIGHT = re.compile(r"(?<!\d)\d{2,3}\s?(?:lbs?\.?|pounds|#|kg|kilos?|libras)(?!\w)", re.IGNORECASE)
GRADE = re.compile(
    r"(?<!\w)(?:(?:1[0-2]|[1-9])(?:st|nd|rd|th)[\s-]grade(?:r)?|grade\s+(?:1[0-2]|[1-9]|k)|(?:kinder\w*)|"
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)[\s-]grade(?:r)?|freshman|sophomore|junior|senior|"
    r"\d{1,2}(?:°|º|\.º|er|do|to)?\s+grado|gr\.?\s?(?:1[0-2]|[1-9]))(?!\w)",
    re.IGNORECASE,
)
_PLURAL_GRADE = re.compile(
    r"(?:grade|junior|senior)\s+(?:high|varsity|students|class(?:es)?|team|night|prom)", re.IGNORECASE
)
AGE = re.compile(
    r"(?<!\w)(?:turn(?:s|ed)|is)\s+(?:[4-9]|1\d)\b(?!\s*(?:of|points|goals))|(?<!\w)\d{1,2}(?:st|nd|rd|th)\s+birthday",
    re.IGNORECASE,
)


_HEIGHTS = ("ht", "height", "wt", "weight", "estatura", "peso", "ht/wt")


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
                    "attendance", low, _MONTH_OR_YEAR, text, "words about enrollment or attendance"
                )
            case "grade":
                for found in GRADE.finditer(text):
                    if not _PLURAL_GRADE.match(text[found.start() :]):
                        yield Detail(*found.span(), False, True, "a grade level")
                yield from _columns(
                    text,
                    head,
                    ("grade", "gr", "class", "year", "grado"),
                    r"(?:K|\d{1,2}|Fr|So|Jr|Sr)\.?",
                    "a grade level in a column",
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
                for pattern in (HEIGHT, WEIGHT):
                    for found in pattern.finditer(text):
                        unit = re.search(r"[a-z'’\"”′″]", found.group(), re.IGNORECASE) is not None
                        if unit or self.cues.has("height-weight", low):
                            yield Detail(*found.span(), False, unit, "a height or weight")
                yield from _columns(
                    text, head, _HEIGHTS, r"[3-7]\s?[-'’]\s?(?:1[01]|\d)\W*|\d{2,3}", "a height or weight"
                )
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
        for found in DATE.finditer(text):
            if born is not None and _is_day(found.group(), born):
                yield Detail(*found.span(), True, True, "the birth date that the office holds")
                return
        if self.cues.has("birth", low):
            for found in (*DATE.finditer(text), *AGE.finditer(text)):
                yield Detail(
                    *found.span(),
                    False,
                    DATE.match(found.group()) is not None,
                    "a date beside words about a birthday",
                )

    def _cued(self, cue: str, low: str, needs: re.Pattern[str], text: str, why: str) -> Iterator[Detail]:
        said = self.cues.find(cue, low)
        if said is not None:
            yield Detail(*said.span(), False, needs.search(text) is not None, why)


def finder(cues: Cues) -> Finder:
    """Return the finder of details with the words for streets that the lists know."""
    words = "|".join(sorted(map(re.escape, cues.single["street"]), key=len, reverse=True))
    street = re.compile(
        rf"(?<![\w/-])\d{{1,5}}[A-Za-z]?\s+(?:[NSEW]{{1,2}}\.?\s+)?(?:[A-Z0-9][\w'’.-]*\s+){{1,4}}(?i:{words})\b\.?"
        rf"|(?<!\w)(?i:calle|avenida|camino)\s+(?:[A-Z][\w'’]*\s+){{1,3}}(?:#\s*|No\.?\s*)?\d{{1,5}}(?!\w)"
    )
    return Finder(cues, street)


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


def _columns(text: str, head: str, wanted: Sequence[str], value: str, why: str) -> Iterator[Detail]:
    """Yield a cell whose column has one of the wanted headings."""
    if head.casefold().strip(" :.") in wanted and re.fullmatch(value, text.strip(), re.IGNORECASE):
        yield Detail(0, len(text), False, True, why)


def _is_day(written: str, day: date) -> bool:
    """Tell whether a written date is a day of birth, with or without its year."""
    low = written.casefold()
    numbers = [int(number) for number in re.findall(r"\d+", low)]
    if any(number > 31 and number not in (day.year, day.year % 100) for number in numbers):
        return False
    name = re.search(_MONTHS, low)
    if name is not None:
        english = "jan feb mar apr may jun jul aug sep oct nov dec".split()
        spanish = "ene feb mar abr may jun jul ago sep oct nov dic".split()
        month = next(
            (
                n
                for listed in (english, spanish)
                for n, start in enumerate(listed, 1)
                if name.group().startswith(start)
            ),
            0,
        )
        return month == day.month and day.day in numbers
    if re.fullmatch(r"\d{4}-\d\d-\d\d", low):
        return numbers == [day.year, day.month, day.day]
    return numbers[:2] == [day.month, day.day]
