"""A small client of a language server, over its standard input and output."""

from __future__ import annotations

import json
import subprocess
import threading
from pathlib import Path
from queue import Queue
from types import TracebackType
from typing import Any, Self

from conftest import HERE

PACKAGES = HERE.parent / "build/npm/node_modules"
COMMAND = PACKAGES / "yaml-language-server/bin/yaml-language-server"
PATIENCE = 60


class Server:
    """yaml-language-server for one project, set up by its .vscode/settings.json."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.settings = json.loads((project / ".vscode/settings.json").read_text())
        self.said: Queue[dict[str, Any]] = Queue()
        self.marked: dict[str, list[dict[str, Any]]] = {}
        self.asked = 0

    def __enter__(self) -> Self:
        command = ["node", str(COMMAND), "--stdio"]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        threading.Thread(target=self._listen, daemon=True).start()
        root = self.project.as_uri()
        folders = [{"uri": root, "name": "project"}]
        can = {"workspace": {"configuration": True, "workspaceFolders": True}}
        self.ask(
            "initialize", processId=None, rootUri=root, workspaceFolders=folders, capabilities=can
        )
        self.send("initialized", {})
        self.send("workspace/didChangeConfiguration", {"settings": {"yaml": self._yaml()}})
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.process.terminate()
        self.process.wait()

    def _yaml(self) -> dict[str, Any]:
        """The settings of the section `yaml`, and no schema from the network."""
        own = {"schemaStore": {"enable": False}, "validate": True, "hover": True}
        return {**own, "completion": True, "schemas": self.settings["yaml.schemas"]}

    def _listen(self) -> None:
        stream = self.process.stdout
        assert stream
        while header := stream.readline():
            length = int(header.split(b":")[1])
            while stream.readline().strip():
                pass
            self.said.put(json.loads(stream.read(length)))

    def send(self, method: str, params: Any, **more: Any) -> None:
        """One message; no answer is awaited."""
        self._write({"method": method, "params": params, **more})

    def _write(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def ask(self, method: str, **params: Any) -> Any:
        """A request and its answer."""
        self.asked += 1
        mine = self.asked
        self.send(method, params, id=mine)
        while True:
            message = self.hear()
            if message.get("id") == mine and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def hear(self) -> dict[str, Any]:
        """The next message; what the server asks is answered, what it marks is kept."""
        message = self.said.get(timeout=PATIENCE)
        method = message.get("method")
        if method == "workspace/configuration":
            known = {"yaml": self._yaml()}
            result = [known.get(item["section"]) for item in message["params"]["items"]]
            self._write({"id": message["id"], "result": result})
        elif method and "id" in message:
            self._write({"id": message["id"], "result": None})
        elif method == "textDocument/publishDiagnostics":
            self.marked[message["params"]["uri"]] = message["params"]["diagnostics"]
        return message

    def open(self, name: str, text: str) -> None:
        """Open a file with this text; what was marked in it before is forgotten."""
        uri = (self.project / name).as_uri()
        self.marked.pop(uri, None)
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.send("textDocument/didOpen", {"textDocument": document})

    def diagnostics(self, name: str) -> list[dict[str, Any]]:
        """What is marked in a file that was opened."""
        uri = (self.project / name).as_uri()
        while uri not in self.marked:
            self.hear()
        return self.marked[uri]

    def completions(self, name: str, text: str, line: str) -> set[str]:
        """What is proposed at the end of the first line that starts so."""
        found = self._ask_at("completion", name, text, line, len(line))
        return {item["label"].strip('"') for item in found["items"]}

    def hover(self, name: str, text: str, line: str) -> str:
        """What is told of the key of the first line that starts so, blanks aside."""
        written = next(one for one in text.splitlines() if one.strip().startswith(line))
        found = self._ask_at("hover", name, text, written, written.index(line) + 1)
        return str(found["contents"]["value"])

    def _ask_at(self, what: str, name: str, text: str, line: str, column: int) -> Any:
        lines = text.splitlines()
        number = next(n for n, one in enumerate(lines) if one.startswith(line))
        return self.ask(
            f"textDocument/{what}",
            textDocument={"uri": (self.project / name).as_uri()},
            position={"line": number, "character": column},
        )
