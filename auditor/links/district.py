"""Hold what a district says of itself, as far as it decides on links; reads no file."""

from __future__ import annotations

from dataclasses import dataclass, field

from auditor.address import within
from auditor.links.web_address import Register

# The same pages under another name of the host.
_SAME_HOST = (("twitter.com/", "x.com/"), ("://m.", "://"), ("://mobile.", "://"))


@dataclass(frozen=True, slots=True)
class District:
    """Hold a district's hosts, mail domains, registered sites and accounts, staff and schools.

    `own` finds its hosts; `look_alikes_of` are hosts that others imitate; `name_tails` are words that
    follow a name on a person's own page ("berglessons").
    """

    hosts: tuple[str, ...] = ()
    mail: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    staff: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    own: Register = field(default_factory=lambda: Register(()))
    look_alikes_of: tuple[str, ...] = ()
    name_tails: tuple[str, ...] = ()

    def writes_from(self, host: str) -> bool:
        """Tell whether mail to a host stays in the district."""
        ours = (*self.mail, *self.hosts)
        return bool(host) and any(host == each or host.endswith("." + each) for each in ours)

    def knows(self, url: str) -> bool:
        """Tell whether an address belongs to a registered site or account, under whichever of its names."""
        plain = _plain(url)
        return any(within(plain, _plain(site)) for site in self.sites)


def _plain(url: str) -> str:
    for other, plain in _SAME_HOST:
        url = url.replace(other, plain, 1)
    return url
