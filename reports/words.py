"""Say dates, counts, states and reasons in the plain words that every report and mail shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from auditor.calendar import in_words
from auditor.finding import Confidence, Reason
from auditor.page import Source
from auditor.rule import Section


@dataclass(frozen=True, slots=True)
class State:
    """One of the five words; word and shape tell it apart, never colour alone."""

    name: str
    shape: str
    css: str
    rank: int


ACT = State("Act today", "▲", "act", 0)
FIX = State("Fix soon", "●", "fix", 1)
CHECK = State("Please check", "◆", "check", 2)
UNREAD = State("Could not check", "○", "unread", 3)
GOOD = State("Good", "✓", "good", 4)
STATES = (ACT, FIX, CHECK, UNREAD, GOOD)

SECTIONS = {
    Section.PRIVACY: "student information",
    Section.UPDATES: "updates",
    Section.ACCESS: "access problems",
    Section.LINKS: "links to look at",
    Section.CONTENT: "what pages say",
}

LOOKED_AT = {
    Section.PRIVACY: "names, photos and details of students",
    Section.UPDATES: "updates by the due dates",
    Section.ACCESS: "access for people with disabilities, as far as a program can see it",
    Section.LINKS: "where links lead",
    Section.CONTENT: "what pages say, and whether the policy allows it",
}

ENGINES = {"axe": "axe-core", "own": "our own checks"}

PLATFORMS = {
    "": "this site's editor",
    "finalsite": "Finalsite",
    "google-sites": "Google Sites",
    "hand-written": "pages written by hand",
    "unknown": "this site's editor",
    "weebly": "Weebly",
    "wordpress": "WordPress",
}

KINDS = {
    "class": "",
    "team": "team site",
    "club": "club site",
    "department": "department site",
    "school": "school site",
    "official": "official site",
    "social": "social page",
    "student-publication": "student publication",
    "personal": "personal site",
}

SOURCES = {
    Source.ALT: "in the words behind a picture",
    Source.TITLE: "in the words that show when someone points at it",
    Source.LABEL: "in a label that only a screen reader says",
    Source.FILE_NAME: "in the name of a file",
    Source.HREF: "in the address of a link",
    Source.CAPTION: "in a caption",
    Source.META: "in data about the page that visitors do not see",
    Source.JSON_LD: "in data about the page that visitors do not see",
    Source.SCRIPT: "in the page's script",
    Source.COMMENT: "in a note inside the page's code",
    Source.HIDDEN: "in text that visitors do not see",
    Source.FRAME: "in a part that comes from another page",
    Source.FORM: "in a form",
    Source.PDF: "in a PDF file",
    Source.DOCX: "in a Word file",
    Source.PPTX: "in a slide show",
    Source.XLSX: "in a sheet",
    Source.VTT: "in the captions of a video",
    Source.EXIF: "in data inside a picture file",
    Source.IPTC: "in data inside a picture file",
    Source.XMP: "in data inside a picture file",
    Source.OCR: "in words drawn in a picture",
}

CONFIDENCE = {
    Confidence.CERTAIN: "sure",
    Confidence.LIKELY: "likely",
    Confidence.REVIEW: "please look",
}

FOR_PEOPLE_TITLE = "A website that no program may read"
SOCIAL_UNREAD = "No program may read a social page. Please look at it, and note it in the decision sheet."
PRIVATE_UNREAD = "Private, not read: it asks for a password, as the policy wants for work of students."
"""Stands for a page behind a login where a clause wants it there: no fault, and no pass either."""
STUDENT_TITLE = "Student information on a page"
STUDENT_ACT = "Some information about a student may not belong on this page."
STUDENT_WHY = "Once it is on the web, anyone can copy it. Only the records clerk can say whether it may stay."
STUDENT_FIX = "Ask the records clerk whether it may stay. If not, take it off the page today."
STUDENT_STEPS = (
    "Open the page and look at the place.",
    "Ask the records clerk whether it may stay.",
    "If it may not stay, take it off the page. Take it out of the linked file or picture as well.",
    "Tell the communications office. Search engines, old versions and archives may still show it.",
)
STUDENT_ANSWER = (
    "Please answer this mail when you have looked at what is for today. "
    "If nobody answers within one school day, the communications office is told."
)
"""One neutral text for every item about a student: which rule spoke would tell more than the page does."""

MASK = "[student]"
MASK_IN_ADDRESS = "%5Bstudent%5D"

WHY_UNREAD = {
    Reason.CONNECT: "There was no answer.",
    Reason.DNS: "The address leads nowhere.",
    Reason.TIMEOUT: "The answer took too long.",
    Reason.PROTOCOL: "The answer made no sense.",
    Reason.TRUNCATED: "The answer stopped in the middle.",
    Reason.TOO_LARGE: "It is larger than this check may read.",
    Reason.REDIRECT: "The address sends visitors on and on, or to another site.",
    Reason.BLOCKED_ADDRESS: "The address leads inside a private network, so it was not opened.",
    Reason.TLS: "The site's security certificate is not valid.",
    Reason.HTTP_STATUS: "The answer was an error.",
    Reason.RATE_LIMITED: "The site asked us to come back later.",
    Reason.ROBOTS: "The site asks programs like this one to stay away.",
    Reason.LOGIN_REQUIRED: "It asks for a password.",
    Reason.TRAP_LIMIT: "There are more pages than one night can read. The next night goes on from there.",
    Reason.SITE_TIME: "The time for this site was used up. The next night goes on from there.",
    Reason.NIGHT_TIME: "The night was over. The next night starts with this site.",
    Reason.PARSE_LIMIT: "It is too complex to read.",
    Reason.UNREADABLE_DOCUMENT: "The file could not be opened.",
    Reason.PAGE_CRASH: "The browser broke down on this page.",
    Reason.PAGE_TIMEOUT: "The page took too long to show.",
    Reason.NO_BROWSER: "No browser showed the page, so access was not checked.",
    Reason.NEEDS_SCRIPT: "Only a script can show this page, and no browser ran it.",
    Reason.EMBED_NOT_READ: "A part that comes from another site could not be read.",
    Reason.PICTURE_NOT_READ: "The words in a picture could not be read.",
    Reason.NO_ROSTER: "There was no list of students, so names were not checked.",
    Reason.NO_HISTORY: "It is too new to compare with earlier nights.",
    Reason.ENCODING: "The letters of the page could not be read.",
    Reason.EMPTY: "The page is empty.",
    Reason.SOFT_404: "The page says that it was not found.",
    Reason.UNSUPPORTED_SCHEME: "The address is of a kind that this check does not open.",
    Reason.BAD_CONFIG: "The settings for this site are not right.",
    Reason.CANCELED: "The check was stopped.",
}
"""One plain sentence for each reason; a test holds that none is missing."""


def day(when: date) -> str:
    """Return "Wednesday, November 4, 2026"."""
    return in_words(when)


def short_day(when: date) -> str:
    """Return "Wed, Nov 4" for places where the year is plain."""
    return f"{when:%a}, {when:%b} {when.day}"


def count(number: int, one: str, many: str = "") -> str:
    """Return "1 website" or "1,200 websites"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def due_dates(days: Sequence[date]) -> str:
    """Return "for the due date Tue, Nov 3" or "for 3 due dates, the last one Tue, Nov 24"; newest first."""
    last = short_day(days[0])
    return f"for {len(days)} due dates, the last one {last}" if len(days) > 1 else f"for the due date {last}"


def listed(names: Sequence[str], most: int = 3) -> str:
    """Return "A, B and 4 more"."""
    if len(names) > most:
        names = [*names[: most - 1], f"{len(names) - most + 1} more"]
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def lower_first(title: str) -> str:
    """Return a title as it stands inside a sentence; words in capitals stay."""
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def upper_first(text: str) -> str:
    """Return a text as it begins a sentence."""
    return text[:1].upper() + text[1:]


def why_unread(reason: str) -> str:
    """Return the plain sentence for a stored reason."""
    return {str(known): sentence for known, sentence in WHY_UNREAD.items()}.get(
        reason, "It could not be read."
    )


def platform(name: str) -> str:
    """Return how people call a site's platform."""
    return PLATFORMS.get(name, name.replace("-", " ").title())


def source(name: str) -> str:
    """Say in which part of a page or file a text stood, "" where it is what every visitor reads."""
    return {str(known): words for known, words in SOURCES.items()}.get(name, "")
