"""Read `auditor.toml` into one frozen Config; knows nothing of sites, policies or rosters."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import Field, ValidationError, field_validator

from auditor.config.crawl import Browser, Crawl
from auditor.config.embeds import Embeds, load_embeds
from auditor.config.mail import Mail
from auditor.config.network import Network, refuse_half_a_grid
from auditor.config.part import Email, Part
from auditor.config.secrets import addresses_from_outside, refuse_inside, refuse_passwords
from auditor.exits import Exit, Refusal, Refusals
from auditor.toml_file import TomlFile, read_toml


@cache
def _zones() -> frozenset[str]:
    """Return the names that this machine knows; listing them opens hundreds of files."""
    return frozenset(available_timezones())


class Contact(Part):
    """Name whom readers may ask, as reports print it."""

    name: str = ""
    title: str = ""
    email: Email = ""
    phone: str = ""


class District(Part):
    """Name the district, its clock, and who signs and answers."""

    name: str = Field(min_length=1)
    short_name: str = ""
    timezone: str
    website: str = ""
    email_domains: list[str] = []
    school_year_starts: date | None = None
    parents: Contact = Contact()
    signoff: Contact = Contact()

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        if value not in _zones():
            raise ValueError(f'"{value}" is no time zone; write one such as "America/Denver"')
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class Policies(Part):
    """Pick the policy documents in force, in the order in which they are cited."""

    documents: list[str] = Field(min_length=1)


class RosterColumns(Part):
    """Map our column names to the district's own."""

    optouts: dict[str, str] = {}
    users: dict[str, str] = {}


class RosterFiles(Part):
    """Say where the confidential lists lie; both may be absent, which every report then says."""

    oneroster: str = ""
    optouts: str = ""
    min_students: int = Field(default=1, ge=0)
    shrink_to: float = Field(default=0.9, ge=0, le=1)
    optouts_max_age_days: int = Field(default=30, ge=1)
    scope_a_includes: list[Literal["phone", "voice"]] = []
    formers_count: bool = True
    agreement_values: list[str] = ["yes", "y", "true", "1", "signed"]
    columns: RosterColumns = RosterColumns()
    scopes: dict[str, Literal["A", "B", "C"]] = {}


class Checks(Part):
    """Switch single rules off; every report says which."""

    disabled: list[str] = []


class StoreConfig(Part):
    """Say where the history lies and where the two keys lie (outside the output folder)."""

    url: str = ""
    key_folder: str = "~/.classroom-auditor"


class Output(Part):
    """Say where the database, pages, evidence, reports and mail go."""

    folder: str = "var"


class Retention(Part):
    """Say for how many days things are kept; `hold` stops every deletion."""

    pages: int = Field(default=14, ge=1, le=3660)
    evidence: int = Field(default=60, ge=1, le=3660)
    findings: int = Field(default=400, ge=1, le=36600)
    reports: int = Field(default=60, ge=1, le=36600)
    records: int = Field(default=60, ge=1, le=36600)
    mail: int = Field(default=60, ge=1, le=36600)
    logs: int = Field(default=31, ge=1, le=3660)
    hold: bool = False


class ClusterConfig(Part):
    """Name the certificates by which a cluster's machines know each other, and how long none may be there."""

    ca: str = ""
    cert: str = ""
    key: str = ""
    wait_minutes: float = Field(default=10.0, ge=0, le=600)


class NightWatch(Part):
    """Name the operator's own watch, which sounds when a night was not heard of; "" names none."""

    ping: str = Field(default="", pattern=r"^$|^https?://[^\s\"<>@]+$")

    @field_validator("ping")
    @classmethod
    def _whole_address(cls, value: str) -> str:
        try:
            if value and (urlsplit(value).hostname is None or urlsplit(value).port == 0):
                raise ValueError
        except ValueError:
            raise ValueError('write an address such as "https://watch.example/ping/1234"') from None
        return value


class _File(Part):
    district: District
    policies: Policies
    roster: RosterFiles = RosterFiles()
    network: Network = Network()
    crawl: Crawl = Crawl()
    browser: Browser = Browser()
    cluster: ClusterConfig = ClusterConfig()
    checks: Checks = Checks()
    store: StoreConfig = StoreConfig()
    output: Output = Output()
    mail: Mail = Mail()
    night: NightWatch = NightWatch()
    retention: Retention = Retention()


