"""The HTML report in a browser: its script, its filters, and folding for print."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest

from clingen_ld.reports import render
from clingen_ld.validation.report import Report
from tests.cli.running import HANGS
from tests.reports.report_samples import HOSTILE, MIXED, many

BROWSER = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(BROWSER is None, reason="chromium is not installed"),
]


def browse(folder: Path, text: str) -> str:
    """The page as it is after its scripts ran."""
    assert BROWSER is not None
    file = folder / "report.html"
    file.write_text(text, "utf-8")
    command = [
        BROWSER, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
        "--disable-dev-shm-usage", "--virtual-time-budget=5000",
        f"--user-data-dir={folder / 'profile'}", "--dump-dom", file.as_uri(),
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=HANGS, check=True)
    return done.stdout


def driven(report: Report, script: str) -> str:
    """A page with one more script, which its policy would not run."""
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", render(report, "html"))
    return text.replace("</body>", f"<script>{script}</script></body>")


def test_the_script_runs_under_the_policy(tmp_path: Path) -> None:
    seen = browse(tmp_path, render(HOSTILE, "html"))
    assert "All 28 shown." in seen
    assert re.search(r'<form id="filters" role="search" aria-label="[^"]*">', seen)


FILTERS = {
    "form.querySelector('[value=error]').checked = false": ["3 of 7", "ST-8", "ST-6", "Mine"],
    "form.elements.namedItem('rule').selectedIndex = 1": ["1 of 7", "ST-5"],
    "form.elements.namedItem('file').selectedIndex = 2": ["1 of 7", "ST-6"],
    "form.elements.namedItem('text').value = '  TransKript xa101 '": ["1 of 7", "ST-5"],
    "form.elements.namedItem('text').value = 'stdin'": ["1 of 7", "ST-0"],
    "form.elements.namedItem('text').value = 'nowhere to be found'": ["0 of 7"],
}
"""What to do in the form, and what is left then: the status, and the rules of the findings."""


def test_filters(tmp_path: Path) -> None:
    script = """
      const form = document.getElementById('filters');
      const wait = (time) => new Promise((done) => setTimeout(done, time));
      const seen = [];
      const look = () => {
        const left = [...document.querySelectorAll('.finding')].filter((i) => i.checkVisibility());
        const rules = left.map((i) => i.querySelector('a').textContent.split('#').pop());
        seen.push([document.getElementById('shown').textContent, ...rules]);
      };
      (async () => {
        for (const change of CHANGES) {
          change();
          form.dispatchEvent(new Event('input'));
          await wait(300);
          look();
          form.querySelector('button').click();
          await wait(100);
        }
        look();
        document.title = JSON.stringify(seen);
      })();
    """
    changes = ", ".join(f"() => {{ {change}; }}" for change in FILTERS)
    page_text = browse(tmp_path, driven(MIXED, script.replace("CHANGES", f"[{changes}]")))
    match = re.search(r"<title>(.*?)</title>", page_text)
    assert match is not None
    *filtered, (last, *rules) = json.loads(unescape(match[1]))
    expected = [[f"{status} shown.", *left] for status, *left in FILTERS.values()]
    assert [[status, *(rule.partition(" ")[0] for rule in left)] for status, *left in filtered] == (
        expected
    )
    assert (last, len(rules)) == ("All 7 shown.", 7)  # after "Show all"


def test_a_link_to_a_rule_unfolds_it(tmp_path: Path) -> None:
    seen = browse(tmp_path, driven(MIXED, "document.querySelector('.finding a').click()"))
    assert len(re.findall(r'<details id="rule-\d+" open', seen)) == 1


def test_everything_is_unfolded_to_print_and_folded_again(tmp_path: Path) -> None:
    script = """
      const open = () => document.querySelectorAll('details[open]').length;
      dispatchEvent(new Event('beforeprint'));
      document.title = open();
      dispatchEvent(new Event('afterprint'));
      document.title += ' then ' + open();
    """
    assert "<title>7 then 0</title>" in browse(tmp_path, driven(MIXED, script))


def test_five_thousand_findings(tmp_path: Path) -> None:
    script = """
      const form = document.getElementById('filters');
      const start = performance.now();
      form.elements.namedItem('text').value = 'XA4999';
      form.dispatchEvent(new Event('input'));
    """
    assert ">1 of 5,000 shown.</p>" in browse(tmp_path, driven(many(5000), script))


@pytest.mark.parametrize("width", [320, 375])
def test_a_phone_need_not_scroll_sideways(width: int, tmp_path: Path) -> None:
    inner = json.dumps(driven(HOSTILE, "")).replace("</", "<\\/")
    outer = f"""<!DOCTYPE html><title></title><body><script>
      const frame = document.createElement('iframe');
      frame.width = {width};
      frame.onload = () => {{
        document.title = frame.contentDocument.documentElement.scrollWidth;
      }};
      frame.srcdoc = {inner};
      document.body.append(frame);
    </script></body>"""
    match = re.search(r"<title>(\d+)</title>", browse(tmp_path, outer))
    assert match is not None
    assert int(match[1]) <= width
