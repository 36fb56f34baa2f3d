"""Go through the guide for a new district, step by step, with the text and the files that it shows."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from auditor import audit
from auditor.cli import app
from auditor.config import load_config
from auditor.policy import Policy, district_policy, load_policy
from auditor.starter import with_settings, write_starter
from tests.bench import policies
from tests.golden.district import SHIPPED

GUIDE = (Path(__file__).parents[1] / "docs" / "new-district.md").read_text("utf-8")
NAME = "larch-falls-310"
AUTUMN = date(2026, 10, 28)


def block(kind: str, number: int = 0) -> str:
    """Return what stands in one of the guide's fenced blocks."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)[number]


def typed(*words: object) -> tuple[int, str]:
    ended = CliRunner().invoke(app, [str(word) for word in words])
    return ended.exit_code, ended.output


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Do the steps 1 to 3: a starter, the text, and a file with its first clause in force."""
    folder = tmp_path_factory.mktemp("guide")
    code, said = typed("init", folder / "larch-falls", "--district", "cmcss")
    assert code == 0, said
    (folder / f"{NAME}.txt").write_text(block("text"), "utf-8")
    (folder / "larch-falls" / "policies" / f"{NAME}.toml").write_text(block("toml"), "utf-8")
    documents = re.search(r"^    (\[policies\])\n    (documents = .*)$", GUIDE, re.MULTILINE)
    assert documents is not None
    settings = folder / "larch-falls" / "auditor.toml"
    text = with_settings(settings.read_text("utf-8"), f"{documents[1]}\n{documents[2]}\n")
    settings.write_text(text, "utf-8")
    return folder


def against(folder: Path) -> tuple[int, str]:
    config, text = folder / "larch-falls", folder / f"{NAME}.txt"
    return typed("rules", "--config", config, "--policy", NAME, "--against", text)


def left(said: str) -> list[str]:
    return re.findall(r"^  line \d+: (.*)$", said, re.MULTILINE)


def test_the_list_says_what_is_left_to_do(folder: Path) -> None:
    code, said = against(folder)
    assert code == 0 and "1 of 1 quotes stand in the text" in said
    assert "Links and advertising Links should serve the lesson." in left(said), "a heading ends with no stop"
    assert "No page shall advertise a business or favor a candidate." in left(said)
    assert "Health, grades and discipline" not in said


def test_a_comma_too_many_is_told_with_its_line(folder: Path, tmp_path: Path) -> None:
    write_starter(tmp_path / "larch-falls")
    path = tmp_path / "larch-falls" / "policies" / f"{NAME}.toml"
    path.write_text(block("toml").replace("grades and", "grades, and"), "utf-8")
    code, said = typed("rules", "--config", tmp_path / "larch-falls", "--policy", NAME,
                       "--against", folder / f"{NAME}.txt")  # fmt: skip
    assert code == 78 and f"NOT IN THE TEXT: larch-records, {NAME}.toml, line 9" in said


@pytest.fixture(scope="module")
def whole(folder: Path) -> Policy:
    """Do step 4: add the other clauses."""
    path = folder / "larch-falls" / "policies" / f"{NAME}.toml"
    path.write_text(f"{block('toml')}\n{block('toml', 1)}", "utf-8")
    return district_policy(load_config(folder / "larch-falls"))


def test_at_the_end_only_headings_are_left(folder: Path, whole: Policy) -> None:
    code, said = against(folder)
    promised = re.search(r"^    (\d+ of \d+ quotes stand in the text, word for word)$", GUIDE, re.MULTILINE)
    assert code == 0 and promised is not None and promised[1] in said
    assert left(said) == [
        "Larch Falls School District Administrative Rule 310.4: Class pages",
        "Purpose",
        "Content",
        "Links and advertising",
        "Conduct",
    ]


def test_the_doctor_and_the_table_take_it(folder: Path, whole: Policy) -> None:
    _, said = typed("doctor", "--config", folder / "larch-falls")
    for name in ("settings", "registry", "policies", "links"):
        assert f"OK     {name}:" in said
    code, said = typed("rules", "--config", folder / "larch-falls", "--policy", NAME)
    assert code == 0 and "Larch Falls School District, 2026-08-03; in force" in said
    assert "checked by link-commercial\n" in said and "checked by missed-update, late-update" in said
    assert "not checked by a machine: Times of posting are deliberately not checked" in said


def test_the_clauses_bind_as_the_guide_says(whole: Policy) -> None:
    site = whole.for_site("class", AUTUMN)
    assert site.clause("links-no-benefit", "link-commercial") is not None
    assert site.clause("links-no-benefit", "link-organization") is None
    assert site.setting("update-frequency", "due", "") == "FREQ=WEEKLY;BYDAY=FR"
    assert whole.for_site("club", AUTUMN).clause("update-frequency") is None
    assert site.setting("opt-out-b", "details", ["x"]) == ["likeness"]
    access = site.clause("wcag-1.1.1")
    assert access is not None and access.bound_by == "ada-35.200-b"


def test_the_guide_knows_every_topic_of_a_rule() -> None:
    table = GUIDE.partition("## What a sentence is about")[2]
    told = set(re.findall(r"`([a-z0-9-]+)`", table))
    topics = {rule.topic for _, rule in audit.rules().values()}
    assert {topic for topic in topics if not topic.startswith("wcag-")} - told == set()


def test_the_bench_holds_policy_files_against_texts_from_elsewhere(tmp_path: Path) -> None:
    policy = load_policy(SHIPPED / "policies", ["moorhead-447-1"])
    path = tmp_path / "moorhead-447-1.txt"
    path.write_text(" ".join(each.quote for each in policy.clauses) + " Smile!", "utf-8")
    told, good = policies.report(tmp_path)
    count = len(policy.clauses)
    assert good and f"{count} of {count} quotes stand in the text" in told and "line 1: Smile!" in told
    path.write_text("Smile!", "utf-8")
    assert policies.report(tmp_path)[1] is False
    path.rename(tmp_path / "moon.txt")
    assert policies.report(tmp_path) == ("moon.txt: there is no policy file of this name\n", False)
