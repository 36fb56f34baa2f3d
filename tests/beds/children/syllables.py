"""Invent given names and surnames, tradition by tradition; knows no person and no school."""

# ruff: noqa: E501 - pieces of pages and tables of names stay on one line
from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

ORDINARY = """
Young Brown White Green Gray Black King Price Page Day Rice Long Short Little Small Park Parks Hill Hills
Woods Rivers Brooks Stone Field Fields Banks Church Bishop Knight Baker Cook Carpenter Fisher Hunter Gardner
Bell Ball Best Bond Love Wise Strong Sharp Swift Winters Summers May March Friday Moon Snow Frost Storm
Waters Lake Ford Bridges Street Lane Rhodes Farmer Mason Miller Cross Bird Crane Fox Wolf Lamb Finch Swan
Hawk Drake Rose Flowers Reed Bush Marsh Meadows Grove Forest Berry Cherry Plum Lemon Pepper Coffee Read
Books Case Chance Power Savage Noble Rich Gold Silver Steele Glass Wall Gates Hall House Temple Castle Head
Hand Foote Pope Abbott Monk Dean Major Judge Law Justice Self Childs Guy Mann Post Mills Works Fair Good
Goode New Early Weeks Hopper Speed Grant Marks Sparks Burns Waller Porter Cannon Shields Spears Sellers
Points Keys Locke Chambers Fields Falls Ridge Valley Hope Joy Bright Light Starr Grey Wood Branch Root
Pond Rush Blank Block Board Box Bridge Brush Camp Card Dance Driver Duke Earl Easter England Ireland
France Holland Lincoln Jackson Madison Washington Jordan Austin Dallas Houston Carson Logan Tyler Taylor
Parker Riley Morgan Cameron Kelly Shelby Harper Mercer Sage West North East Winter Summer Spring Fall
Nichols Penny Dollar Cash Bills Tell Do So An Ho Le Ly Vo Vu Ma Ha Su Ko Oh Yi Be
""".split()  # fmt: skip
"""Surnames that are words of their own, as every district has them."""

WORD_GIVEN = """
Grace Hope Faith Joy Will Mark Chase Hunter April May June Rose Ruby Pearl Jasmine Violet Ivy Brook Heath
Cliff Rusty Sandy Penny Melody Harmony Chance Royal Major King Prince Duke Genesis Heaven Serenity River
Sage Sky Autumn Dawn Summer Christian Drew Grant Rich Bill Jack Art Daisy Olive Hazel Holly Heather
Destiny Miracle Justice Trinity Journey Bear Wolf Fox Wren Robin Jay Lark Story Poppy Clay Sterling Rocky
Savannah Austin Dallas Jordan Madison Lincoln Jackson Logan Carson Brooklyn London Paris Georgia Charlotte
Virginia Victoria Florence Chelsea Denver Dakota Carolina Israel Kenya Asia America Sydney Phoenix Aurora
""".split()  # fmt: skip

PLAIN_GIVEN = """
Liam Noah Oliver Elijah James Benjamin Lucas Henry Alexander Mason Michael Ethan Daniel Jacob Levi Samuel
Owen Wyatt Matthew Luke Julian Theodore Isaac Anthony Dylan Thomas Charles Nathan Zachary Nicholas Joshua
Andrew Christopher Gabriel Joseph David Caleb Aaron Adrian Robert Edward Emma Olivia Ava Sophia Isabella Mia
Amelia Evelyn Abigail Emily Elizabeth Ella Madeline Scarlett Zoey Nora Lily Eleanor Hannah Addison Natalie
Lucy Audrey Claire Anna Caroline Samantha Katherine Maya Naomi Alice Eva Rebecca Margaret Josephine Lydia
Vivian Gabriella Jessica Jennifer Stephanie Nathaniel Patrick Timothy Gregory Peter Philip Simon Victor
Walter Theo Ezra Silas Ellis Tobias Jonas Felix Otto Hugo Edith Mabel Clara Ada Iris Esther Ruth Martha
""".split()  # fmt: skip

SPANISH_GIVEN = """
José María Ana Luis Carlos Juan Jesús Ángel Sofía Lucía Valentina Mateo Diego Santiago Sebastián Camila
Ximena Guadalupe Francisco Ignacio Eduardo Fernando Guillermo Roberto Isabel Dolores Mercedes Consuelo Luz
Flor Paz Milagros Esperanza Cruz Itzel Yaretzi Joaquín Andrés Raúl Inés Belén Rocío Álvaro Óscar Emiliano
Leonardo Renata Regina Fátima Marisol Araceli Xochitl Rubén Iván Saúl Ramón
""".split()  # fmt: skip

