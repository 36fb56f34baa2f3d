"""Invent what teachers write: lessons, homework, events; pure text, by a given source of chance."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Final

from tests.sim.moments import WEEKDAYS, short_date

TOPICS: Final = (
    "equivalent fractions;the water cycle;long division;persuasive letters;river deltas;symmetry;food webs;"
    "the branches of government;similes and metaphors;area and perimeter;magnets;timelines;plate tectonics;"
    "prime factors;the lives of honeybees;ratio tables;writing dialogue;the solar system;coordinate grids;"
    "local history;erosion;probability;prefixes and suffixes;simple machines;decimal addition;wetlands;"
    "linear equations;the digestive system;inference;map scales;volcanoes;rounding;adverbs;electric circuits;"
    "mean and median;folk tales;angles;photosynthesis;exponents;oral histories;weather fronts;spelling rules"
).split(";")
TEMAS: Final = (
    "fracciones;el ciclo del agua;la sílaba tónica;los volcanes;el sistema solar;los refranes;las medidas;"
    "la célula;los ríos;el acento escrito;los decimales;la fotosíntesis"
).split(";")
BOOKS: Final = (
    "The Lantern Under the Pier;Fourteen Geese;A Map of Small Rivers;The Clockmaker’s Niece;Salt and Cedar;"
    "When the Ferry Stopped;Pebble Street;The Snow Ledger;Hollow Hill;Two Boats for Marigold;The Red Kettle;"
    "Nine Gates;The Owl Who Kept Bees;Paper Mountain;Under Juniper Bridge"
).split(";")
PLACES: Final = (
    "the fish hatchery;the county museum;Fern Creek;the observatory;the city library;the recycling plant;"
    "the old depot;the nature center;the planetarium;the courthouse;the orchard"
).split(";")
BOOKLETS: Final = "workbook;math packet;reading journal;science notebook;spelling book;grammar folder".split(
    ";"
)
GOALS: Final = (
    "explain every step;show their work with a drawing;compare two texts;use three new words;ask a question;"
    "check each answer with a partner;write a strong ending;label every part;measure twice;cite the page"
).split(";")
THINGS: Final = (
    "a shoe box;colored pencils;an old newspaper;two empty bottles;a family recipe;a leaf;graph paper;"
    "a library card;a calculator;old magazines;a ruler;headphones"
).split(";")
EVENTS: Final = (
    "Science fair;Book fair;Picture retakes;Class play;Poetry evening;Math night;Field day;Open house;"
    "Spelling bee;Art walk;Invention convention;Canned food drive;Reading breakfast;Career day;Chess morning"
).split(";")


def lesson(chance: Random, day: date) -> str:
    """Return one line of new classroom information."""
    later = day + timedelta(days=chance.randrange(1, 9))
    when = f"{WEEKDAYS[later.weekday()]}, {short_date(later)}"
    topic, other = chance.sample(TOPICS, 2)
    a, book = chance.randrange(8, 240), chance.choice(BOOKS)
    forms = (
        f"This week we study {topic}, and students will {chance.choice(GOALS)}.",
        f"Homework: {chance.choice(BOOKLETS)} pages {a}–{a + chance.randrange(1, 4)}, due {when}.",
        f"Quiz on {topic} {when}. Please review the notes on {other}.",
        f"We are reading chapters {a % 17 + 1} and {a % 17 + 2} of {book} and writing about {topic}.",
        f"Our class visits {chance.choice(PLACES)} on {short_date(later)}; permission slips are due {when}.",
        f"Please bring {chance.choice(THINGS)} by {when} for our project on {topic}.",
        f"In science we finished {topic} and begin {other}; students {chance.choice(GOALS)}.",
        f"The essay about {book} is due {when}: students {chance.choice(GOALS)}.",
        f"{chance.choice(EVENTS)} with our class on {short_date(later)} at {a % 4 + 8}:{a % 6}0.",
    )
    return chance.choice(forms)


def leccion(chance: Random, day: date) -> str:
    """Return one line of new classroom information in Spanish."""
    page = chance.randrange(8, 240)
    what = chance.choice(TEMAS)
    due = day + timedelta(days=chance.randrange(1, 9))
    forms = (
        f"Esta semana estudiamos {what}; la tarea está en la página {page}.",
        f"Tarea: cuaderno, páginas {page} y {page + 1}, para el {due.day}/{due.month}.",
        f"El examen sobre {what} será el {due.day}/{due.month}. ¡A repasar!",
        f"Leemos el capítulo {page % 20 + 1} y escribimos sobre {what}.",
    )
    return chance.choice(forms)


def lessons(chance: Random, day: date, count: int, spanish: bool = False) -> list[str]:
    """Return several different lines."""
    found: dict[str, None] = {}
    while len(found) < count:
        found[(leccion if spanish else lesson)(chance, day)] = None
    return list(found)


def headline(chance: Random) -> str:
    """Return the title of a post."""
    topic, other = chance.sample(TOPICS, 2)
    return chance.choice((f"News about {topic}", f"From {topic} to {other}", f"{topic.capitalize()} and more",
                          f"What we learn: {topic}", "This week in our room"))  # fmt: skip


def welcome(chance: Random, teacher: str, grade: str) -> list[str]:
    """Return what stands on a page all year."""
    return [
        f"Welcome to the class page of {teacher}, grade {grade}.",
        chance.choice(
            (
                "We’re glad that you’re here.",
                "Families are always welcome in our room.",
                "Here you’ll find what we do in class.",
            )
        ),  # fmt: skip
        f"Room {chance.randrange(2, 40)} · office hours {chance.choice(WEEKDAYS[:5])}s from 3:15 to 3:45.",
        chance.choice(
            (
                "Our rules: be kind, be safe, be ready.",
                "We read twenty minutes every day.",
                "Please label coats and lunch boxes.",
                "Late work – see the handbook.",
            )
        ),  # fmt: skip
    ]


def misspell(chance: Random, text: str) -> str:
    """Return a text with two letters of one word changed places."""
    words = text.split(" ")
    long = [index for index, word in enumerate(words) if len(word) > 5 and word.isalpha()]
    if not long:
        return text + " "
    index = chance.choice(long)
    word = words[index]
    cut = chance.randrange(1, len(word) - 2)
    words[index] = word[:cut] + word[cut + 1] + word[cut] + word[cut + 2 :]
    return " ".join(words)
