"""Read policy files and find every fault in them; leaves what a clause means to `clauses`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from auditor.config import Config
from auditor.exits import Exit, Refusal, Refusals
from auditor.grades import grades_in
from auditor.policy.clauses import Clause, Force, Policy, PolicyDocument
from auditor.policy.quoted import LINK_MARK
from auditor.site_kind import SiteKind
from auditor.toml_file import Key, TomlFile, read_toml
from auditor.words import words_in_force


def district_policy(config: Config) -> Policy:
    """Read the documents that a district has put in force, and its own lists of words where it has any.

    Raises Refusals (exit 78) that name every fault, with file and line.
    """
    policy = load_policy(config.folder / "policies", config.policies.documents)
    return replace(policy, words=words_in_force(config.folder))


def load_policy(folder: Path, documents: Sequence[str]) -> Policy:
    """Read the named documents from a folder, in that order.

    Raises Refusals (exit 78) that name every fault in every file, with file and line.
    """
    faults: list[Refusal] = []
    files: list[tuple[TomlFile, _FileModel]] = []
    if not documents:
        sentence = "No policy document is chosen, so nothing would be checked; name at least one."
        raise Refusals((Refusal(Exit.CONFIGURATION, sentence, folder),))
    for position, name in enumerate(documents):
        path = folder / f"{name}.toml"
        if name in documents[:position]:
            faults.append(Refusal(Exit.CONFIGURATION, f'Document "{name}" is chosen twice.', path))
        elif not re.fullmatch(_ID, name) or not path.is_file():
            here = ", ".join(sorted(each.stem for each in folder.glob("*.toml"))) or "none"
            sentence = f'There is no policy document "{name}"; documents in this folder: {here}.'
            faults.append(Refusal(Exit.CONFIGURATION, sentence, folder))
        else:
            try:
                file = read_toml(path)
            except Refusal as refusal:
                faults.append(refusal)
                continue
            try:
                model = _FileModel.model_validate(file.data)
            except ValidationError as error:
                faults += [_refusal(file, each) for each in error.errors(include_url=False)]
            else:
                faults += _document_faults(file, model, name)
                files.append((file, model))
    faults += _faults_between(files, complete=len(files) == len(documents))
    if faults:
        order = {f"{name}.toml": position for position, name in enumerate(documents)}
        faults.sort(key=lambda each: (order.get(each.path.name if each.path else "", -1), each.line or 0))
        raise Refusals(tuple(faults))
    read = [(_document(file, model), _clauses(file, model)) for file, model in files]
    return Policy(tuple(each[0] for each in read), tuple(clause for each in read for clause in each[1]))


_ID = r"[a-z0-9]+(?:[.-][a-z0-9]+)*"

_Id = Annotated[str, Field(pattern=f"^{_ID}$")]
_Words = Annotated[str, Field(pattern=r"\S")]
_WcagLevel = Literal["A", "AA", "AAA"]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _DocumentModel(_Model):
    id: _Id
    title: _Words
    publisher: _Words
    source: _Words
    kind: Literal["procedure", "standard", "law"]
    adopted: date | None = None
    binds: _Id | None = None
    standard: _Id | None = None
    population: _Words | None = None
    counted_from: dict[str, date] = Field(default_factory=dict)


class _ClauseModel(_Model):
    id: _Id
    topic: _Id
    quote: _Words | None = None
    locator: _Words | None = None
    force: Literal["must", "should", "encouraged", "may"] | None = None
    applies_to: list[SiteKind] = Field(default_factory=list)
    exceptions: list[_Words] = Field(default_factory=list)
    rules: list[_Id] = Field(default_factory=list)
    settings: dict[str, Any] = Field(default_factory=dict)
    unchecked: _Words | None = None
    number: Annotated[str, Field(pattern=r"^[1-4]\.\d\.\d{1,2}$")] | None = None
    handle: _Words | None = None
    level: _WcagLevel | None = None
    sentence: _Words | None = None
    starts: date | None = None
    ends: date | None = None
    decision: _Words | None = None
    decided_by: _Words | None = None
    decided_on: date | None = None


class _FileModel(_Model):
    document: _DocumentModel
    clause: Annotated[list[_ClauseModel], Field(min_length=1)]


def _document(file: TomlFile, model: _FileModel) -> PolicyDocument:
    document = model.document
    return PolicyDocument(
        id=document.id,
        title=document.title,
        publisher=document.publisher,
        source=document.source,
        kind=document.kind,
        adopted=document.adopted,
        binds_topic=document.binds or "",
        standard=document.standard or "",
        path=file.path,
    )


def _clauses(file: TomlFile, model: _FileModel) -> tuple[Clause, ...]:
    document = model.document
    return tuple(
        Clause(
            id=each.id,
            document=document.id,
            topic=each.topic,
            quote=_fold(LINK_MARK.sub(r"\1", each.quote or "")),
            locator=_fold(each.locator),
            force=Force(each.force) if each.force else Force.MUST,
            applies_to=tuple(each.applies_to),
            exceptions=tuple(_fold(sentence) for sentence in each.exceptions),
            rules=tuple(each.rules),
            settings=each.settings,
            unchecked=_fold(each.unchecked),
            number=each.number or "",
            handle=_fold(each.handle),
            level=each.level or "",
            sentence=_fold(each.sentence),
            starts=each.starts,
            ends=each.ends,
            counted_from=document.counted_from.get(document.population or ""),
            decision=_fold(each.decision),
            decided_by=_fold(each.decided_by),
            decided_on=each.decided_on,
            line=file.line("clause", position),
        )
        for position, each in enumerate(model.clause)
    )


def _document_faults(file: TomlFile, model: _FileModel, name: str) -> list[Refusal]:
    """Find what is wrong inside one file although every value has the right type."""
    document = model.document
    faults = []
    if document.id != name:
        sentence = f'This document calls itself "{document.id}" but its file is "{name}.toml"; use one name.'
        faults.append(file.refusal(sentence, "document", "id"))
    if document.counted_from and document.population not in document.counted_from:
        classes = ", ".join(f'"{each}"' for each in document.counted_from)
        sentence = f'"population" must choose one of the classes in counted_from: {classes}.'
        faults.append(file.refusal(sentence, "document", "population"))
    if document.population and not document.counted_from:
        sentence = '"population" chooses a date, but there is no table [document.counted_from].'
        faults.append(file.refusal(sentence, "document", "population"))
    for position, clause in enumerate(model.clause):
        at: tuple[Key, ...] = ("clause", position)
        if clause.number is None:
            needed = ("quote", "locator", "force")
            barred = [key for key in ("handle", "level", "sentence") if getattr(clause, key) is not None]
            faults += [file.refusal(f'"{key}" needs "number" beside it.', *at, key) for key in barred]
        else:
            needed = ("handle", "level", "sentence")
            barred = [key for key in ("quote", "locator", "force") if getattr(clause, key) is not None]
            reason = "a success criterion takes it from the clause that binds it"
            faults += [file.refusal(f'"{key}" does not belong here: {reason}.', *at, key) for key in barred]
            if not (document.binds and document.standard):
                sentence = 'A success criterion needs "binds" and "standard" in [document].'
                faults.append(file.refusal(sentence, *at, "number"))
        faults += [
            file.refusal(f'Clause "{clause.id}" lacks "{key}".', *at)
            for key in needed
            if getattr(clause, key) is None
        ]
        if clause.starts and clause.ends and clause.ends < clause.starts:
            faults.append(file.refusal('"ends" is before "starts".', *at, "ends"))
        if (clause.decision or clause.decided_on) and not clause.decided_by:
            faults.append(file.refusal('A decision needs "decided_by": who took it.', *at))
        grades = clause.settings.get("grades", "K-12")
        if not isinstance(grades, str) or not grades_in(grades):
            sentence = 'The setting "grades" takes grades such as "K-8" or "6, 7".'
            faults.append(file.refusal(sentence, *at, "settings", "grades"))
        if len(set(clause.applies_to)) < len(clause.applies_to):
            faults.append(file.refusal("A kind of site is named twice.", *at, "applies_to"))
    return faults


def _faults_between(files: Sequence[tuple[TomlFile, _FileModel]], complete: bool) -> list[Refusal]:
    """Find ids used twice, and clauses that bind a standard which no chosen document holds."""
    faults = []
    seen: dict[str, str] = {}
    standards: dict[str, list[_ClauseModel]] = {}
    topics: set[str] = set()
    for file, model in files:
        for position, clause in enumerate(model.clause):
            line = file.line("clause", position, "id")
            if clause.id in seen:
                sentence = f'Clause id "{clause.id}" is used twice; it stands first in {seen[clause.id]}.'
                faults.append(file.refusal(sentence, "clause", position, "id"))
            seen.setdefault(clause.id, f"{file.path.name}, line {line}")
            if clause.number and model.document.standard:
                standards.setdefault(model.document.standard, []).append(clause)
        if model.document.binds:
            topics.add(model.document.binds)
    for file, model in files:
        for position, clause in enumerate(model.clause):
            at: tuple[Key, ...] = ("clause", position)
            named = clause.settings.get("standards")
            if named is None and clause.topic in topics and not clause.unchecked and not clause.number:
                sentence = f'Clause "{clause.id}" binds a standard and lacks the setting "standards".'
                faults.append(file.refusal(sentence, *at))
            if named is None:
                continue
            faults += _binding_faults(file, clause, at)
            for order, standard in enumerate(named if isinstance(named, list) else ()):
                if complete and standard not in standards:
                    sentence = f'No chosen document holds the standard "{standard}"; choose one that does.'
                    faults.append(file.refusal(sentence, *at, "settings", "standards", order))
    return faults


def _binding_faults(file: TomlFile, clause: _ClauseModel, at: tuple[Key, ...]) -> list[Refusal]:
    faults = []
    for key, allowed in (("standards", None), ("levels", ("A", "AA", "AAA"))):
        value = clause.settings.get(key)
        good = isinstance(value, list) and value and all(isinstance(each, str) for each in value)
        if not good:
            sentence = f'Clause "{clause.id}" needs the setting "{key}", a list of words.'
            faults.append(file.refusal(sentence, *at, "settings", key))
        elif allowed and not set(value or ()) <= set(allowed):
            faults.append(file.refusal("Levels are A, AA and AAA.", *at, "settings", key))
    return faults


def _refusal(file: TomlFile, error: ErrorDetails) -> Refusal:
    """Say in one sentence what pydantic found, and on which line."""
    at = error["loc"]
    named = [str(each) for each in at if isinstance(each, str)]
    key = named[-1] if named else "file"
    where = f'"{key}"'
    allowed = error.get("ctx", {})
    match error["type"]:
        case "missing":
            sentence = f"{where} is missing."
        case "extra_forbidden":
            sentence = f"{where} is not a key that is known here; check its spelling."
        case "literal_error":
            sentence = f"{where} must be {allowed.get('expected', 'a known word')}."
        case "string_pattern_mismatch" if str(error["input"]).strip() == "":
            sentence = f"{where} is empty."
        case "string_pattern_mismatch" if key == "number":
            sentence = f'{where} must be a criterion\'s number such as "1.4.3".'
        case "string_pattern_mismatch":
            sentence = f"{where} must be lower-case words joined by hyphens."
        case "too_short":
            sentence = f"{where} has no entry."
        case kind if kind.startswith(("date_", "datetime_")):
            sentence = f"{where} must be a date such as 2026-10-28, without quotation marks."
        case kind if kind in _TYPE_WORDS:
            sentence = f"{where} must be {_TYPE_WORDS[kind]}."
        case _:
            sentence = f"{where}: {error['msg']}."
    return file.refusal(sentence, *at)


_TYPE_WORDS = {
    "string_type": "text in quotation marks",
    "list_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
}


def _fold(text: str | None) -> str:
    """Fold white space, so that a quote may be broken over lines in the file."""
    return " ".join((text or "").split())
