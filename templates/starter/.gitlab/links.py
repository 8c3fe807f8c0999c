"""Asks every address of another site that pages in a folder lead to, and names the dead ones.

python links.py FOLDER. It ends with 1 where an address is gone: the name of the host or the page is
not known. Hosts that are busy, slow or want to know who asks are named, and are no failure.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urldefrag
from urllib.request import Request, urlopen

GONE = (404, 410)
AT_ONCE, PATIENCE = 8, 20


class Links(HTMLParser):
    """Collects the addresses of other sites that a page leads to."""

    def __init__(self, found):
        super().__init__()
        self.found = found

    def handle_starttag(self, tag, attrs):
        address = dict(attrs).get("href") or ""
        if tag == "a" and address.startswith(("https://", "http://")):
            self.found.add(urldefrag(address).url)


def answer(address):
    """(address, what is wrong with it or "", whether it is gone)."""
    for method in ("HEAD", "GET"):  # not every server answers the short question
        try:
            asked = Request(address, method=method, headers={"User-Agent": "handbook links"})
            with urlopen(asked, timeout=PATIENCE):
                return address, "", False
        except HTTPError as error:
            wrong = f"{error.code} {error.reason}", error.code in GONE
        except URLError as error:
            wrong = str(error.reason), "not known" in str(error.reason)
        except (OSError, ValueError) as error:
            wrong = str(error), False
    return address, *wrong


def main(folder):
    """Print what is wrong, and say whether an address is gone."""
    found = {}
    for page in sorted(Path(folder).rglob("*.html")):
        Links(on_page := set()).feed(page.read_text(encoding="utf-8"))
        for address in on_page:
            found.setdefault(address, page)
    with ThreadPoolExecutor(AT_ONCE) as side_by_side:
        answers = list(side_by_side.map(answer, sorted(found)))
    for address, wrong, gone in answers:
        if wrong:
            print(f"{'GONE' if gone else 'unsure'}: {address} ({wrong}), on {found[address]}")
    print(f"{len(answers)} addresses, {sum(gone for *_, gone in answers)} gone")
    return any(gone for *_, gone in answers)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
