"""Show what the picture rules find and what is a near miss, over EXAMPLE_ROSTER; each is a test."""

from __future__ import annotations

from auditor.rule import Example

EXAMPLES: dict[str, tuple[Example, ...]] = {
    "k8-photo-identified": (
        Example('<img src="p.jpg" alt="Mirela with a leaf">', ("Mirela with a leaf",), "one first name"),
        Example(
            '<figure><img src="p.jpg" alt="A kite"><figcaption>Josie flies a kite</figcaption></figure>',
            ("Josie flies a kite",),
        ),
        Example(
            '<img src="p.jpg" alt="Four children"><p>Left to right: Mirela, Josie</p>',
            ("Left to right: Mirela, [student]", "Left to right: [student], Josie"),
        ),
        Example('<img src="/photos/mirela_at_zoo.jpg" alt="">', ("mirela_at_zoo.jpg",), "a file name"),
        Example(
            '<video src="v.mp4" controls title="Mirela explains fractions"></video>',
            ("Mirela explains fractions",),
            "a video",
        ),
        Example(
            '<table><tr><td><img src="p.jpg" alt="portrait"></td></tr><tr><td>Mirela</td></tr></table>',
            ("Mirela",),
            "a label in the cell below",
        ),
        Example('<img src="p.jpg" alt="Our team: Mirela, Josie and Dovrin">', (), "a list under a group"),
        Example('<img src="p.jpg" alt="Watercolor by Mirela">', (), "the picture shows work"),
        Example('<img src="p.jpg" alt="Mirela with her watercolor">', ("Mirela with her watercolor",)),
        Example(
            '<figure><img src="p.jpg" alt=""><figcaption>Mirela\'s drawing of a lake</figcaption></figure>',
            (),
            "the work of a child",
        ),
        Example('<img src="p.jpg" alt="Cover of the book Mirela and the Lost Star">', (), "a book"),
        Example('<img src="p.jpg" alt="Drawing by Mirela">', (), "the picture shows work"),
        Example("<p>Mirela found a leaf.</p>", (), "no picture"),
    ),
    "photo-consent": (
        Example('<img src="p.jpg" alt="">', ("",), "one item for all pictures of a site"),
        Example('<img src="school-logo.png" alt="Logo">', (), "a logo"),
    ),
    "photo-opt-in": (
        Example('<img src="p.jpg" alt="Mirela Tarnquist">', ("Mirela Tarnquist",)),
        Example('<img src="p.jpg" alt="Corvane Ashdell runs">', ("Corvane Ashdell runs",)),
        Example('<img src="p.jpg" alt="Our garden"><p>Mirela Tarnquist won.</p>', (), "not with the picture"),
        Example('<img src="p.jpg" alt="Mrs. Pellworth">', (), "an adult"),
    ),
    "photo-person-tag": (),
    "photo-location": (),
}
