"""Pages of a built site as Chromium opens them from their folder, and their search.

`make site` opens every page (python tests/site_opened.py out/site), the tests one of each kind.
"""

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from browser import MISSING, Browser, chromium
from site_pages import Site

ASKED = (("zh", "因素法", "reference.html#factors"), ("en", "granularity", "glossary.html"))
"""By language what is searched for, and what must be among the answers."""
SEARCHED = """
document.querySelector(".md-search__button").click();
new Promise((resolve) => {
  let looked = 0;
  const look = () => {
    const hosts = [...document.querySelectorAll("*")].filter((one) => one.shadowRoot);
    const links = hosts.flatMap((one) => [...one.shadowRoot.querySelectorAll("a")]);
    const field = hosts.map((one) => one.shadowRoot.querySelector("input")).find((one) => one);
    if (field && !field.value) {
      field.value = WORDS;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    }
    if (links.length || ++looked > 250) resolve(links.map((one) => one.href));
    else setTimeout(look, 20);
  };
  look();
})
"""


def faults(browser: Browser, site: Site, pages: Iterable[Path]) -> Iterator[str]:
    """Yield what pages ask for outside the folder, and every complaint of theirs."""
    inside = f"{site.folder.resolve().as_uri()}/"
    for path in pages:
        browser.open_plain(path)
        name, console = path.relative_to(site.folder), browser.console
        yield from (f"{name}: asks for {url}" for url in console.fetched if inside not in url)
        yield from (f"{name}: {said}" for said in (*console.complaints, *console.dialogs))


def unfound(browser: Browser, site: Site) -> Iterator[str]:
    """Yield each language in which the search, from the folder, does not find what is there."""
    for lang, words, expected in ASKED:
        browser.open_plain(site.folder / lang / "index.html")
        found = browser.run(SEARCHED.replace("WORDS", json.dumps(words)))
        if not any(expected in link for link in found):
            yield f"{lang}: {words}: {found}"


def main() -> None:
    """Open every page of a folder, and search; exit 1 at any fault."""
    site = Site(Path(sys.argv[1]).resolve())
    if chromium() is None:
        print(MISSING)
        return
    with Browser() as browser:
        said = [*faults(browser, site, site.pages), *unfound(browser, site)]
    if said:
        sys.exit("\n".join(said))
    print(f"{len(site.pages)} pages opened in Chromium: no complaint, nothing asked for outside")


if __name__ == "__main__":
    main()
