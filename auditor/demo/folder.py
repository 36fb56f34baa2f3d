"""Write the invented district's configuration and roster into a folder; serves and audits nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from auditor.demo.serving import HERE, Demo
from auditor.exits import Exit, Refusal
from auditor.shipped import example

_MARK = "written-by-auditor-demo"


def write_configuration(target: Path, demo: Demo) -> Path:
    """Write the district below `target` and return its configuration folder.

    `config/` is the configuration, `confidential/` roster and opt-outs, `var/` and `keys/` what the
    audit writes. A folder that holds anything else is refused; one of an earlier demonstration is
    written anew, its results included.
    """
    if target.exists() and (not target.is_dir() or (any(target.iterdir()) and not (target / _MARK).exists())):
        raise Refusal(
            Exit.USAGE, "this folder holds something else; name a new one for the demonstration", target
        )
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in ("config", "confidential", "var", "keys"):
        shutil.rmtree(target / name, ignore_errors=True)
    (target / _MARK).write_text("`auditor demo` may empty this folder.\n", "utf-8")
    config = target / "config"
    shutil.copytree(HERE / "config", config, copy_function=shutil.copyfile)
    shutil.copytree(HERE / "confidential", target / "confidential", copy_function=shutil.copyfile)
    for folder in example("config").iterdir():
        if folder.is_dir() and folder.name not in ("calendars", "districts"):
            shutil.copytree(folder, config / folder.name, dirs_exist_ok=True, copy_function=shutil.copyfile)
    (config / "hosts.json").write_text(json.dumps(demo.addresses(), indent=2) + "\n", "utf-8")
    with (config / "auditor.toml").open("a", encoding="utf-8") as settings:
        settings.write(_settings_of_this_machine(target.resolve(), demo))
    for path in (target, *target.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    return config


def _settings_of_this_machine(target: Path, demo: Demo) -> str:
    # A JSON string is a TOML string as well, whatever is in the path.
    lines = [
        "",
        "[store]",
        f"url = {json.dumps(f'sqlite:///{target}/var/auditor.db')}",
        f"key_folder = {json.dumps(str(target / 'keys'))}",
        "",
        "[output]",
        f"folder = {json.dumps(str(target / 'var'))}",
    ]
    for host, entry in demo.hosts.items():
        if not entry.folder.startswith("elsewhere/"):
            lines += ["", f"[crawl.hosts.{json.dumps(host)}]", "delay = 0.0", "concurrent = 4"]
    return "\n".join([*lines, ""])
