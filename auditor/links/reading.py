"""Read the rules, signals and registers of `config/links` and the decisions beside them; judges nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from auditor.config import faults_of
from auditor.exits import Refusal, Refusals
from auditor.links.book import LinkBook, LinkExample, LinkRule, Terms, unknown_terms
from auditor.links.destination import LinkDecision, LinkVerdict
from auditor.links.district import District
from auditor.links.look import BUILT_IN_DESTINATION, BUILT_IN_USE, PREFIXES
from auditor.links.signals import ABOUT_DESTINATION, ABOUT_USE, Signal
from auditor.links.web_address import Register
from auditor.tables import Row, find_table, read_table
from auditor.toml_file import TomlFile, read_toml

_SINGLE = ("least", "longest", "walls")
Verdict = Literal["ok", "off-policy", "review", "repair"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _Signal(_Part):
    hosts: list[str] = []
    host_words: list[str] = []
    slugs: list[str] = []
    path: list[str] = []
    title: list[str] = []
    title_is: list[str] = []
    title_whole: list[str] = []
    page: list[str] = []
    walls: bool = False
    least: int = Field(default=1, ge=1, le=9)
    longest: int = Field(default=0, ge=0, le=10_000)
    words: list[str] = []
    sentence: list[str] = []
    use: list[str] = []
    around: list[str] = []
    heading: list[str] = []
    kinds: list[str] = []
    any: list[str] = []


class _Example(_Part):
    link: str
    words: str = ""
    sentence: str = ""
    title: str = ""
    text: str = ""
    final: str = ""
    status: int = 200
    kind: str = "class"
    owner: str = ""
    verdict: Verdict | Literal[""] = ""
    nights: int = 0
    before: str = ""
    why: str = ""


class _Rule(_Part):
    id: str = Field(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
    rule: str = ""
    topic: str = ""
    verdict: Verdict
    reason: str = Field(min_length=1)
    destination: list[str] = []
    use: list[str] = []
    unless: list[str] = []
    advisory: Literal["", "unregistered-site", "broken", "parked"] = ""
    example: list[_Example] = []


class _Exception(_Part):
    address: str = Field(min_length=3)
    reason: str = Field(min_length=1)
    by: str = Field(min_length=1)
    until: date


class _District(_Part):
    hosts: list[str] = []
    mail: list[str] = []
    accounts: list[str] = []


class _File(_Part):
    signal: dict[str, _Signal] = {}
    rule: list[_Rule] = []
    exception: list[_Exception] = []
    district: _District = _District()
    owners: list[str] = []
    redirectors: list[str] = []
    look_alikes_of: list[str] = []
    name_tails: list[str] = []


def load_links(
    folder: Path,
    *,
    hosts: Sequence[str] = (),
    mail: Sequence[str] = (),
    sites: Sequence[str] = (),
    staff: Sequence[str] = (),
    schools: Sequence[str] = (),
) -> LinkBook:
    """Read every `*.toml` in `folder`, by name, and `decisions.csv` (or .xlsx) beside them.

    Lists of one signal in several files are joined, so that a district adds to what is shipped. What
    the registry and `auditor.toml` know is handed in: the district's `hosts` and `mail` domains, the
    registered `sites`, names of `staff` and `schools`. Without the folder there are no rules. Raises
    `Refusals` (78) with file and line.
    """
    faults: list[Refusal] = []
    read: list[tuple[TomlFile, _File]] = []
    for path in sorted(folder.glob("*.toml")):
        file = read_toml(path)
        try:
            read.append((file, _File.model_validate(file.data)))
        except ValidationError as error:
            faults.extend(faults_of(error, file))
    signals = _signals(read, faults)
    rules = _rules(read, signals, faults)
    decisions = _decisions(folder, faults)
    if faults:
        raise Refusals(tuple(faults))
    files = [each for _, each in read]
    own_hosts = tuple(dict.fromkeys([*hosts, *(host for file in files for host in file.district.hosts)]))
    accounts = [account for file in files for account in file.district.accounts]
    exceptions = [
        LinkDecision(each.address, LinkVerdict.OK, each.reason, each.by, each.until)
        for file in files
        for each in file.exception
    ]
    return LinkBook(
        rules=rules,
        signals=signals,
        owners=Register(entry for file in files for entry in file.owners),
        redirectors=tuple(entry for file in files for entry in file.redirectors),
        decisions=(*decisions, *exceptions),
        district=District(
            hosts=own_hosts,
            mail=tuple(dict.fromkeys([*mail, *(name for file in files for name in file.district.mail)])),
            sites=tuple(dict.fromkeys([*sites, *accounts])),
            staff=tuple(dict.fromkeys(staff)),
            schools=tuple(dict.fromkeys(schools)),
            own=Register(own_hosts),
            look_alikes_of=tuple(entry for file in files for entry in file.look_alikes_of),
            name_tails=tuple(entry for file in files for entry in file.name_tails),
        ),
    )


def _signals(read: Iterable[tuple[TomlFile, _File]], faults: list[Refusal]) -> dict[str, Signal]:
    joined: dict[str, dict[str, Any]] = {}
    for file, content in read:
        for name, signal in content.signal.items():
            if name in BUILT_IN_DESTINATION or name in BUILT_IN_USE:
                faults.append(
                    file.refusal(f'"{name}" is a signal of the program; choose another name', "signal", name)
                )
            held = joined.setdefault(name, {})
            for key in signal.model_fields_set:
                value = getattr(signal, key)
                held[key] = value if key in _SINGLE else [*held.get(key, []), *value]
            if held.keys() & ABOUT_DESTINATION and held.keys() & ABOUT_USE:
                sentence = f'the signal "{name}" speaks of the destination and of the use; make two of it'
                faults.append(file.refusal(sentence, "signal", name))
    return {name: _signal(name, held) for name, held in joined.items()}


def _signal(name: str, held: Mapping[str, Any]) -> Signal:
    plain: dict[str, Any] = {key: held[key] for key in _SINGLE if key in held}
    plain |= {key: tuple(value) for key, value in held.items() if key not in ("hosts", *_SINGLE)}
    return Signal(name, hosts=Register(held.get("hosts", ())), **plain)


def _rules(
    read: Iterable[tuple[TomlFile, _File]], signals: dict[str, Signal], faults: list[Refusal]
) -> tuple[LinkRule, ...]:
    rules: list[LinkRule] = []
    for file, content in read:
        for number, entry in enumerate(content.rule):
            rule = LinkRule(
                id=entry.id,
                rule=entry.rule,
                topic=entry.topic,
                verdict=LinkVerdict(entry.verdict),
                reason=entry.reason,
                destination=_terms(entry.destination),
                use=_terms(entry.use),
                unless=_terms(entry.unless),
                advisory=entry.advisory,
                examples=tuple(LinkExample(**example.model_dump()) for example in entry.example),
            )
            sentence = _fault(rule, rules, signals)
            if sentence:
                faults.append(file.refusal(f'the rule "{rule.id}" {sentence}', "rule", number))
            rules.append(rule)
    return tuple(rules)


def _fault(rule: LinkRule, earlier: Sequence[LinkRule], signals: dict[str, Signal]) -> str:
    if any(other.id == rule.id for other in earlier):
        return "stands there twice"
    for _, name in unknown_terms([rule], signals):
        return f'names the signal "{name.removeprefix("!")}", which is not described'
    if rule.verdict is not LinkVerdict.OK and not (rule.rule and rule.topic):
        return "needs a rule and the topic of a clause: no clause, no finding"
    if rule.verdict is LinkVerdict.OFF_POLICY and not (rule.destination and rule.use):
        return "accuses without two signals: one about the destination and one about its use"
    if not (rule.destination or rule.use):
        return "would fit every link"
    if rule.verdict is not LinkVerdict.OFF_POLICY:
        return ""
    for terms, kind, tell in (
        (rule.destination, "destination", _about_destination),
        (rule.use, "use", _about_use),
    ):
        for term in terms:
            if not any(tell(name, signals) for name in term if not name.startswith("!")):
                return f'accuses by "{" + ".join(term)}", which is no signal about the {kind}'
    return ""


def _about_use(name: str, signals: Mapping[str, Signal]) -> bool:
    if name in BUILT_IN_USE:
        return True
    signal = signals.get(name)
    if signal is None:
        return False
    if signal.any:
        return all(_about_use(each, signals) for each in signal.any)
    return any(getattr(signal, key) for key in ABOUT_USE)


def _about_destination(name: str, signals: Mapping[str, Signal]) -> bool:
    return name.startswith(("scheme:", *PREFIXES)) or not _about_use(name, signals)


def _terms(written: Iterable[str]) -> Terms:
    return tuple(tuple(part.strip() for part in entry.split("+")) for entry in written)


def _decisions(folder: Path, faults: list[Refusal]) -> tuple[LinkDecision, ...]:
    path = find_table(folder, "decisions")
    if path is None:
        return ()
    try:
        table = read_table(path, ["destination", "verdict", "reason", "by", "until"], [])
    except Refusals as refused:
        faults.extend(refused.faults)
        return ()
    found = []
    for row in table.rows:
        try:
            found.append(_decision(row))
        except Refusal as refused:
            faults.append(refused)
    return tuple(found)


def _decision(row: Row) -> LinkDecision:
    for column in ("destination", "verdict", "reason", "by", "until"):
        if not row[column]:
            raise row.fault(
                f"{column}: the cell is empty; a decision says what, how, why, who and until when"
            )
    try:
        verdict = LinkVerdict(row["verdict"])
    except ValueError:
        raise row.fault(f'verdict: "{row["verdict"]}" is none of ok, off-policy, review, repair') from None
    try:
        until = date.fromisoformat(row["until"])
    except ValueError:
        raise row.fault(f'until: "{row["until"]}" is no date; write one such as 2027-06-30') from None
    return LinkDecision(row["destination"], verdict, row["reason"], row["by"], until)
