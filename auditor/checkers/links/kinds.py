"""Define the rules on links: their topics, words for readers, and examples that are tests."""

from __future__ import annotations

from auditor.rule import Example, Rule, Section, Severity


def _hit(html: str, quote: str, destination: tuple[str, str, str] | None = None, why: str = "") -> Example:
    return Example(html=html, quotes=(quote,), destination=destination, why=why)


def _miss(html: str, why: str, destination: tuple[str, str, str] | None = None) -> Example:
    return Example(html=html, why=why, destination=destination)


_SHOP = ("https://clark-pizza.example/order", "Clark Pizza - order online", "Restaurant. Pizza $18.")
_LEVY = ("https://ayes.example/", "Vote YES for Valley Schools", "Paid for by Citizens for Valley Schools.")
_CASINO = ("https://lucky-river.example/", "Lucky River Casino", "200 free spins. Play for real money.")

RULES = (
    Rule(
        id="link-harmful",
        topic="links-appropriate",
        section=Section.LINKS,
        severity=Severity.SERIOUS,
        title="Link to betting, drink, smoking, weapons or adult pages",
        why="Children follow the links of their class page. What stands behind this one is not for them.",
        fix="Take the link off the page. If it was meant to lead somewhere else, look up the new address.",
        examples=(
            _hit(
                '<p>Visit the <a href="https://lucky-river.example/">river museum</a>.</p>',
                "river museum",
                _CASINO,
            ),
            _miss(
                '<p>Red Ribbon Week: <a href="https://facts.example/">facts about alcohol</a>.</p>',
                "prevention",
                (
                    "https://facts.example/",
                    "Drug facts for teens",
                    "How beer and vodka affect the brain. Prevention.",
                ),
            ),
        ),
    ),
    Rule(
        id="link-deceptive",
        topic="links-appropriate",
        section=Section.LINKS,
        severity=Severity.SERIOUS,
        title="Link that pretends to lead somewhere else",
        why="Families could type a password into a page that belongs to a stranger.",
        fix="Take the link off the page and type the right address of the site that was meant.",
        examples=(
            _hit(
                '<a href="http://www.cedarvalley.example@grades.example/">District login</a>',
                "District login",
            ),
            _miss('<a href="https://www.khanacademy.org/math">Khan Academy</a>', "the real one"),
        ),
    ),
    Rule(
        id="link-parked",
        topic="links-appropriate",
        section=Section.LINKS,
        severity=Severity.MODERATE,
        title="Link to an address that nobody keeps any more",
        why="The page that was meant is gone; strangers may put anything in its place.",
        fix="Take the link off the page, or look up where the page has moved.",
        examples=(
            _hit(
                '<a href="https://reading-star.example/">Reading games</a>',
                "Reading games",
                (
                    "https://reading-star.example/",
                    "reading-star.example is for sale",
                    "This domain is for sale.",
                ),
            ),
            _miss(
                '<a href="https://reading-star.example/">Reading games</a>',
                "somebody lives there",
                ("https://reading-star.example/", "Reading Star", "Games for readers."),
            ),
        ),
    ),
    Rule(
        id="link-political",
        topic="political-commentary",
        section=Section.LINKS,
        severity=Severity.SERIOUS,
        title="Link that takes a side in an election",
        why="A class page belongs to the district and must not influence how anybody votes, on any side.",
        fix="Take the link off the page. Links to neutral information about an election are welcome.",
        examples=(
            _hit(
                '<p>Our roof depends on it: <a href="https://ayes.example/">Vote YES</a></p>',
                "Vote YES",
                _LEVY,
            ),
            _miss(
                '<p>Compare the rhetoric of <a href="https://ayes.example/">both sides</a>.</p>',
                "a lesson",
                _LEVY,
            ),
        ),
    ),
    Rule(
        id="link-commercial",
        topic="links-no-benefit",
        section=Section.LINKS,
        severity=Severity.MODERATE,
        title="Link that promotes a business",
        why="Links must not promote a business without a tie to the school or a service to area youth.",
        fix="Take the link off the page, or tell the office what ties the business has to the school.",
        examples=(
            _hit(
                '<p>Hungry? <a href="https://clark-pizza.example/order">order pizza</a></p>',
                "order pizza",
                _SHOP,
            ),
            _miss(
                '<p>Graph it on <a href="https://www.desmos.com/calculator">Desmos</a>.</p>',
                "a tool for lessons",
                ("https://www.desmos.com/calculator", "Desmos", "Graphing calculator"),
            ),
        ),
    ),
    Rule(
        id="link-personal-gain",
        topic="commercial",
        section=Section.LINKS,
        severity=Severity.SERIOUS,
        title="Link by which somebody of the staff earns money",
        why="A class page must not sell or advertise anything from which its teacher gains.",
        fix="Take the link off the page.",
        examples=(
            _hit(
                '<p>Buy them in <a href="https://www.teacherspayteachers.com/store/owls">my store</a>.</p>',
                "my store",
            ),
            _miss('<a href="https://words.example/search?tag=fractions">fractions</a>', "tag is a word here"),
        ),
    ),
    Rule(
        id="link-personal-fundraising",
        topic="links-no-benefit",
        section=Section.LINKS,
        severity=Severity.MODERATE,
        title="Link to a fundraiser",
        why="Links must not benefit one person. A fundraiser for the class needs the school's approval.",
        fix="Take the link off the page, or show the principal's approval of a fundraiser for the class.",
        examples=(
            _hit('<p>Help me: <a href="https://www.gofundme.com/f/new-roof">GoFundMe</a></p>', "GoFundMe"),
            _miss('<a href="https://www.redcross.org/">Red Cross</a>', "it serves everybody"),
        ),
    ),
    Rule(
        id="link-organization",
        topic="links-no-benefit",
        section=Section.LINKS,
        severity=Severity.MODERATE,
        title="Link that promotes a group",
        why="Links must not promote a group that has no tie to the school and does nothing for local youth.",
        fix="Take the link off the page, or tell the office what ties the organization has to the school.",
        examples=(
            _hit(
                '<a href="https://valley-mission.example/">Sunday sign-up</a>',
                "Sunday sign-up",
                (
                    "https://valley-mission.example/",
                    "Valley Mission: join us on Sunday",
                    "A congregation. Worship.",
                ),
            ),
            _miss(
                '<p>World History primary sources: <a href="https://texts.example/">Vedas</a></p>',
                "a lesson",
                ("https://texts.example/", "Hinduism", "Archive. Vedas."),
            ),
        ),
    ),
    Rule(
        id="link-unapproved-platform",
        topic="platform-approved",
        section=Section.LINKS,
        severity=Severity.MODERATE,
        title="Link to a platform that the district has not approved",
        why="What pupils write there lies with a company that the district has no agreement with.",
        fix="Use a platform of the district's list, or ask the district to approve this one.",
        examples=(
            _hit('<p>Post your biome on <a href="https://padlet.com/room4/biomes">Padlet</a>.</p>', "Padlet"),
            _miss('<a href="https://classroom.google.com/c/1">Our classroom</a>', "it is on the list"),
        ),
    ),
    Rule(
        id="link-personal-account",
        topic="personal-accounts",
        section=Section.LINKS,
        severity=Severity.SERIOUS,
        title="Link to a private account of someone",
        why="Staff write with pupils and parents through the district's own accounts only.",
        fix="Put the district's mail address or telephone number in its place.",
        examples=(
            _hit('<p>Questions? <a href="mailto:reed.room4@gmail.com">email me</a></p>', "email me"),
            _hit(
                '<p>At night: <a href="https://www.facebook.com/rosa.reed.5">friend me</a></p>', "friend me"
            ),
            _miss(
                '<a href="https://www.instagram.com/nasa/">pictures by NASA</a>', "nobody's personal account"
            ),
        ),
    ),
    Rule(
        id="link-consumer-chat",
        topic="personal-accounts",
        section=Section.LINKS,
        severity=Severity.SERIOUS,
        title="Link to a chat for private persons",
        why="The district cannot see, keep or moderate what is written to pupils there.",
        fix="Use the district's own tool for messages.",
        examples=(
            _hit(
                '<p>Homework chat: <a href="https://discord.gg/science7">class Discord</a></p>',
                "class Discord",
            ),
            _miss('<a href="https://meet.google.com/abc">office hours</a>', "the district's own"),
        ),
    ),
    Rule(
        id="link-broken",
        topic="links-appropriate",
        section=Section.LINKS,
        severity=Severity.MINOR,
        title="Link that leads nowhere",
        why="A parent or pupil who follows it finds nothing, two nights in a row.",
        fix="Look up where the page has moved and change the address, or take the link off the page.",
    ),
    Rule(
        id="broken",
        topic="links-appropriate",
        section=Section.LINKS,
        severity=Severity.MINOR,
        title="Link that could not be opened",
        why="A parent who follows it may not get the page; it may be back tomorrow.",
        fix="Try the link. If it does not open, change its address or take it off the page.",
        examples=(
            _hit('<p>Questions? <a href="mailto:r.reed@cedarvalley">email</a></p>', "email"),
            _miss('<a href="mailto:r.reed@cedarvalley.example">email</a>', "a whole address"),
        ),
    ),
    Rule(
        id="link-unresolved",
        topic="links-appropriate",
        section=Section.LINKS,
        severity=Severity.MINOR,
        title="Short address that hides where it leads",
        why="Nobody can see before clicking what stands behind it, and it can change every day.",
        fix="Follow the link yourself and put the address that you get to on the page.",
        examples=(
            _hit(
                '<a href="https://cutt.ly/reed4">video</a>',
                "video",
                ("https://cutt.ly/reed4", "Password protected link", "Enter password."),
            ),
            _miss(
                '<a href="https://bit.ly/moon4">the Moon</a>',
                "it was followed",
                ("https://www.nasa.gov/moon", "The Moon - NASA", "Facts about the Moon"),
            ),
        ),
    ),
    Rule(
        id="unregistered-site",
        topic="site-registered",
        section=Section.LINKS,
        severity=Severity.MODERATE,
        title="Class site that is not in the registry",
        why="Principals are to know every class site. Nobody looks after one that is not on the list.",
        fix="Add the row below to sites.csv, or say in links/decisions.csv why it does not belong there.",
        examples=(
            _hit(
                '<a href="https://marigold.example/">Miss Marigold, Grade 1</a>',
                "Miss Marigold, Grade 1",
                (
                    "https://marigold.example/",
                    "Miss Marigold's First Grade",
                    "Homework and news for our class.",
                ),
            ),
            _miss(
                '<a href="https://openmuseum.example/">Museum</a>',
                "a museum",
                ("https://openmuseum.example/", "Open Museum", "Owls and rocks."),
            ),
        ),
    ),
)
