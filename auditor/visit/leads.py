"""Name what shown pages lead to and are made of, so that the crawl can fetch it; fetches nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from auditor.address import page_key, within
from auditor.page import Page
from spiders.job import FOLLOWED
from spiders.kinds import is_asset_address, is_picture, suffix_of


def addresses(page: Page, root: str) -> Iterator[tuple[str, str]]:
    """Yield key and address of each page of this site that a shown page leads its readers to."""
    if page.rendered is None:
        return
    for link in page.rendered.links:
        leads_on = link.carrier in FOLLOWED and within(link.url, root)
        key = page_key(link.url, root) if leads_on and not is_asset_address(link.url) else ""
        if key:
            yield key, link.url


def files(page: Page, parts: Iterable[str], root: str) -> Iterator[str]:
    """Yield addresses of this site's files that a shown page names or leads to; it loaded `parts`."""
    if page.rendered is None:
        return
    linked = [link.url for link in page.rendered.links if link.carrier in FOLLOWED]
    named = [image.url for image in page.rendered.images]
    named += [url for url in (*page.rendered.assets, *linked) if is_picture(suffix_of(url), "")]
    yield from of_site((*named, *parts), root)


def of_site(urls: Iterable[str], root: str) -> Iterator[str]:
    """Yield those web addresses that belong to the site, without their fragments."""
    for url in (address.partition("#")[0] for address in urls):
        if url.startswith(("http:", "https:")) and within(url, root):
            yield url