NICKNAMES = {
    "Benjamin": "Ben", "Alexander": "Alex", "Michael": "Mike", "Daniel": "Danny", "Jacob": "Jake",
    "Samuel": "Sam", "Matthew": "Matt", "Anthony": "Tony", "Thomas": "Tommy", "Charles": "Charlie",
    "Nathan": "Nate", "Zachary": "Zach", "Nicholas": "Nick", "Joshua": "Josh", "Andrew": "Andy",
    "Christopher": "Chris", "Gabriel": "Gabe", "Joseph": "Joey", "Robert": "Bobby", "Edward": "Eddie",
    "Isabella": "Izzy", "Abigail": "Abby", "Emily": "Em", "Elizabeth": "Lizzy", "Madeline": "Maddie",
    "Eleanor": "Ellie", "Samantha": "Sam", "Katherine": "Katie", "Rebecca": "Becca", "Margaret": "Maggie",
    "Josephine": "Josie", "Gabriella": "Gabby", "Jessica": "Jess", "Jennifer": "Jenny", "Nathaniel": "Nate",
    "Timothy": "Tim", "Gregory": "Greg", "Theodore": "Teddy", "Francisco": "Paco", "José": "Pepe",
    "Guadalupe": "Lupe", "Ignacio": "Nacho", "Eduardo": "Lalo", "Guillermo": "Memo", "Roberto": "Beto",
    "Fernando": "Nando", "Jesús": "Chuy", "Victoria": "Tori", "Stephanie": "Steph",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tradition:
    """Say how one tradition's names are built, and how common it is in the district (`weight`)."""

    name: str
    weight: int
    given: Callable[[Random], str]
    family: Callable[[Random], str]


def _join(*pools: str) -> Callable[[Random], str]:
    parts = [pool.split() for pool in pools]

    def build(rng: Random) -> str:
        word = "".join(rng.choice(pool) for pool in parts).replace("_", "")
        return word[:1].upper() + word[1:]

    return build


def _zipf(words: list[str], steep: float = 0.7) -> Callable[[Random], str]:
    weights = [1 / (rank + 3) ** steep for rank in range(len(words))]
    return lambda rng: rng.choices(words, weights)[0]


def _mix(*choices: tuple[int, Callable[[Random], str]]) -> Callable[[Random], str]:
    weights = [weight for weight, _ in choices]
    return lambda rng: rng.choices(choices, weights)[0][1](rng)


def _double(build: Callable[[Random], str], between: str) -> Callable[[Random], str]:
    def both(rng: Random) -> str:
        first, second = build(rng), build(rng)
        return first if first == second else first + between + second

    return both


def _before(particles: str, build: Callable[[Random], str]) -> Callable[[Random], str]:
    words = particles.split("|")
    return lambda rng: rng.choice(words) + build(rng)


def _after(build: Callable[[Random], str], endings: str) -> Callable[[Random], str]:
    words = endings.split("|")
    return lambda rng: build(rng) + rng.choice(words)


_english = _join(
    "Ald Bran Cull Dorr Ear Fern Gald Hask Ink Jarr Kell Lang Mers Nott Ock Pember Quill Rad Sel Tun Ul Wick Yar",
    "en er ing o_ ar um es ow",
    "bury croft dale gate ham hurst low mere more shaw stead thorpe wick worth ley son ridge by",
)
_invented_given = _join(
    "Br C D El F J K Kay L M R T Tr Z", "ae ay ai e i ee ee", "den lynn la ton ler ven sa ra"
)
_spanish = _join(
    "Al Bar Cas Del Es Fer Gal Hin Ja Lor Man Nav Or Pe Que Ro Sal To Ur Val Yba Zu",
    "a ba ca da e ma na o ra ta va",
    "beda cedo dillo gante jón lares mendi nero quez rreta sández tierra vides yuela zábal",
)
_vietnamese = _join("B D Đ H K L Ng Nh Ph Qu T Th Tr V X", "a â ê i o ô ươ y uy ie", "_ ch m n ng nh p t")
_korean_given = _join("Ha Ji Min Seo Yu Su Hye Da Tae Jun", "na rin woo yeon hyun bin kyu ra seok")
_chinese_given = _join("Mei Xiao Yi Zi Jia Hao Rui Qing Wen Lin", "_ xuan ming yu chen ping lan tong fei")
_arabic_given = _join("A Fa Ha Ja Ka Ma Na Ra Sa Ta Ya Za", "dhi mi ri ssi wi li hi", "la n d r m ya f na")
_arabic = _join(
    "Bar Dar Far Ghan Hab Kan Mas Nas Qas Rah Sab Tam Wah Zah", "a i ou", "di hi ni ri wi zi ssar bani"
)
_hmong_given = _join("Ch Kh L M N Pa P S T Ts X Y", "a ee ao ia ou ua", "_ b ng _ _")
_hmong = _join("X V Y Th L M Kh H Ch", "iong ang ao eng ue our ee ia")
_slavic_given = _join(
    "Bo Da Iva Ka Lju Mi Olek Ra Sta Vla Zo Ye", "ri sla dmi li ro te", "n na ya sha nka k slav"
)
_slavic = _join(
    "Bart Chern Dob Gor Hav Jan Kov Led Mark Nov Os Pet Rud Sok Tkach Vol Zab",
    "a e i o u y",
    "chenko dzic lenko lský nik novic rska shyn tić wicz zović řík",
)
_african_given = _join(
    "A Chi E Ifu I Kwe Ma Ngo O Sa Tu U Ya", "ba di fe ko mu na nne sa", "_ ku ma ra yo la tu"
)
_african = _join(
    "Ad Am Ang Bo Dia En Fo Ka Ko Nwa Ob Ok Osei Sa Tra Um",
    "a e i o u",
    "bara bayo chukwu dike fana fosu gbe kwesi lomo mensu nji wole",
)
_somali = _join(
    "Ab Cab Dir Far Ga Hir Is Ja Mah Nur Sha Wa Yu", "a di e i ri u", "lle man mud rah siye war dow"
)
_islands = _join(
    "Ka Ke Lo Ma Na Pu Si Ta Tu Va", "'a hea i le lo ma nu oa", "ka kai lani leo moa nui pua tele"
)
_celtic = _join(
    "Bran Cor Dun Fal Gar Hen Kin Lav Mur Nol Rior Shan Tier",
    "a e i o",
    "gan han kerty lan ley ney nagh ssy van",
)
_french = _join(
    "Beau Char Des Fon Gau La Le Mar Pel Rou Tri Vau",
    "ba be che di fo li me mi ro thi",
    "champ dieu gnac lier mont not rand vault ët",
)

TRADITIONS = (
    Tradition("english", 40, _mix((6, _zipf(PLAIN_GIVEN)), (3, _zipf(WORD_GIVEN)), (3, _invented_given)),
              _mix((5, _english), (4, _zipf(ORDINARY, 0.3)), (1, _double(_english, "-")))),
    Tradition("spanish", 19, _mix((5, _zipf(SPANISH_GIVEN)), (1, _double(_zipf(SPANISH_GIVEN), " "))),
              _mix((5, _spanish), (5, _double(_spanish, " ")), (1, _double(_spanish, "-")),
                   (1, _before("de la |de |del ", _spanish)))),
    Tradition("vietnamese", 5, _mix((2, _vietnamese), (1, _zipf(PLAIN_GIVEN))), _mix((3, _vietnamese), (1, _zipf("Vo Le Ly Vu Ho Do An Ha".split())))),
    Tradition("korean", 2, _mix((2, _korean_given), (1, _zipf(PLAIN_GIVEN))), _mix((1, _zipf("Ko Oh Yi So".split())), (2, _join("Ch Gw J K M N S Y", "a o eo u ae", "_ k n ng m")))),
    Tradition("chinese", 3, _mix((2, _chinese_given), (1, _zipf(PLAIN_GIVEN))), _mix((1, _zipf("Ma Su Ho".split())), (2, _join("Ch G H L Q Sh W X Zh", "a e ia ua ou", "_ n ng i")))),
    Tradition("arabic", 6, _arabic_given, _mix((3, _arabic), (2, _before("Al-|El-|al-|Abu |Bin |El ", _arabic)))),
    Tradition("hmong", 4, _hmong_given, _hmong),
    Tradition("slavic", 6, _slavic_given, _slavic),
    Tradition("african", 5, _african_given, _african),
    Tradition("somali", 3, _somali, _somali),
    Tradition("islands", 2, _islands, _islands),
    Tradition("celtic", 4, _zipf(PLAIN_GIVEN), _mix((2, _before("O'|Mc|Mac|D'|Fitz", _celtic)), (1, _celtic))),
    Tradition("french", 2, _mix((1, _zipf(PLAIN_GIVEN)), (1, _french)), _french),
    Tradition("suffixed", 1, _zipf(PLAIN_GIVEN), _after(_english, " Jr.| III| II| Jr")),
)  # fmt: skip
_NO_SURNAME = frozenset(
    "Your Hour Thee Her The Then Them They This Thing".split()
)  # what syllables may spell
_WEIGHTS = [tradition.weight for tradition in TRADITIONS]


def a_tradition(rng: Random) -> Tradition:
    """Pick one tradition as often as the district has it."""
    return rng.choices(TRADITIONS, _WEIGHTS)[0]


def surnames(rng: Random, count: int) -> dict[str, list[str]]:
    """Build each tradition's stock of surnames; families share them as real ones do."""
    stock = {}
    for each in TRADITIONS:
        built = dict.fromkeys(each.family(rng) for _ in range(count * each.weight // 100 + 12))
        stock[each.name] = [family for family in built if family not in _NO_SURNAME]
    return stock
