"""Show what the name rules find and what is a near miss, over EXAMPLE_ROSTER; each is a test."""

from __future__ import annotations

from auditor.rule import Example

EXAMPLES: dict[str, tuple[Example, ...]] = {
    "k8-full-name": (
        Example("<p>Mirela Tarnquist found a leaf.</p>", ("Mirela Tarnquist found a leaf.",)),
        Example("<li>Tarnquist, Mirela</li>", ("Tarnquist, Mirela",), "last name first"),
        Example("<p>JOSIE OKONVALE</p>", ("JOSIE OKONVALE",), "the name she goes by, in capitals"),
        Example(
            "<table><tr><th>First</th><th>Last name</th></tr><tr><td>Dovrin</td><td>Vo</td></tr></table>",
            ("Dovrin Vo",),
            "two cells of one row",
        ),
        Example(
            '<img src="/up/mirela-tarnquist.jpg" alt="A leaf">', ("mirela-tarnquist.jpg",), "a file name"
        ),
        Example("<p>Ana Brandovar read to us.</p>", ("Ana Brandovar read to us.",), "one of two surnames"),
        Example("<p>Mirela Tarnqiust sang.</p>", ("Mirela Tarnqiust sang.",), "two letters changed over"),
        Example("<p>Mirela found a leaf.</p>", (), "the first name is allowed"),
        Example("<p>Ms. Grace Hallowin teaches art.</p>", (), "a teacher shares the name"),
        Example("<p>We need will power for this.</p>", (), "ordinary words"),
        Example("<p>Meet at 40 Mirela Tarnquist Street.</p>", (), "a street"),
        Example("<p>Leontes Harrowick won.</p>", (), "students of grades 9 to 12 may be named"),
    ),
    "k8-partial-name": (
        Example("<p>Mirela T. shared her page.</p>", ("Mirela T. shared her page.",)),
        Example("<p>Josie O. and friends</p>", ("Josie O. and friends",)),
        Example("<p>Mirela A. shared her page.</p>", (), "no student here has these letters"),
    ),
    "student-no-agreement": (
        Example("<p>Blog post by Emeric Stonebrook</p>", ("Blog post by Emeric Stonebrook",)),
        Example("<p>Blog post by Mirela Tarnquist</p>", (), "the agreement is on file"),
    ),
}
