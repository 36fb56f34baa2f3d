"""Find signs that works of others stand on a site: notices, stock pictures, whole books, borrowed pictures.

Looks at: notices of copyright in pages and linked files; names of picture files and what these say of
themselves; names of linked files; pictures that another website serves; characters and marks of companies in
names and words of pictures.
Does not look at: pixels, and whether there is a permission or fair use: only a person can say, so all of
this is for a person to look at.
Known gaps: works without any notice or name; publishers, books and marks that no list holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from auditor.checkers.copyright_examples import EXAMPLES
from auditor.checkers.statements import IN_FILES, SHOWN, Statement, cues, each_once, finding, laid_out, says
from auditor.finding import Confidence, Finding
from auditor.links.phrases import folded
from auditor.names.sheets import Sheet
from auditor.page import Image, Location, Source, Text
from auditor.policy import Policy
from auditor.roster import Roster
from auditor.rule import Rule, Section, Severity
from auditor.snapshot import Snapshot

RULES = (
    Rule(
        id="copyright-notice",
        topic="copyright",
        section=Section.CONTENT,
        severity=Severity.MODERATE,
        title="A work that says it belongs to a publisher",
        why="What may be copied for a classroom may not be put on the open web without permission.",
        fix="Take the file or the text off the page, link to the publisher instead, or keep the permission.",
        examples=EXAMPLES["copyright-notice"],
    ),
    Rule(
        id="copyright-picture",
        topic="copyright",
        section=Section.CONTENT,
        severity=Severity.MODERATE,
        title="A picture of a picture agency",
        why="Agencies find their pictures on the web and send bills for them.",
        fix="Use a picture of your own or a free one, or keep the license where the office finds it.",
        examples=EXAMPLES["copyright-picture"],
    ),
    Rule(
        id="copyright-book",
        topic="copyright",
        section=Section.CONTENT,
        severity=Severity.SERIOUS,
        title="A whole book to download",
        why="Fair use does not reach whole books on the open web.",
        fix="Take the file out of the site's files. Link to a library's or the publisher's copy.",
        examples=EXAMPLES["copyright-book"],
    ),
    Rule(
        id="trademark-use",
        topic="trademark",
        section=Section.CONTENT,
        severity=Severity.MINOR,
        title="Characters or marks of companies",
        why="Well-known figures and marks belong to companies, which must agree.",
        fix="Use a picture of your own or a free one.",
        examples=EXAMPLES["trademark-use"],
    ),
    Rule(
        id="picture-borrowed",
        topic="image-permission",
        section=Section.CONTENT,
        severity=Severity.MINOR,
        title="Pictures that another website serves",
        why="Whoever made a picture must agree before it is used.",
        fix="Ask for permission and say so beside the picture, or use a picture of your own or a free one.",
        examples=EXAMPLES["picture-borrowed"],
    ),
    Rule(
        id="credit-missing",
        topic="credit",
        section=Section.CONTENT,
        severity=Severity.MINOR,
        title="Pictures of others without a word on whose they are",
        why="Credit is to be given where it is due.",
        fix="Say beside the picture whose it is and where it comes from.",
        examples=EXAMPLES["credit-missing"],
    ),
)
PAGE_BY_PAGE = True

_SIGN = r"©|\(c\)|{copyright-word}"
_NOTICE = (
    r"(?:©|(?<!\w)\(c\)|(?<!\w){copyright-word}(?!\s+{copyright-leads-off}))"
    r"[\s:]*(?:©|\(c\)|{by})?\s*(?P<year>(?:19|20)\d\d)?(?:\s?[-–,]\s?(?:19|20)\d\d)*,?\s*(?:{by}\s+)?"
    r"(?P<holder>[^|•·\n]{0,70})"
)
_APART = re.compile(r"[^\w]+|_+")
_METADATA = frozenset((Source.EXIF, Source.IPTC, Source.XMP))
_PICTURES = ("jpg", "jpeg", "png", "gif", "webp", "tif", "tiff", "bmp", "svg", "heic", "avif")
_BOOKS = ("pdf", "epub", "mobi", "docx", "doc", "mp3", "m4b", "mp4", "zip")
_LEAST_BORROWED = 1


def check(snapshot: Snapshot, policy: Policy, roster: Roster) -> Iterator[Finding]:
    """Yield one finding for each work and page, and one a site for pictures of other websites."""
    yield from each_once(_notices(snapshot, policy))
    yield from each_once(_pictures(snapshot, policy))
    yield from each_once(_books(snapshot, policy))
    if snapshot.asks(""):
        yield from _marks(snapshot, policy)
        yield from _borrowed(snapshot, policy)


def _notices(snapshot: Snapshot, policy: Policy) -> Iterator[Finding]:
    publisher, claim, free, own = (
        cues(policy, name) for name in ("publisher", "copyright-claim", "copyright-free", "copyright-own")
    )
    kind = cues(policy, "publisher-kind")
    sign, notice = policy.words.pattern(_SIGN), policy.words.pattern(_NOTICE)
    ours = [
        folded(snapshot.school.name),
        *(folded(owner.name) for owner in snapshot.site.owners if owner.name),
    ]
    for sheet in laid_out(snapshot):
        for text in sheet.texts:
            low = folded(text.joined)
            if text.where.source not in SHOWN:
                continue
            claimed = says(claim, low)
            noticed = notice.search(low) if sign.search(low) else None
            if (not claimed and noticed is None) or says(free, low):
                continue
            holder = noticed["holder"].strip(" .,") if noticed else ""
            known = says(publisher, holder or (low if claimed else ""))
            in_file = bool(sheet.document) or text.where.source in IN_FILES
            mine = bool(says(own, holder)) or any(name and name in holder for name in ours)
            if not mine:
                known = known or says(kind, holder)
            dated = noticed is not None and bool(noticed["year"]) and len(holder) > 3
            if not (claimed or known or (in_file and dated)) or (mine and not known and not claimed):
                continue
            if claimed and mine and not known:
                continue
            whose = f" of {known or holder}" if known or holder else ""
            yield finding(
                "copyright-notice",
                Statement(sheet, text, text.joined, low),
                f"This {'file' if in_file else 'page'} has a notice of copyright{whose[:60]}.",
                Confidence.REVIEW,
                target=f"notice {sheet.document} {known or holder or claimed}"[:200],
                details={"publisher": known} if known else None,
            )


def _pictures(snapshot: Snapshot, policy: Policy) -> Iterator[Finding]:
    agency, preview = cues(policy, "stock-agency"), cues(policy, "stock-preview")
    for sheet in laid_out(snapshot):
        for image in sheet.images:
            name = file_words(image.url or image.src)
            hit = says(agency, name)
            if hit:
                yield _picture(sheet, image, name, hit, bool(says(preview, name)))
        for text in sheet.texts:
            if text.where.source not in _METADATA:
                continue
            hit = says(agency, folded(_APART.sub(" ", text.joined)))
            if hit:
                yield finding(
                    "copyright-picture",
                    Statement(sheet, text, text.joined, folded(text.joined)),
                    f"This picture file says that it comes from a picture agency ({hit}).",
                    Confidence.REVIEW,
                    target=f"agency {text.where.document or sheet.document}",
                )


def _picture(sheet: Sheet, image: Image, name: str, hit: str, preview: bool) -> Finding:
    trial = " It seems to be the trial copy with the agency's mark." if preview else ""
    return finding(
        "copyright-picture",
        Statement(sheet, Text(name, name, image.where), name, name),
        f"By its name this picture comes from a picture agency ({hit}).{trial}",
        Confidence.REVIEW,
        target=f"agency {image.url or image.src}",
    )


def _books(snapshot: Snapshot, policy: Policy) -> Iterator[Finding]:
    whole, title, about = (cues(policy, name) for name in ("book-whole", "book-title", "book-about"))
    for sheet in laid_out(snapshot):
        if not sheet.document or not urlsplit(sheet.document).path.lower().endswith(_BOOKS):
            continue
        name = file_words(sheet.document)
        named = says(title, name)
        all_of = says(whole, name)
        alone = " " in named and len(name) - len(named) <= 12
        if says(about, name) or not (all_of or alone):
            continue
        where = Location(sheet.url, Source.FILE_NAME, place="file name", document=sheet.document)
        yield finding(
            "copyright-book",
            Statement(sheet, Text(name, name, where), name, name),
            "By its name this file is a whole book.",
            Confidence.REVIEW,
            target=f"book {sheet.document}",
        )


def _marks(snapshot: Snapshot, policy: Policy) -> Iterator[Finding]:
    mark, unless = cues(policy, "trademark"), cues(policy, "trademark-not")
    found = []
    for page in snapshot.pages:
        for image in page.content.images:
            said = folded(f"{file_words(image.url or image.src)} {image.alt or ''} {image.title}")
            hit = says(mark, said)
            if hit and not says(unless, f"{said} {folded(image.caption)}"):
                found.append((page, image, hit))
    if not found:
        return
    page, image, _ = found[0]
    hits = list(dict.fromkeys(hit for _, _, hit in found))
    yield Finding(
        rule="trademark-use",
        page="",
        url=page.url,
        target="characters and marks in pictures",
        message=f"By their names or words, pictures of this site show figures or marks of companies "
        f"({', '.join(hits[:5])}).",
        where=image.where,
        confidence=Confidence.REVIEW,
        quote=(image.alt or file_words(image.url or image.src))[:200],
        occurrences=len(found),
        page_title=page.content.title,
    )


def _borrowed(snapshot: Snapshot, policy: Policy) -> Iterator[Finding]:
    credit, services = cues(policy, "picture-credit"), policy.words.of("picture-own-host")
    own = urlsplit(snapshot.site.url).hostname or ""
    found = []
    for page in snapshot.pages:
        credited = any(
            says(credit, folded(text.joined)) for text in page.content.texts if text.where.source in SHOWN
        )
        if credited:
            continue
        for image in page.content.images:
            host = urlsplit(image.url).hostname or ""
            if (
                host
                and _other(host, own)
                and not any(part in host for part in services)
                and not image.linked_to
            ):
                found.append((page, image, host))
    if len(found) < _LEAST_BORROWED:
        return
    page, image, _ = found[0]
    hosts = list(dict.fromkeys(host for _, _, host in found))
    number = "One picture" if len(found) == 1 else f"{len(found)} pictures"
    for rule in ("picture-borrowed", "credit-missing"):
        yield Finding(
            rule=rule,
            page="",
            url=page.url,
            target="pictures of other websites",
            message=f"{number} on this site come from other websites ({', '.join(hosts[:3])}), and no word "
            "beside them says whose they are.",
            where=image.where,
            confidence=Confidence.REVIEW,
            quote=image.url[:200],
            occurrences=len(found),
            details={"hosts": ", ".join(hosts[:10])},
            page_title=page.content.title,
        )


def _other(host: str, own: str) -> bool:
    """Tell whether two hosts belong to different owners, by their last two names."""
    return host.split(".")[-2:] != own.split(".")[-2:]


def file_words(address: str) -> str:
    """Return the name of the file at an address as words: "the-giver_full.pdf" is "the giver full"."""
    name = unquote(urlsplit(address).path).rpartition("/")[2]
    stem = name.rpartition(".")[0] or name
    return folded(_APART.sub(" ", stem))


__all__ = ["RULES", "check"]
