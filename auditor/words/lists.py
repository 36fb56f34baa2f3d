"""Name every list of words that something reads; holds none of the words."""

from __future__ import annotations

_COLOR = tuple(
    f"color-{name}" for name in "blue green marked orange pink purple red says thing yellow".split()
)
_SURE = (
    "alt-anyones", "alt-decorative", "empty-alt-maybe-true", "error-mistaken", "error-of-a-field",
    "error-of-all", "error-of-marked", "error-required", "generic-link-sure", "heading-maybe-meant",
    "heading-sample", "link-anyones", "title-maybe-meant",
)  # fmt: skip
_NOTED = (
    "picture-telling", "search-word", "sound-other", "sound-word", "speech-word", "stop-word",
    "written-perhaps", "written-version",
)  # fmt: skip
LISTS = frozenset(
    (
        "activity", "address", "adult-kin", "adult-role", "adult-title", "attendance", "author", "award",
        "birth", "book-list", "business-after", "class-job", "class-pet", "credit", "determiner", "group",
        "height-weight", "historical-figure", "history", "lesson-column", "made-thing", "ordered", "ordinary",
        "own-family", "person-verb", "phone", "picture", "place-after", "place-before", "place-middle",
        "place-name", "street", "student", "theme-after", "thing", "voice",
        "about-days", "ago", "ago-around", "changed", "changed-around", "comments", "comments-invite",
        "counter", "counter-around", "countdown-end", "countdown-unit", "curriculum", "date-or-word",
        "first-school-day",
        "last-school-day", "loading", "loading-around", "menu", "no-school", "no-school-category",
        "ownership", "platform", "series", "small-word", "today", "today-is", "weather",
        *_COLOR, *_NOTED, *_SURE, "empty-alt", "error-word", "generic-link", "leads-away",
        "picture-essential", "picture-missing", "reference-look", "reference-thing", "reference-verb",
        "screen-word", "template-leftover", "vague-label", "vague-title",
        *(f"language-{code}" for code in "de en es fr hmn ht it nl pl pt so sv tl vi".split()),
        *(f"month-{number}" for number in range(1, 13)),
        *(f"weekday-{number}" for number in range(1, 8)),
    )
)  # fmt: skip
PHRASES = frozenset(
    (
        "record-score-cue", "record-score-not", "record-score-head", "record-number-head",
        "record-student-head", "record-play-head", "record-id-label", "record-id-example",
        "record-social-security", "record-health", "record-health-weak", "record-health-head",
        "record-health-not",
        "record-discipline", "record-discipline-head", "record-discipline-not", "record-standing",
        "record-standing-said",
        "personnel-leave", "personnel-matter", "personnel-matter-not", "personnel-home",
        "obscenity", "obscenity-doubtful", "slur", "insult", "insult-phrase", "insult-of", "offense-lesson",
        "comment-address", "comment-button", "comment-link", "comment-service", "comment-moderated",
        "comment-heading", "moderation-none",
        "political-strong", "political-urge", "political-object", "political-neutral",
        "commercial-strong", "commercial-weak", "commercial-school",
        "text-problem",
        "publisher", "publisher-kind", "copyright-claim", "copyright-free", "copyright-own", "stock-agency",
        "stock-preview",
        "book-whole", "book-title", "book-about", "picture-credit", "picture-own-host", "trademark",
        "trademark-not",
        "contact-private", "contact-own", "contact-any", "contact-cell", "contact-official", "contact-other",
        "contact-social", "contact-way", "disclaimer-own", "disclaimer-not", "branding-mark",
        "logo", "logo-school", "logo-other", "quoted-verb", "quoted-adult", "quoted-not", "private-words",
        "mail-head", "student-work", "student-work-not", "student-picture",
    )
)  # fmt: skip
"""Lists of phrases as `auditor.links.phrases` reads them: `*` ends a word, `#` is a number, `...` a gap."""
GRAMMAR = frozenset(
    (
        "abbreviation", "adults", "aged", "also-verb", "and", "and-before-sound", "and-or", "article",
        "at-place", "birthday", "book-picture", "book-picture-filler", "book-picture-link", "books", "born",
        "born-before-year", "by", "calendar", "call-at", "call-link", "call-word", "chapter", "class-of",
        "colleague-ours", "colleague-role", "colleague-title", "copyright-leads-off", "copyright-word",
        "credit-link", "date-of", "day-half", "day-of", "extension", "family-verb", "feet", "firm-kin",
        "first-goes-on", "for-sale", "for-sale-verb", "given-by", "go-in", "goes-on", "grade",
        "grade-after", "grade-after-number", "grade-before", "grade-head", "grade-link", "grade-many",
        "grade-many-after", "grade-name", "grade-short", "grade-short-form", "grade-word", "graduated",
        "graduated-from", "graduated-in", "great-deed", "height-head", "honorific", "household", "in-space",
        "in-time", "inches", "inside", "joining", "kindergarten", "kindergarten-any", "kindergarten-letter",
        "last-name-head", "last-name-head-start", "logo-file", "lost-asked", "lost-be", "lost-can",
        "lost-end", "lost-error", "lost-file", "lost-not", "lost-phrase", "lost-phrase-sorry", "lost-said",
        "lost-sorry", "lost-thing", "lost-this", "lost-verb", "made", "mail-subject", "mail-word",
        "mark-average", "mark-average-link", "mark-before", "name-head", "no-deed", "no-initials",
        "not-of-a-person", "nothing", "number-ending", "number-link", "of", "of-a-child", "of-a-child-with",
        "of-a-place", "of-a-word", "office", "office-at", "office-kind", "office-of-children",
        "ordinal-ending", "out-of", "own-room", "own-word", "paper-staff", "percent", "plain-picture",
        "pointing", "price-off", "price-unit", "publishing-house", "pupil", "pupil-article",
        "pupil-leads-off", "pupils-essay", "pupils-host", "pupils-work", "pupils-work-of", "quoted-title",
        "reading-word", "role-favorite", "role-filler", "role-leads-off", "role-of-a-child", "role-ours",
        "role-verb", "school-after", "school-place", "school-plain", "school-word", "siblings",
        "sign-in-part", "since", "speaking", "staff", "staff-head", "staff-verb", "street-before",
        "student-link", "table-head", "table-head-of", "team-head", "the", "theirs", "title-by",
        "title-column", "title-filler", "title-word", "turn-to", "turning", "turning-leads-off", "we-read",
        "we-read-who", "weekday-the", "weight-unit", "who-was", "work-by", "year-of", "years-old",
        "young-maker",
        *(f"ordinal-{number}" for number in range(1, 13)),
    )
)  # fmt: skip
"""Lists of small words, of which patterns are built: see `Words.pattern`."""
LATER = frozenset(
    (
        "book-list", "class-pet", "lesson-column", "own-family", "place-middle", "platform",
        "picture-essential", "picture-missing", "screen-word", "series", "theme-after",
        *_COLOR, *_NOTED, *_SURE, *GRAMMAR,
    )
)  # fmt: skip
"""Lists that came with a later version: where a district's own folder lacks them, the shipped ones hold."""
RETIRED = frozenset(("grade-level", "project"))
"""Lists of earlier versions that nothing reads any more; a folder made then may still hold them."""
TABLES = frozenset(("nicknames", "rare-nicknames"))
