"""Name one hostile site and how its night must end; serves nothing."""

from __future__ import annotations

from dataclasses import dataclass

from tests.hostile.server import Answer, Site

End = tuple[str, str]
"""An outcome and a reason of the contract; ("audited", "") for a site that is read to its end."""

PLAIN: End = ("partial", "no-browser")
READ: End = ("audited", "")


@dataclass(frozen=True, slots=True)
class Case:
    """A site on a host of its own, and its end without a browser and with one.

    `target` is where the host's name leads: "plain", "tls", "mute" (connects and never speaks), "closed",
    "nowhere" (the name is not known). `also` are further (stage, reason) pairs that must be told of it with a
    browser.
    """

    name: str
    answers: Site
    without: End
    shown: End | None = None
    scheme: str = "http"
    path: str = "/"
    target: str = "plain"
    also: tuple[tuple[str, str], ...] = ()

    @property
    def host(self) -> str:
        return f"{self.name}.example"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}{self.path}"

    @property
    def ends(self) -> tuple[End, End]:
        return self.without, self.shown or self.without


def page(*body: str, title: str = "Room 7", head: str = "") -> str:
    """Return a page that lacks nothing but what `body` brings with it."""
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title>{head}</head>'
        f"<body><h1>{title}</h1>{''.join(body)}</body></html>"
    )


def root(answer: Answer) -> Site:
    """Return a site of one page."""
    return {"/": answer}
