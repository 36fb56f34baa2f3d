"""Open forms are one question a site; only what visitors wrote can be a finding."""

from __future__ import annotations

import pytest

from auditor.checkers import comments
from auditor.finding import Confidence
from auditor.roster import Roster

from .name_pages import judged, page

FORM = '<form action="/wp-comments-post.php"><input type="submit" value="Post Comment"></form>'
SECOND = "https://room12.example/next"


@pytest.mark.parametrize(
    ("name", "html", "quote"),
    [
        ("WordPress", FORM, "Post Comment"),
        ("a button alone", "<form action='/x'><button>Leave a Reply</button></form>", "Leave a Reply"),
        ("an index", '<a href="/post#respond">Leave a comment »</a>', "Leave a comment »"),
        ("Blogger", '<iframe src="https://www.blogger.com/comment/frame/12" title="Post"></iframe>', "Post"),
        ("Disqus", '<script src="https://rm12.disqus.com/embed.js"></script>', "https://rm12.disqus.com/embed.js"),
        ("Facebook", '<iframe src="https://www.facebook.com/plugins/comments.php" title="F"></iframe>', "F"),
        ("a guest book", '<form action="guestbook.php"><button>Sign our guest book</button></form>',
         "Sign our guest book"),
        ("Spanish", "<form action='/x'><button>Publicar comentario</button></form>", "Publicar comentario"),
    ],
)  # fmt: skip
def test_an_open_form_is_a_question(name: str, html: str, quote: str) -> None:
    [one] = judged(comments, page(html))
    assert (one.page, one.confidence, one.quote) == ("", Confidence.REVIEW, quote), name
    assert one.message.endswith("before or soon after it appears?")


@pytest.mark.parametrize(
    ("name", "html"),
    [
        ("closed", "<h2>3 comments</h2><p>Comments are closed.</p>"),
        ("a count is no form", '<a href="/post#comments">3 Comments</a>'),
        ("a search form", "<form action='/s'><button>Search</button></form>"),
        ("mail to the teacher", "<form action='/send'><button>Send</button></form>"),
        ("words of a lesson", "<p>Leave a comment in the margin of your partner's draft.</p>"),
        ("a link to somebody's Disqus home page", '<a href="https://disqus.com/">Disqus</a>'),
        ("the like button's script", '<script src="https://connect.facebook.net/en_US/sdk.js"></script>'),
    ],
)
def test_other_forms_are_none(name: str, html: str) -> None:
    assert judged(comments, page(html)) == [], name


def test_a_whole_site_is_asked_once() -> None:
    [one] = judged(comments, page(FORM), page(FORM, SECOND))
    assert (one.occurrences, one.details["pages"]) == (2, "2")
    assert "2 pages" in one.message


@pytest.mark.parametrize(
    ("answer", "asked"),
    [("moderated by the adviser", False), ("off since May", False), ("", True), ("none", True), ("No", True)],
)
def test_the_registry_remembers_the_answer(answer: str, asked: bool) -> None:
    told = judged(comments, page(FORM), moderation=answer)
    assert [each.target for each in told] == (["open forms for comments"] if asked else [])
    if answer:
        assert all("nobody looks" in each.message for each in told)


def test_what_the_page_says_of_moderation_goes_with_the_question() -> None:
    [one] = judged(comments, page(f"<p>All comments are moderated.</p>{FORM}"))
    assert one.details["the page says"] == "all comments are moderated"


def test_a_bad_comment_stands_though_somebody_moderates() -> None:
    html = '<ol id="comments"><li id="comment-4"><p>You suck, asshole.</p></li></ol>'
    [one] = judged(comments, page(html), moderation="by the teacher")
    assert (one.quote, one.confidence, one.page) == ("You suck, asshole.", Confidence.LIKELY, "/week")


def test_under_a_heading_alone_it_is_for_a_person() -> None:
    [one] = judged(comments, page("<h2>2 comments</h2><p>You are all losers.</p>"))
    assert (one.quote, one.confidence) == ("You are all losers.", Confidence.REVIEW)


def test_a_child_named_in_a_comment_is_found_and_a_first_name_is_allowed() -> None:
    html = '<div id="comment-9"><p>Well done, {}!</p></div>'
    [one] = judged(comments, page(html.format("Mirela Tarnquist")))
    assert (one.student, one.confidence) == ("ex-1", Confidence.LIKELY)
    assert "Mirela" in one.details["mention"]
    assert judged(comments, page(html.format("Mirela"))) == []
    assert judged(comments, page(html.format("Leontes Harrowick"))) == []  # grade 11


def test_without_a_roster_the_question_is_still_asked() -> None:
    told = judged(comments, page(FORM), roster=Roster.absent("none"))
    assert [each.rule for each in told] == ["comments-open"]
