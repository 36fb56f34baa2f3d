"""Spanish pages: whom the words beside a name call an adult, and whom they leave a child."""

from __future__ import annotations

import pytest

from auditor.finding import Confidence

from .invented_class import read, text

CERTAIN, LIKELY, REVIEW = Confidence.CERTAIN, Confidence.LIKELY, Confidence.REVIEW
N = "Mirela Tarnquist"


@pytest.mark.parametrize(
    ("said", "sure"),
    [
        (f"{N} pintó una casa.", CERTAIN),
        (f"Señora {N} abre la biblioteca.", None),
        (f"Señorita {N} abre la biblioteca.", None),
        (f"{N} abre la biblioteca.", CERTAIN),
        (f"Comuníquese con {N}.", REVIEW),
        (f"Comuníquese, {N}.", CERTAIN),
        (f"Pan donado por {N}.", CERTAIN),
        (f"Mi nombre es {N}.", REVIEW),
        (f"{N}, estudiante de nuestra clase.", CERTAIN),
        (f"{N}, generación de 1998.", None),
        (f"{N}, generación alegre.", CERTAIN),
        (f"Nos vemos en la {N}.", LIKELY),
        (f"¿Quién fue {N}?", REVIEW),
    ],
)
def test_words_beside_a_name(said: str, sure: Confidence | None) -> None:
    found = read(text(said))
    assert (found[0].confidence if found else None) is sure


@pytest.mark.parametrize(
    ("heading", "sure"),
    [
        ("Nuestras maestras", (None, REVIEW)),
        ("Personal docente", (None, REVIEW)),
        ("Lectoras", (CERTAIN,)),
    ],
)
def test_the_heading_above(heading: str, sure: tuple[Confidence | None, ...]) -> None:
    found = read(text(N, heading=heading))
    assert (found[0].confidence if found else None) in sure
