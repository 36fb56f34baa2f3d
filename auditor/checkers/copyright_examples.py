"""Show what the rules on the works of others find and what is a near miss; each is a test."""

from __future__ import annotations

from auditor.rule import Example

_BORROWED = '<img src="https://owls.example/barn-owl.jpg" alt="A barn owl">'

_FIRST = "body > img:nth-of-type(1)"

EXAMPLES: dict[str, tuple[Example, ...]] = {
    "copyright-notice": (
        Example("<p>© 2019 Scholastic Inc.</p>", ("© 2019 Scholastic Inc.",)),
        Example(
            "<p>No part of this publication may be reproduced.</p>",
            ("No part of this publication may be reproduced.",),
        ),
        Example("<footer>© 2026 Cedar Valley School District</footer>", (), "the district's own"),
        Example("<footer>Copyright 2026 Mrs. Reed. Powered by Weebly</footer>", (), "the teacher's own"),
        Example("<p>Follow all copyright laws. Scholastic book orders are due.</p>", (), "no notice"),
        Example("<p>© 2019 Scholastic Inc. Used with permission.</p>", (), "permitted"),
        Example("<p>A pearson.example link and 20 °C (c) is an answer.</p>", (), "other signs"),
    ),
    "copyright-picture": (
        Example('<img src="/i/shutterstock_1234567.jpg" alt="Pencils">', (_FIRST,)),
        Example('<img src="/i/gettyimages-88-612x612.jpg" alt="">', (_FIRST,), "a trial copy"),
        Example('<img src="/i/photo-by-unsplash.jpg" alt="Pencils">', (), "free pictures"),
        Example('<img src="/i/stocking.jpg" alt="A stocking">', (), "a stocking"),
    ),
    "copyright-book": (),
    "trademark-use": (
        Example('<img src="/i/mickey-mouse.png" alt="">', (_FIRST,)),
        Example('<img src="/i/a.png" alt="Pikachu waves">', (_FIRST,)),
        Example('<img src="/i/mouse.png" alt="A field mouse">', (), "an animal"),
        Example('<img src="/i/b.png" alt="Cover of a Harry Potter book">', (), "a book we read"),
        Example('<img src="/i/c.png" alt="Students build with LEGO bricks">', (), "what we did"),
    ),
    "picture-borrowed": (
        Example(_BORROWED, (_FIRST,)),
        Example(f"{_BORROWED}<p>Photo by Ines Ferro, owls.example</p>", (), "credited"),
        Example('<img src="/barn-owl.jpg" alt="A barn owl">', (), "the site's own"),
        Example('<img src="https://i0.wp.com/room12.example/owl.jpg" alt="Owl">', (), "the site's service"),
    ),
    "credit-missing": (
        Example(_BORROWED, (_FIRST,)),
        Example(f"{_BORROWED}<p>Image source: owls.example</p>", (), "credited"),
    ),
}
