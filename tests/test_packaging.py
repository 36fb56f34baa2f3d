"""Build the wheel and look inside, then run what it installs; leaves fetching the engines to the build."""

from __future__ import annotations

import base64
import configparser
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from email.parser import Parser
from pathlib import Path, PurePosixPath

import pytest

import hatch_build

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PACKAGES = {"auditor", "spiders", "reports"}
VENDOR = "auditor/engines/vendor"


def run(*command: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    """Run a program without input, and give it two minutes."""
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=100,
        **options,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from the tree, with what is installed here: nothing is fetched."""
    folder = tmp_path_factory.mktemp("wheel")
    done = run(
        sys.executable, "-m", "build", "--wheel", "--no-isolation", "--skip-dependency-check",
        "--outdir", folder, ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@contextmanager
def opened(wheel: Path) -> Iterator[zipfile.ZipFile]:
    with zipfile.ZipFile(wheel) as archive:
        yield archive


def own_files(folder: str, *suffixes: str) -> set[str]:
    """Return the files below a folder of the tree, as the wheel names them; caches are no files of ours."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and (not suffixes or path.suffix in suffixes)
    }


def test_the_wheel_holds_three_packages_and_nothing_beside_them(names: set[str]) -> None:
    top = {PurePosixPath(name).parts[0] for name in names}
    assert top == {*PACKAGES, "classroom_auditor-0.1.0.dist-info"}
    assert not [name for name in names if "test" in PurePosixPath(name).parts[:-1] or "/tests/" in name]


@pytest.mark.parametrize("package", sorted(PACKAGES))
def test_every_module_and_data_file_of_a_package_is_packed(package: str, names: set[str]) -> None:
    wanted = {name for name in own_files(package) if not name.startswith(f"{VENDOR}/")}
    assert wanted - names == set()


@pytest.mark.parametrize(
    ("what", "folder", "suffixes"),
    [
        ("report templates", "reports/templates", ()),
        ("migrations", "auditor/migrations", (".py",)),
        ("probes", "auditor/engines", (".js",)),
        ("the demonstration district", "auditor/demo", (".html",)),
    ],
)
def test_what_is_read_at_run_time_is_packed(
    what: str, folder: str, suffixes: tuple[str, ...], names: set[str]
) -> None:
    wanted = own_files(folder, *suffixes)
    assert wanted, f"{folder} holds no {what}"
    assert wanted <= names


def test_what_init_writes_out_is_packed(names: set[str]) -> None:
    for folder in ("config", "cron"):
        wanted = {f"auditor/examples/{name}" for name in own_files(folder)}
        # `.gitignore` keeps pupils' lists out of a wheel; anything else that is missing is a fault
        missing = {name for name in wanted - names if "roster" not in name and "opt" not in name}
        assert missing == set()
    assert "auditor/examples/config/auditor.toml" in names


@pytest.mark.parametrize("engine", sorted(PROJECT["tool"]["auditor"]["engines"]))
def test_engine_is_packed_as_pinned_with_its_licences(engine: str, wheel: Path) -> None:
    pin = PROJECT["tool"]["auditor"]["engines"][engine]
    with opened(wheel) as archive:
        versions = json.loads(archive.read(f"{VENDOR}/versions.json"))
        for file, digest in pin["files"].items():
            name = f"{engine}.{file}" if file.startswith("LICENSE") else file
            assert hashlib.sha256(archive.read(f"{VENDOR}/{name}")).hexdigest() == digest
    assert versions[engine] == {"version": pin["version"], "integrity": pin["integrity"]}
    assert any(file.startswith("LICENSE") for file in pin["files"])


