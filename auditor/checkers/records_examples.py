"""Show what the rules on records find and what is a near miss, over EXAMPLE_ROSTER; each is a test."""

from __future__ import annotations

from auditor.rule import Example


def _table(*rows: str) -> str:
    """Write rows of cells parted by "|", the first of them headings."""
    head, *rest = rows
    cells = "".join(f"<th>{cell}</th>" for cell in head.split("|"))
    lines = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row.split("|")) + "</tr>" for row in rest)
    return f"<table><tr>{cells}</tr>{lines}</table>"


EXAMPLES: dict[str, tuple[Example, ...]] = {
    "record-grade": (
        Example(
            "<p>Mirela Tarnquist got 45/50 on the quiz.</p>", ("Mirela Tarnquist got 45/50 on the quiz.",)
        ),
        Example("<p>Josie earned a B+ on the test.</p>", ("Josie earned a B+ on the test.",), "a first name"),
        Example(
            _table("Student ID|Quiz 1", "104532|88%", "104533|61%", "104541|95%"),
            ("###### | ##%",),
            "by number",
        ),
        Example(
            _table("Name|Quiz 1", "Bo|88%", "Cy|61%", "Dee|95%", "Eli|70%"),
            ("quiz 1",),
            "by names that no roster holds",
        ),
        Example(
            "<h2>Unit test</h2><p>48213 88%</p><p>48214 61%</p><p>48219 95%</p><p>48220 70%</p>",
            ("##### ##%",),
            "a list by number",
        ),
        Example(
            "<h2>Missing assignments</h2><ul><li>Mirela Tarnquist</li></ul>",
            ("Mirela Tarnquist",),
            "under a heading",
        ),
        Example("<p>Mirela scored 12 points in the game, 60% of our baskets.</p>", (), "a game"),
        Example("<p>Mirela Tarnquist won the spelling bee.</p>", (), "an honor"),
        Example(_table("Name|Grade", "Ana|2", "Bo|3", "Cy|2"), (), "the grade they are in"),
        Example(_table("Player|Score", "Ana|12", "Bo|9", "Cy|4"), (), "a game"),
        Example(_table("Assignment|Score", "Essay|50", "Lab|20", "Poster|30"), (), "what work counts"),
        Example("<p>The quiz is 20% of your grade. 45/50 is an A.</p>", (), "nobody's mark"),
    ),
    "record-id-number": (
        Example("<p>Student ID: 7730164</p>", ("Student ID: #######",)),
        Example("<p>SSN 219-45-6612</p>", ("SSN ###-##-####",)),
        Example("<p>Part number 219-45-6612</p>", ("Part number ###-##-####",), "a person must look"),
        Example("<p>Enter your student ID, for example 104532.</p>", (), "how to write one"),
        Example("<p>Student ID: 123456</p>", (), "counted up: nobody's"),
        Example("<p>Call 406-555-0164. ISBN 978-0-06-440055-8.</p>", (), "other numbers"),
        Example("<p>Bring your student ID on Friday, Nov 6, 2026.</p>", (), "a card"),
    ),
    "record-health": (
        Example("<p>Mirela Tarnquist is allergic to nuts.</p>", ("Mirela Tarnquist is allergic to nuts.",)),
        Example("<p>Josie's IEP meeting is Monday.</p>", ("Josie's IEP meeting is Monday.",)),
        Example(
            _table("Student|Allergies", "Mirela Tarnquist|peanuts", "Josephine Okonvale|none"),
            ("Mirela Tarnquist",),
        ),
        Example("<h2>504 plans</h2><p>Mirela Tarnquist</p>", ("Mirela Tarnquist",)),
        Example("<p>Mirela Tarnquist gave a report on diabetes.</p>", (), "a lesson"),
        Example("<p>We are a nut-free room: a student is allergic to nuts.</p>", (), "nobody is named"),
        Example("<p>Send IEP forms to Mrs. Reed.</p>", (), "no student"),
        Example("<p>Mirela Tarnquist raised $504 for cancer research.</p>", (), "a collection"),
    ),
    "record-discipline": (
        Example("<p>Mirela Tarnquist was suspended.</p>", ("Mirela Tarnquist was suspended.",)),
        Example("<h2>Lunch detention</h2><ul><li>Mirela Tarnquist</li></ul>", ("Mirela Tarnquist",)),
        Example("<p>Mirela Tarnquist suspended a string from the ceiling.</p>", (), "an experiment"),
        Example("<p>Detention is served in room 12.</p>", (), "nobody is named"),
        Example("<p>Mirela Tarnquist built a suspension bridge.</p>", (), "a bridge"),
    ),
    "record-personnel": (
        Example(
            "<p>Mrs. Pellworth is on medical leave until May.</p>",
            ("Mrs. Pellworth is on medical leave until May.",),
        ),
        Example("<p>Mr. Dunmore was fired. We miss him.</p>", ("Mr. Dunmore was fired.",)),
        Example("<p>My home address: 418 Juniper Lane.</p>", ("My home address: ### Juniper Lane.",)),
        Example("<p>I will be on medical leave in May.</p>", (), "told by the person"),
        Example("<p>The cannon was fired by Mr. Knox.</p>", (), "history"),
        Example("<p>Visit us: 418 Juniper Lane. Office 406-555-0164.</p>", (), "the school's address"),
        Example("<p>Write your home address on the form.</p>", (), "a form"),
        Example("<p>The median salary of nurses is $77,600.</p>", (), "a lesson"),
    ),
}
