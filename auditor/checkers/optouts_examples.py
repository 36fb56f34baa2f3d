"""Show what the opt-out rules find and what is a near miss, over EXAMPLE_ROSTER; each is a test."""

from __future__ import annotations

from auditor.rule import Example

_FAR = "the name of nobody with a form"

EXAMPLES: dict[str, tuple[Example, ...]] = {
    "opt-out-a-name": (
        Example("<p>Tavish fed the fish.</p>", ("Tavish fed the fish.",), "the first name counts too"),
        Example("<p>Mirela fed the fish.</p>", (), _FAR),
        Example("<p>© 2026 Ms. Tavish Designs</p>", (), "an adult"),
    ),
    "opt-out-a-address": (
        Example(
            "<p>The party is at Tavish's house, 418 Juniper Lane.</p>",
            ("The party is at Tavish's house, 418 Juniper Lane.",),
        ),
        Example("<p>Our school is at 20 Elm Street.</p>", (), _FAR),
    ),
    "opt-out-a-email": (
        Example("<p>Tavish: tavish.m@mailbox.example</p>", ("Tavish: tavish.m@mailbox.example",)),
        Example("<p>Tavish may write to office@district.example</p>", (), "the office's address"),
    ),
    "opt-out-a-photo": (
        Example('<img src="p.jpg" alt="Tavish on a swing">', ("Tavish on a swing",)),
        Example('<img src="p.jpg" alt="Mirela on a swing">', (), _FAR),
    ),
    "opt-out-a-birth-date": (
        Example("<p>Happy birthday on March 3, Tavish!</p>", ("Happy birthday on March 3, Tavish!",)),
        Example(
            "<p>Tavish Marlgrove was born on March 3, 2019.</p>",
            ("Tavish Marlgrove was born on March 3, 2019.",),
            "the day that the office holds",
        ),
        Example("<p>Tavish reads on March 9.</p>", (), "a date that is no birthday"),
    ),
    "opt-out-a-attendance": (
        Example("<p>Tavish enrolled in August 2024.</p>", ("Tavish enrolled in August 2024.",)),
        Example(
            "<p>Tavish has been at our school since 2024.</p>", ("Tavish has been at our school since 2024.",)
        ),
        Example("<p>Tavish read in August 2024.</p>", (), "no attendance"),
    ),
    "opt-out-a-grade": (
        Example("<p>Tavish, 2nd grade</p>", ("Tavish, 2nd grade",)),
        Example("<p>Tavish likes second place.</p>", (), "no grade level"),
    ),
    "opt-out-a-activity": (
        Example("<p>Tavish plays soccer.</p>", ("Tavish plays soccer.",)),
        Example("<p>Tavish likes fish.</p>", (), "no activity"),
    ),
    "opt-out-a-height-weight": (
        Example(
            "<table><tr><td>Tavish</td><td>4'2\"</td></tr></table>",
            ("4'2\"",),
        ),
        Example(
            "<table><tr><th>Player</th><th>Ht</th></tr><tr><td>Tavish</td><td>4-2</td></tr></table>",
            ("4-2",),
            "under its heading",
        ),
        Example("<p>Tavish has 3 fish.</p>", (), "no size"),
        Example(
            "<table><tr><th>Player</th><th>Score</th></tr><tr><td>Tavish</td><td>4-2</td></tr></table>",
            (),
            "a score",
        ),
    ),
    "opt-out-a-award": (
        Example("<p>Tavish won the spelling medal.</p>", ("Tavish won the spelling medal.",)),
        Example("<p>Tavish likes fish.</p>", (), "no award"),
    ),
    "opt-out-a-phone": (
        Example("<p>Call Tavish at (406) 555-0164.</p>", ("Call Tavish at (406) 555-0164.",)),
        Example("<p>Tavish likes the number 555.</p>", (), "no telephone number"),
    ),
    "opt-out-a-voice": (
        Example('<a href="tavish-song.mp3">song</a>', ("tavish-song.mp3",)),
        Example(
            '<audio src="7.mp3" controls title="Tavish on air"></audio>',
            ("Tavish on air",),
            "a player's title",
        ),
        Example("<p>Tavish likes fish.</p>", (), "no recording"),
    ),
    "opt-out-b-name-in-media": (
        Example('<img src="p.jpg" alt="Belisar on a swing">', ("Belisar on a swing",)),
        Example("<p>Belisar fed the fish.</p>", (), "no picture, video or recording"),
    ),
    "opt-out-b-likeness": (
        Example('<img src="p.jpg" alt="Belisar on a swing">', ("Belisar on a swing",)),
        Example("<p>Belisar fed the fish.</p>", (), "no picture or video"),
    ),
    "opt-out-b-voice": (
        Example('<a href="belisar-speech.mp3">speech</a>', ("belisar-speech.mp3",)),
        Example('<a href="speech.mp3">speech</a>', (), "nobody is named"),
    ),
    "opt-out-c-name": (
        Example("<p>Corvane guessed the weight.</p>", ("Corvane guessed the weight.",)),
        Example("<p>Mr. Corvane guessed the weight.</p>", (), "an adult"),
    ),
    "opt-out-c-address": (
        Example("<p>Corvane lives at 66 Prairie Road.</p>", ("Corvane lives at 66 Prairie Road.",)),
        Example("<p>Our school is at 20 Elm Street.</p>", (), _FAR),
    ),
    "opt-out-c-phone": (
        Example(
            "<p>Please call Corvane's mom at 406-555-0177.</p>",
            ("Please call Corvane's mom at 406-555-0177.",),
        ),
        Example("<p>Call the office at 406-555-0100.</p>", (), _FAR),
    ),
}