class Config(_File):
    """Hold the whole configuration.

    Relative paths of input files start at the configuration folder, those of output files at the
    folder in which the command runs.
    """

    folder: Path

    def input_path(self, written: str) -> Path:
        return (self.folder / Path(written).expanduser()).resolve()

    @property
    def var(self) -> Path:
        return Path(self.output.folder).expanduser().resolve()

    @property
    def store_url(self) -> str:
        return self.store.url or f"sqlite:///{self.var / 'auditor.db'}"

    @property
    def keys(self) -> Path:
        return Path(self.store.key_folder).expanduser().resolve()

    @property
    def oneroster(self) -> Path | None:
        return self.input_path(self.roster.oneroster) if self.roster.oneroster else None

    @property
    def optouts(self) -> Path | None:
        return self.input_path(self.roster.optouts) if self.roster.optouts else None

    @property
    def password_file(self) -> Path | None:
        return self.input_path(self.mail.smtp.password_file) if self.mail.smtp.password_file else None

    @property
    def cluster_files(self) -> tuple[Path | None, Path | None, Path | None]:
        """Return authority, own certificate and key for a cluster, None for each that is not named."""
        ca, cert, key = (
            self.input_path(written) if written else None
            for written in (self.cluster.ca, self.cluster.cert, self.cluster.key)
        )
        return ca, cert, key

    @property
    def confidential(self) -> tuple[Path, ...]:
        """Return the files and folders that no browser and no reader of documents needs to open."""
        files = (self.oneroster, self.optouts, self.password_file, self.cluster_files[2], self.keys, self.var)
        return tuple(path for path in files if path is not None)

    @property
    def mail_folder(self) -> Path:
        return self.var / Path(self.mail.folder).expanduser()

    @property
    def mail_sender(self) -> str:
        """Return the address that mail comes from: the sender's, or whoever answers or signs.

        Where there is none, mail goes to a folder only, and the address shows that nobody has it.
        """
        domains = self.district.email_domains
        made_up = f"classroom-auditor@{domains[0] if domains else 'district.invalid'}"
        return self.mail.sender or self.mail.reply_to or self.district.signoff.email or made_up

    @property
    def mail_sender_name(self) -> str:
        return f"Classroom websites, {self.district.short_name or self.district.name}"

    @property
    def ca_file(self) -> Path | None:
        return self.input_path(self.network.ca_file) if self.network.ca_file else None

    def place(self, *keys: str) -> tuple[Path, int]:
        """Return file and line of a key, for refusals that only a later check can raise."""
        file = read_toml(self.folder / "auditor.toml")
        return file.path, file.line(*keys)

    def hosts(self) -> Mapping[str, str] | None:
        """Read the hosts file that stands in for DNS; None where the configuration names none."""
        return _read_hosts(self.input_path(self.network.hosts_file)) if self.network.hosts_file else None

    def embeds(self) -> Embeds:
        """Read which calendars on other hosts may be read, from embeds.toml or what is shipped."""
        return load_embeds(self.folder)


def load_config(folder: Path) -> Config:
    """Read `auditor.toml` in `folder`; raises `Refusals` that name file and line of every fault."""
    folder = folder.resolve()
    path = folder / "auditor.toml"
    if not path.is_file():
        raise Refusal(
            Exit.CONFIGURATION,
            "there is no auditor.toml here; `auditor init DIR` writes a commented one to start from",
            path,
        )
    file = read_toml(path)
    refuse_passwords(file)
    data = dict(file.data)
    for (section, key), address in addresses_from_outside().items():
        if isinstance(data.setdefault(section, {}), dict):
            data[section] = {**data[section], key: address}
    try:
        config = Config(folder=folder, **_File.model_validate(data).model_dump())
    except ValidationError as error:
        raise Refusals(tuple(faults_of(error, file))) from None
    _refuse_secrets_inside(config, file)
    _refuse_half_a_server(config, file)
    refuse_half_a_grid(config.network, config.browser.remote, file)
    config.hosts()
    config.embeds()
    return config


def faults_of(error: ValidationError, file: TomlFile, prefix: Sequence[str | int] = ()) -> list[Refusal]:
    """Turn what pydantic says into one plain sentence a fault, with file and line."""
    return [
        Refusal(
            Exit.CONFIGURATION,
            _sentence(fault["loc"], fault["type"], fault["msg"], dict(fault.get("ctx") or {})),
            file.path,
            file.line(*prefix, *fault["loc"]),
        )
        for fault in error.errors(include_url=False)
    ]


def _sentence(loc: tuple[int | str, ...], kind: str, message: str, context: dict[str, Any]) -> str:
    name = ".".join(str(part) for part in loc if isinstance(part, str)) or "this file"
    if kind == "extra_forbidden":
        return f'unknown key "{name}"; check its spelling or take it out'
    if kind == "missing":
        return f'the key "{name}" is missing; add it'
    if kind == "value_error":
        return f'"{name}": {context.get("error", message)}'
    return f'"{name}": {message[:1].lower()}{message[1:]}'


def _refuse_secrets_inside(config: Config, file: TomlFile) -> None:
    confidential = {
        ("roster", "oneroster"): config.oneroster,
        ("roster", "optouts"): config.optouts,
        ("mail", "smtp", "password_file"): config.password_file,
        ("cluster", "key"): config.cluster_files[2],
    }
    why = "the configuration folder; move it to a folder that only the audit's own account may read"
    refuse_inside(confidential, config.folder, why, file)
    why = "the output folder; keys belong where the copies of the data are not"
    refuse_inside({("store", "key_folder"): config.keys}, config.var, why, file)


def _refuse_half_a_server(config: Config, file: TomlFile) -> None:
    """Refuse a mail server without what sending by it takes: a host, a sender, the district's domains."""
    if config.mail.delivery != "smtp":
        return
    wanted = (
        (config.mail.smtp.host, ("mail", "smtp", "host"), "name the mail server"),
        (
            config.mail.sender or config.mail.reply_to or config.district.signoff.email,
            ("mail", "sender"),
            "name the address that mail comes from",
        ),
        (config.district.email_domains, ("district", "email_domains"), "mail goes to these domains only"),
    )
    for value, keys, why in wanted:
        if not value:
            sentence = f'the key "{".".join(keys)}" is missing: {why}'
            raise Refusal(Exit.CONFIGURATION, sentence, file.path, file.line(*keys))


def _read_hosts(path: Path) -> Mapping[str, str]:
    try:
        hosts = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise Refusal(
            Exit.CONFIGURATION, f"the hosts file cannot be read ({error.strerror})", path
        ) from None
    except ValueError as error:
        line = getattr(error, "lineno", None)
        raise Refusal(Exit.CONFIGURATION, "the hosts file is no JSON object", path, line) from None
    if not isinstance(hosts, dict) or not all(
        isinstance(target, str) and ":" in target for target in hosts.values()
    ):
        raise Refusal(
            Exit.CONFIGURATION, 'the hosts file must read {"host": "address:port", ...}', path, 1
        )
    return {host.lower(): target for host, target in hosts.items()}


