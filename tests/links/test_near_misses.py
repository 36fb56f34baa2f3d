"""Near misses beside hits: the same words on a page that teaches, and on one that sells, asks or harms."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from auditor.address import resolve
from auditor.links import Destination, Judgement, LinkVerdict, PastTitle, Reach, Use, settled
from auditor.links.found import taken_over
from auditor.links.names import family_in, names_of
from tests.links.test_rules import book

AT = datetime(2026, 11, 4, 9, tzinfo=UTC)


def judged(
    words: str,
    sentence: str,
    title: str,
    description: str = "",
    text: str = "",
    url: str = "https://there.example/",
    **use: object,
) -> Judgement:
    found = Destination(url, url, Reach.OK, 200, title=title, description=description, text=text, at=AT)
    how = replace(Use(words, sentence, owners=("Rosa Reed",)), **use)  # type: ignore[arg-type]
    return book().judge(url, url, settled(found, book().signals), how, day=AT.date())


# Subject, the sentence and page of a lesson, the sentence and page of an offer, the rule of the latter.
PAIRS = [
    (
        "gambling",
        (
            "poker odds",
            "Statistics unit: poker odds.",
            "Poker hand probabilities",
            "",
            "Blackjack and roulette.",
        ),
        (
            "rainy day fun",
            "Indoor recess: rainy day fun.",
            "Royal Flush Poker",
            "Poker room",
            "Deposit and play. 18+.",
        ),
        "link-harmful",
    ),
    (
        "alcohol",
        (
            "Prohibition",
            "1920s: Prohibition.",
            "Prohibition and speakeasies",
            "Museum",
            "Liquor and whiskey.",
        ),
        ("after party", "Staff after party.", "River Tavern", "Bar and grill", "Craft beer, cocktails. 21+."),
        "link-harmful",
    ),
    (
        "tobacco",
        ("hemp", "Fiber plants: hemp.", "Hemp - Botany Garden", "Fiber plants", "Cannabis sativa. Low THC."),
        (
            "raffle prize",
            "Raffle prize: gift card.",
            "High Tide Vapes",
            "Vape shop",
            "Disposable vapes. Must be 21.",
        ),
        "link-harmful",
    ),
    (
        "weapons",
        (
            "rifles",
            "Civil War: rifles.",
            "Rifles of the Civil War",
            "Battlefield trust",
            "Ammunition and pistols.",
        ),
        ("gear", "Gear for the trip.", "Gun World", "Guns and ammo", "Handguns and ammo on sale."),
        "link-harmful",
    ),
    (
        "dating",
        ("carbon dating", "How old? carbon dating.", "Carbon dating explained", "Science", "Half-lives."),
        ("pen pals", "Pen pals.", "DateNow - meet singles", "Dating app", "Hot singles near you."),
        "link-harmful",
    ),
    (
        "candidates",
        (
            "Compare",
            "Compare two platforms: first.",
            "Our platform",
            "Party platform",
            "Paid for by the Party.",
        ),
        (
            "my friend Ana",
            "She gets schools: my friend Ana.",
            "Ana for House",
            "Campaign",
            "Paid for by Ana.",
        ),
        "link-political",
    ),
    (
        "a vote",
        (
            "vote",
            "Vote for student council by Friday.",
            "Student Council Election",
            "",
            "Vote for one president.",
        ),
        ("vote", "Our roof needs you: vote yes.", "Vote yes on the levy", "Levy campaign", "Vote yes May 5."),
        "link-political",
    ),
    (
        "a campaign of long ago",
        (
            "banner",
            "Look at the banner.",
            "Campaign banner, 1860",
            "Presidential library",
            "For President, Lincoln.",
        ),
        (
            "yard signs",
            "Get your yard signs.",
            "Yard signs",
            "Jordan for Mayor",
            "Order a yard sign. Campaign store.",
        ),
        "link-political",
    ),
    (
        "a shop",
        (
            "template",
            "Quilt unit: print the free template.",
            "Free template",
            "Pattern shop",
            "Fabric from $5. Cart.",
        ),
        ("order pizza", "Hungry? order pizza.", "Clark Pizza - order online", "Restaurant", "Large $18."),
        "link-commercial",
    ),
    (
        "cars",
        ("depreciation", "Algebra 2: depreciation.", "Depreciation", "Algebra", "Used cars lose 15% a year."),
        (
            "new trucks",
            "Great prices on new trucks.",
            "New trucks for sale",
            "Dealership",
            "Lease from $399.",
        ),
        "link-commercial",
    ),
    (
        "lessons for money",
        (
            "swim lessons",
            "At the pool: swim lessons.",
            "Swim lessons - City Parks",
            "Recreation",
            "Lessons $30.",
        ),
        ("lessons", "Sign up for lessons with me.", "Piano with Rosa Reed", "Studio", "$30 per lesson."),
        "link-personal-gain",
    ),
    (
        "money raised",
        ("Relay", "Our team joins Relay.", "Relay for Life", "Cancer society", "$1,200 raised. Donate."),
        ("help us", "My family needs you: help us.", "Help Rosa", "Fundraiser", "$300 raised of $9,000."),
        "link-personal-fundraising",
    ),
    (
        "a domain",
        (
            "domain and range",
            "Look up domain and range.",
            "Domain",
            "Math terms",
            "The domain of a function.",
        ),
        ("owls", "Owls.", "owlsforkids.example", "", "This domain is for sale. Buy this domain."),
        "link-parked",
    ),
    (
        "a club",
        (
            "Hoop Shoot",
            "Free contest: Hoop Shoot.",
            "Hoop Shoot",
            "Lodge",
            "For boys and girls. Become a member.",
        ),
        (
            "our lodge",
            "Dads, join our lodge.",
            "Lodge 212 - Become a member",
            "Fraternal order",
            "Dues $120.",
        ),
        "link-organization",
    ),
]


@pytest.mark.parametrize(("subject", "lesson", "offer", "rule"), PAIRS, ids=[pair[0] for pair in PAIRS])
def test_a_subject_is_no_offence_and_an_offer_is(
    subject: str, lesson: tuple[str, ...], offer: tuple[str, ...], rule: str
) -> None:
    good, bad = judged(*lesson), judged(*offer)
    assert good.verdict is LinkVerdict.OK, (good.matched, good.evidence)
    assert (bad.verdict, bad.rule) == (LinkVerdict.OFF_POLICY, rule), (bad.matched, bad.evidence)
    assert len(bad.evidence) >= 2, "one sign of the destination and one of its use"


SIDES = ("Democratic Party", "Republican Party", "Libertarian Party", "Green Party")
ANSWERS = (("Vote yes", "vote yes"), ("Vote no", "vote no"))


@pytest.mark.parametrize(
    ("use", "page", "verdict"),
    [
        (
            ("volunteer", "Volunteer for the {side}: volunteer."),
            ("Volunteer - {side}", "Phone banks."),
            "off-policy",
        ),
        (("the {side}", "Compare: first the {side}."), ("{side}", "Party platform."), "ok"),
        (("link", "A link."), ("{side}", "Join. Canvass with us."), "review"),
    ],
)
def test_every_party_is_judged_alike(use: tuple[str, str], page: tuple[str, str], verdict: str) -> None:
    found = {}
    for side in SIDES:
        words, sentence, title, text = (part.format(side=side) for part in (*use, *page))
        found[side] = str(judged(words, sentence, title, "", text).verdict)
    assert found == dict.fromkeys(SIDES, verdict)


@pytest.mark.parametrize(("title", "words"), ANSWERS)
def test_both_answers_to_a_measure_are_judged_alike(title: str, words: str) -> None:
    found = judged(words, f"Remember: {words}.", f"{title} on Measure 5", "Ballot committee", f"{title}.")
    assert (found.verdict, found.rule) == (LinkVerdict.OFF_POLICY, "link-political")


HOSTS = [("democrats.org", "gop.com"), ("dccc.org", "nrcc.org"), ("actblue.com", "winred.com")]


@pytest.mark.parametrize(("one", "other"), HOSTS)
def test_lists_of_hosts_hold_both_sides(one: str, other: str) -> None:
    verdicts = {
        str(judged("chip in", "Chip in: chip in.", "Donate", "", "", f"https://{host}/donate").verdict)
        for host in (one, other)
    }
    assert verdicts == {"off-policy"}


def test_a_word_of_the_wish_beside_a_page_that_could_not_be_read_is_looked_at() -> None:
    url = "https://ana.example/"
    use = Use("Ana", "Please vote yes with Ana.")
    assert book().judge(url, url, None, use).verdict is LinkVerdict.REVIEW


# --- names ---

TAILS = ("books", "piano", "77")


@pytest.mark.parametrize(
    ("name", "slug", "of_the_site", "named"),
    [
        ("Rosa Reed", "msreed", False, True),
        ("Rosa Reed", "rosa.reed.5", False, True),
        ("Rosa Reed", "RReed", False, True),
        ("Rosa Reed", "reedpiano", True, True),
        ("Rosa Reed", "reedpiano", False, False),
        ("Rosa Reed", "reeds", True, False),
        ("Amy Young", "youngliving", False, False),
        ("Amy Young", "youngliving", True, False),
        ("Sam Park", "sparknotes", True, False),
        ("Tom Baker", "bakersfield", True, False),
        ("Jo White", "whitehouse", True, False),
    ],
)
def test_a_common_name_in_an_address_is_not_the_teacher(
    name: str, slug: str, of_the_site: bool, named: bool
) -> None:
    assert bool(names_of((name,), TAILS, of_the_site).in_slug([slug])) is named


def test_titles_name_a_teacher_by_title_or_by_what_follows() -> None:
    names = names_of(("Rosa Reed",), TAILS, True)
    assert names.in_text("Ms. Reed's Owls") == "ms. reed's"
    assert names.in_title("Reed Piano Studio") == "reed piano"
    assert names.in_title("Reed Canary Grass") == ""


def test_an_owner_of_a_page_holds_the_family_name_as_a_word() -> None:
    assert family_in("PenrosePottery", ["Signe Penrose"]) == "penrose"
    assert family_in("whitehouse", ["Jo White"]) == ""


# --- destinations that change hands ---


@pytest.mark.parametrize(
    ("name", "earlier", "now", "words", "over"),
    [
        ("quite another", ("River Museum",), "Royal Spins", "museum", True),
        ("the new keeper changes titles too", ("River Museum", "Royal Spins"), "Royal Bonus", "museum", True),
        ("a word of it stayed", ("River Museum",), "River Casino", "museum", False),
        ("titles change every night", ("Storm", "Mayor opens bridge"), "Elk counted", "paper", False),
        ("nothing but a welcome before", ("Home",), "Royal Spins", "museum", False),
        ("what the link is called", ("River Museum",), "Owl Club", "owl club", False),
        ("the host's own name", ("River Museum",), "Planets", "museum", False),
    ],
)
def test_changing_hands_shows_in_titles(
    name: str, earlier: tuple[str, ...], now: str, words: str, over: bool
) -> None:
    history = tuple(PastTitle(title, "h", date(2026, 10, 1), date(2026, 10, 1)) for title in earlier)
    url = "https://planets.example/"
    found = Destination(url, url, Reach.OK, 200, title=now, history=history, at=AT)
    assert bool(taken_over(found, Use(words))) is over, name


# --- what an address shows by itself ---


@pytest.mark.parametrize(
    ("why", "link", "words", "verdict"),
    [
        ("a host as a user", "https://khanacademy.org@there.example/x", "practice", "off-policy"),
        ("a mail address typed as a page", "http://j.reed@valley.example", "mail me", "review"),
        ("another script", "https://www.n\u0430sa.gov/kids", "NASA for kids", "off-policy"),
        ("a library's proxy", "https://www.britannica.com.proxy.library.example/owls", "Britannica", "ok"),
        ("a name beside a sign-in", "https://clever-login.example/", "Clever", "off-policy"),
        ("the same name elsewhere", "https://www.khanacademy.example/", "Khan Academy", "ok"),
        ("a Spanish letter", "https://www.espa\u00f1ol.example/", "español", "ok"),
        ("a plural", "https://www.prodigygames.example/", "games", "ok"),
        ("nobody's number", "tel:+18005550100", "hotline", "ok"),
        ("a school's number at night", "tel:+14065550100", "the office", "ok"),
        (
            "a page that sends on",
            "data:text/html,<script>location='https://x.example'</script>",
            "game",
            "off-policy",
        ),
        ("a page that only moves", "data:text/html,<script>draw()</script>", "drawing", "review"),
        ("a scheme misspelled", "htps://there.example/", "here", "review"),
    ],
)
def test_addresses_are_read_as_browsers_and_people_read_them(
    why: str, link: str, words: str, verdict: str
) -> None:
    url = resolve(link, "https://www.cedarvalley.example/room4/")
    found = book().judge(link, url, None, Use(words, f"See {words}."))
    assert str(found.verdict) == verdict, (why, found.matched, found.evidence)


@pytest.mark.parametrize(
    ("title", "reach"),
    [
        ("Page not found - Valley Museum", Reach.SOFT_404),
        ("Sorry, we can't find that page", Reach.SOFT_404),
        ("Oops! That page can’t be found. | Museum", Reach.SOFT_404),
        ("HTTP 404 Not Found explained - Web Lessons", Reach.OK),
        ("Lost and Not Found - Picture Books", Reach.OK),
        ("Log in - Instagram", Reach.WALL),
        ("How to log in to your computer", Reach.OK),
    ],
)
def test_an_error_fills_a_part_of_the_title(title: str, reach: Reach) -> None:
    url = "https://there.example/"
    found = settled(Destination(url, url, Reach.OK, 200, title=title, at=AT), book().signals)
    assert found.reach is reach
