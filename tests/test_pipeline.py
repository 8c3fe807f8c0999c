"""The pipeline: valid, the right jobs at the right time, and nothing to steal in it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import yaml
from conftest import Handrail
from pipeline_runner import ALWAYS, PROPOSED, jobs, made

from generator.shipped import folder


def test_jobs_of_a_proposal(quick: Handrail, tmp_path: Path) -> None:
    """A merge request is checked, compared and shown; nothing is published."""
    assert jobs(made(quick, tmp_path), *PROPOSED) == {*ALWAYS, "changes", "site"}


class Loader(yaml.SafeLoader):
    """YAML as GitLab reads it."""


Loader.add_constructor("!reference", lambda *_: None)


def test_nothing_to_steal() -> None:
    """No job asks for a token, a secret or an identity, or runs what a proposal brings along; what
    names customers is for members only, and what is published comes from the default branch."""
    text = (folder() / "starter/.gitlab-ci.yml").read_text()
    pipeline = yaml.load(text, Loader)
    assert not any(word in text for word in ("TOKEN", "SECRET", "PASSWORD", "curl", "wget"))
    working = {
        name: job for name, job in pipeline.items() if isinstance(job, dict) and "script" in job
    }
    for name, job in working.items():
        assert not job.keys() & {"id_tokens", "secrets", "trigger"}, name
    for name in ("changes", "checklists"):
        assert pipeline[name]["artifacts"]["access"] == "developer"
    assert pipeline["pages"]["rules"] == [pipeline[".published"]]
    assert "$CI_DEFAULT_BRANCH" in pipeline[".published"]["if"]
    assert pipeline["site-to-review"]["pages"]["path_prefix"] == "mr-$CI_MERGE_REQUEST_IID"


class Site(SimpleHTTPRequestHandler):
    """A site with one page, that minds being asked in short."""

    def do_HEAD(self) -> None:
        self.send_error(405)

    def do_GET(self) -> None:
        codes = {"/there": 200, "/gone": 404, "/busy": 503}
        self.send_response(codes[self.path])
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def address() -> Iterator[str]:
    """Where the site answers."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize(("paths", "code"), [(["there"], 0), (["busy"], 0), (["there", "gone"], 1)])
def test_dead_links(tmp_path: Path, address: str, paths: list[str], code: int) -> None:
    """What is gone is named with its page and fails the job; a busy host is named and does not."""
    links = "".join(f'<a href="{address}/{path}#part">{path}</a>' for path in paths)
    (tmp_path / "page.html").write_text(f"<p>{links}<a href='other.html'>here</a></p>")
    script = folder() / "starter/.gitlab/links.py"
    done = subprocess.run([sys.executable, script, tmp_path], capture_output=True, check=False)
    said = done.stdout.decode()
    assert (done.returncode, done.stderr) == (code, b"")
    assert f"{len(paths)} addresses, {code} gone\n" in said
    assert (f"GONE: {address}/gone (404 Not Found), on {tmp_path / 'page.html'}" in said) == bool(
        code
    )
    assert (f"unsure: {address}/busy (503" in said) == ("busy" in paths)
