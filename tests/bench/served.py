"""Serve folders by host name from loopback, in a process of its own so that its work is not counted.

`python -m tests.bench.served MAP.json` reads {"host": "folder"}, prints its port, and ends with its input.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import mimetypes
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

ROOT: Final = Path(__file__).resolve().parents[2]
_MISSING: Final = b"<!DOCTYPE html><html lang='en'><title>Not here</title><h1>Not here</h1></html>"


@contextmanager
def served(folders: Mapping[str, Path], scratch: Path) -> Iterator[int]:
    """Serve each folder under its host name and give the port on 127.0.0.1; `scratch` takes one file."""
    listed = scratch / "served.json"
    listed.write_text(json.dumps({host: str(folder) for host, folder in folders.items()}), "utf-8")
    command = [sys.executable, "-m", "tests.bench.served", str(listed)]
    server = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, start_new_session=True
    )
    try:
        assert server.stdout is not None
        yield int(server.stdout.readline())
    finally:
        server.kill()
        server.communicate()


class _Folders:
    def __init__(self, folders: Mapping[str, Path]) -> None:
        self._folders = {host: folder.resolve() for host, folder in folders.items()}
        self._known: dict[Path, tuple[bytes, str, str]] = {}

    def answer(self, host: str, target: str, tag: str) -> tuple[int, dict[str, str], bytes]:
        folder = self._folders.get(host)
        path = unquote(urlsplit(target).path)
        if folder is None:
            return 404, {}, _MISSING
        file = (folder / path.lstrip("/")).resolve()
        if not file.is_relative_to(folder):
            return 404, {}, _MISSING
        if file.is_dir():
            if not path.endswith("/"):
                return 301, {"Location": f"{path}/"}, b""
            file /= "index.html"
        if not file.is_file():
            return 404, {}, _MISSING
        if file not in self._known:
            body = file.read_bytes()
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            self._known[file] = body, kind, f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        body, kind, own_tag = self._known[file]
        headers = {"Content-Type": kind, "ETag": own_tag}
        return (304, headers, b"") if tag == own_tag else (200, headers, body)


async def _serve(folders: _Folders, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while head := await reader.readuntil(b"\r\n\r\n"):
            first, *lines = head.decode("latin-1").split("\r\n")
            method, target, _ = first.split(" ", 2)
            split = (line.partition(":") for line in lines)
            headers = {name.lower(): value.strip() for name, _, value in split}
            host = headers.get("host", "").rpartition(":")[0] or headers.get("host", "")
            status, told, body = folders.answer(host.lower(), target, headers.get("if-none-match", ""))
            close = headers.get("connection", "").lower() == "close"
            if status != 304:
                told = {**told, "Content-Length": str(len(body))}
            told.setdefault("Content-Type", "text/html")
            words = [f"HTTP/1.1 {status} OK", *(f"{name}: {value}" for name, value in told.items())]
            words.append("Connection: close" if close else "Connection: keep-alive")
            writer.write("\r\n".join([*words, "", ""]).encode() + (body if method == "GET" else b""))
            await writer.drain()
            if close:
                break
    except (OSError, ValueError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        pass
    finally:
        writer.close()


async def _main(listed: Path) -> None:
    folders = _Folders({host: Path(folder) for host, folder in json.loads(listed.read_text("utf-8")).items()})
    server = await asyncio.start_server(lambda r, w: _serve(folders, r, w), "127.0.0.1", 0, backlog=256)
    print(server.sockets[0].getsockname()[1], flush=True)
    # Ends with whoever started it, however that ends.
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.buffer.read)


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1])))
