"""Read `auditor.toml` into one frozen Config; knows nothing of sites, policies or rosters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator

from auditor.config.crawl import Browser, Crawl
from auditor.config.district import District
from auditor.config.embeds import Embeds, load_embeds
from auditor.config.mail import Mail, refuse_half_a_server
from auditor.config.network import Network, read_hosts, refuse_half_a_grid
from auditor.config.part import Part
from auditor.config.roster import RosterFiles
from auditor.config.secrets import addresses_from_outside, refuse_inside, refuse_passwords
from auditor.exits import Exit, Refusal, Refusals
from auditor.toml_file import TomlFile, read_toml


class Policies(Part):
    """Pick the policy documents in force, in the order in which they are cited."""

    documents: list[str] = Field(min_length=1)


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
        return read_hosts(self.input_path(self.network.hosts_file)) if self.network.hosts_file else None

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
    refuse_half_a_server(config.mail, config.district, file)
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
