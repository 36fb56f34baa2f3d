"""Find addresses, numbers and mail addresses that the office holds of students; judges none of them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from auditor.names.details import EMAIL, PHONE, mail_as_held
from auditor.roster import Roster

_WORD = re.compile(r"[\w'’-]+")
_MAY_HOLD = re.compile(r"[\d@]|[(\[]at[)\]]", re.IGNORECASE)


class Held:
    """Map what the office holds to students, so that a text costs the same however many are on the list.

    Nothing of it shows in `repr`.
    """

    __slots__ = ("_emails", "_phones", "_streets")

    def __init__(self, roster: Roster) -> None:
        self._emails: dict[str, set[str]] = defaultdict(set)
        self._phones: dict[str, set[str]] = defaultdict(set)
        self._streets: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for identity, details in roster.details.items():
            for email in details.emails:
                self._emails[email.casefold()].add(identity)
            for phone in details.phones:
                digits = re.sub(r"\D", "", phone)
                for size in (10, 7):
                    if len(digits) >= size:
                        self._phones[digits[-size:]].add(identity)
            for address in details.addresses:
                words = _WORD.findall(address.partition(",")[0].casefold())
                if len(words) > 1:
                    self._streets[words[0], words[1]].add(identity)

    def may_stand_in(self, text: str) -> Iterator[tuple[str, str]]:
        """Yield each kind of detail and student (its sourcedId) that a text may hold, once each.

        A street is only guessed from its first two words: whoever asks looks closer.
        """
        if not (self._emails or self._phones or self._streets) or not _MAY_HOLD.search(text):
            return
        found: dict[tuple[str, str], None] = {}
        if self._emails:
            for written in EMAIL.finditer(text):
                found.update(
                    {("email", each): None for each in self._emails.get(mail_as_held(written.group()), ())}
                )
        if self._phones:
            for written in PHONE.finditer(text):
                digits = re.sub(r"\D", "", written.group())[-10:]
                found.update({("phone", each): None for each in self._phones.get(digits, ())})
        if self._streets:
            words = _WORD.findall(text.casefold())
            for pair in self._streets.keys() & set(zip(words, words[1:], strict=False)):
                found.update({("address", each): None for each in self._streets[pair]})
        yield from found

    def __repr__(self) -> str:
        return f"Held({len(self._emails) + len(self._phones) + len(self._streets)} keys)"