def test_metadata_says_what_the_project_says(wheel: Path) -> None:
    with opened(wheel) as archive:
        (path,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = Parser().parsestr(archive.read(path).decode())
        entry_points = configparser.ConfigParser()
        entry_points.read_string(archive.read(path.replace("METADATA", "entry_points.txt")).decode())
        licence = archive.read(path.replace("METADATA", "licenses/LICENSE")).decode()
    assert metadata["Name"] == "classroom-auditor"
    assert metadata["Version"] == PROJECT["project"]["version"] == "0.1.0"
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Requires-Python"] == ">=3.11"
    assert dict(entry_points["console_scripts"]) == {"auditor": "auditor.cli:main"}
    assert "classroom-auditor contributors" in licence


def test_the_wheel_names_no_place_of_this_machine(wheel: Path) -> None:
    with opened(wheel) as archive:
        (path,) = (name for name in archive.namelist() if name.endswith(".dist-info/RECORD"))
        recorded = [line.rsplit(",", 2)[0] for line in archive.read(path).decode().splitlines()]
        holding = [name for name in archive.namelist() if str(ROOT).encode() in archive.read(name)]
    assert [name for name in recorded if name.startswith("/") or ".." in PurePosixPath(name).parts] == []
    assert sorted(recorded) == sorted(archive.namelist())
    assert holding == []


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel alone into a fresh environment and return its Python.

    Third-party packages are lent by the environment that runs the tests, after the fresh one's own.
    """
    folder = tmp_path_factory.mktemp("installed")
    made = run(sys.executable, "-m", "venv", "--without-pip", folder)
    assert made.returncode == 0, made.stdout
    python = folder / "bin" / "python"
    done = run(
        sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", "-q", wheel
    )
    assert done.returncode == 0, done.stdout
    return python


def environment(python: Path) -> dict[str, str]:
    """Return an environment without Node, without the checkout, with the lent packages."""
    lent = next(path for path in sys.path if path.endswith("site-packages"))
    own = next(python.parent.parent.glob("lib/python3*/site-packages"))
    return {
        "PATH": str(python.parent),
        "PYTHONPATH": os.pathsep.join([str(own), lent]),
        "HOME": str(python.parent.parent),
        "LANG": "C.UTF-8",
    }


@pytest.mark.parametrize("command", [["-m", "auditor"], ["auditor"]], ids=["module", "script"])
def test_the_installed_wheel_runs_without_node(installed: Path, command: list[str], tmp_path: Path) -> None:
    program = [installed, *command] if command[0] == "-m" else [installed.parent / command[0]]
    done = run(*program, "--help", cwd=tmp_path, env=environment(installed))
    assert done.returncode == 0, done.stdout
    for word in ("init", "doctor", "run"):
        assert word in done.stdout


def test_the_installed_wheel_is_the_one_that_runs(installed: Path, tmp_path: Path) -> None:
    done = run(
        installed, "-c", "import auditor, reports, spiders; print(auditor.__path__[0])",
        cwd=tmp_path, env=environment(installed),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert Path(done.stdout.strip()).is_relative_to(installed.parent.parent)


def test_init_writes_the_starter_from_the_installed_wheel(installed: Path, tmp_path: Path) -> None:
    done = run(
        installed, "-m", "auditor", "init", tmp_path / "district", cwd=tmp_path, env=environment(installed)
    )
    assert done.returncode == 0, done.stdout
    assert (tmp_path / "district" / "auditor.toml").is_file()


def tarball(files: dict[str, bytes]) -> bytes:
    """Return what npm would bring: a gzipped tar of a folder named package."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def engine_of(packed: bytes, files: dict[str, bytes]) -> hatch_build.Engine:
    """Pin an invented engine by the hashes of its tarball and its files."""
    integrity = "sha512-" + base64.b64encode(hashlib.sha512(packed).digest()).decode()
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return hatch_build.Engine("engine", "1.0.0", integrity, digests)


def test_engine_is_unpacked_without_anything_else_of_its_tarball(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = {"engine.js": b"run()", "LICENSE": b"free"}
    others = {"package/../../out.js": b"x", "other": b"x"}
    packed = tarball({"package/engine.js": b"run()", "package/LICENSE": b"free", **others})
    monkeypatch.setattr(hatch_build, "pack", lambda engine, folder: packed)
    hatch_build.fetch(engine_of(packed, wanted), tmp_path / "vendor")
    assert {path.name for path in tmp_path.rglob("*")} == {"vendor", "engine.js", "engine.LICENSE"}
    assert (tmp_path / "vendor" / "engine.js").read_bytes() == b"run()"


@pytest.mark.parametrize(
    ("name", "brought", "pinned_tarball", "sentence"),
    [
        ("another tarball", {"package/engine.js": b"evil()"}, False, "is not the file that was pinned"),
        ("another file in it", {"package/engine.js": b"evil()"}, True, "lacks engine.js with the digest"),
        ("file missing", {"package/readme": b"hello"}, True, "lacks engine.js with the digest"),
    ],
)
def test_engine_that_is_not_the_pinned_one_is_refused(
    name: str,
    brought: dict[str, bytes],
    pinned_tarball: bool,
    sentence: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    packed = tarball(brought)
    good = {"engine.js": b"run()"}
    engine = engine_of(packed if pinned_tarball else tarball({"package/engine.js": b"run()"}), good)
    monkeypatch.setattr(hatch_build, "pack", lambda engine, folder: packed)
    with pytest.raises(hatch_build.EngineError, match=sentence):
        hatch_build.fetch(engine, tmp_path / "vendor")
    assert not (tmp_path / "vendor").exists(), name


def test_engine_that_is_there_is_not_fetched_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched: list[str] = []
    monkeypatch.setattr(hatch_build, "fetch", lambda engine, vendor: fetched.append(engine.name))
    (tmp_path / "pyproject.toml").write_text(
        '[tool.auditor.engines.engine]\nversion = "1"\nintegrity = "sha512-x"\n'
        f'files = {{ "engine.js" = "{hashlib.sha256(b"run()").hexdigest()}" }}\n'
    )
    script = tmp_path / hatch_build.VENDOR / "engine.js"
    script.parent.mkdir(parents=True)
    script.write_bytes(b"run()")
    hatch_build.provide(tmp_path)
    assert fetched == []
    script.write_bytes(b"run(); more()")
    hatch_build.provide(tmp_path)
    assert fetched == ["engine"]


def test_the_lock_names_no_index_and_hashes_everything() -> None:
    text = (ROOT / "requirements.lock").read_text("utf-8")
    assert "://" not in text
    entries = text.replace("\\\n", " ").splitlines()
    entries = [line for line in entries if line and not line.startswith("#")]
    assert [line for line in entries if "==" not in line or "--hash=sha256:" not in line] == []
    locked = {line.split("==")[0].strip() for line in entries if "==" in line}
    for requirement in (*PROJECT["project"]["dependencies"], *PROJECT["build-system"]["requires"]):
        name = requirement.split(">")[0].split("=")[0].strip()
        assert name in locked, f"{name} is not in requirements.lock: run make lock"
    for requirement in PROJECT["build-system"]["requires"]:
        assert f"{requirement} " in text, f"{requirement} is locked in another version: run make lock"


def test_a_bundle_is_packed_as_it_was_made_with_its_licences(wheel: Path) -> None:
    with opened(wheel) as archive:
        versions = json.loads(archive.read(f"{VENDOR}/versions.json"))
        for bundle in hatch_build.read_bundles(ROOT):
            told = versions[bundle.name]
            script = archive.read(f"{VENDOR}/{bundle.name}.min.js")
            licence = archive.read(f"{VENDOR}/{bundle.name}.LICENSE").decode()
            assert told["made-of"] == bundle.digest and told["version"] == bundle.version
            assert hashlib.sha256(script).hexdigest() == told["script"]
            assert licence.count("Permission is hereby granted") >= 2 and "Siteimprove" in licence
        assert not [name for name in archive.namelist() if name.startswith("bundle/")]


@pytest.mark.parametrize("bundle", hatch_build.read_bundles(ROOT), ids=lambda bundle: bundle.name)
def test_a_bundle_pins_every_package_and_names_no_registry(bundle: hatch_build.Bundle) -> None:
    lock = (bundle.folder / "package-lock.json").read_text("utf-8")
    assert "://" not in lock.replace('"url": "https://', ""), "packages come from whatever registry is set"
    packages = json.loads(lock)["packages"]
    root = packages.pop("")
    assert [name for name, entry in packages.items() if not entry["integrity"].startswith("sha512-")] == []
    wanted = json.loads((bundle.folder / "package.json").read_text("utf-8"))["dependencies"]
    assert root["dependencies"] == wanted, "run `python hatch_build.py lock`"
    assert [version for version in wanted.values() if not version[0].isdigit()] == []
    assert {entry["license"] for entry in packages.values()} == {"MIT"}


def test_a_bundle_that_is_there_is_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    folder, vendor = tmp_path / "bundle" / "engine", tmp_path / hatch_build.VENDOR
    folder.mkdir(parents=True)
    vendor.mkdir(parents=True)
    for name in hatch_build.BUNDLE_FILES:
        (folder / name).write_text('{"dependencies": {"engine": "1.2.3"}}')
    (tmp_path / "pyproject.toml").write_text("[tool.auditor.engines]\n")

    def make(bundle: hatch_build.Bundle, where: Path) -> None:
        made.append(bundle.version)
        (where / "engine.min.js").write_text("run()")
        (where / "engine.LICENSE").write_text("free")

    monkeypatch.setattr(hatch_build, "make_bundle", make)
    for _ in range(2):
        hatch_build.provide(tmp_path)
    assert made == ["1.2.3"]
    (folder / "entry.mjs").write_text("more()")
    hatch_build.provide(tmp_path)
    assert made == ["1.2.3"] * 2, "made of something else"
    (vendor / "engine.min.js").write_text("evil()")
    hatch_build.provide(tmp_path)
    assert made == ["1.2.3"] * 3, "not the script that was made"
