#!/usr/bin/python3
"""The page of a comparison in a real headless Chromium: no errors, figures with content, clicks that change them, phone, paper, size.

Usage: browser_test.py [FOLDER]   with the program's path in BEACHHEAD_PROGRAM; screenshots stay in FOLDER where it is given.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

PROGRAM = os.environ["BEACHHEAD_PROGRAM"]
KEEP = pathlib.Path(sys.argv.pop(1)).resolve() if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else None
POLICIES = ["basic-income-280", "basic-income-560", "basic-income-560-platform-levy", "basic-income-560-money-creation", "ip-term-0", "ip-term-14",
            "ip-term-95", "copyfair", "collective-licence"]
FIRST = """<script>window.faults = []; addEventListener("error", (e) => faults.push(e.message));
for (const kind of ["error", "warn"]) { const old = console[kind]; console[kind] = (...all) => { faults.push(all.join(" ")); old(...all); }; }</script>"""
LAST = """<script>addEventListener("load", () => {
  const seen = { loaded: performance.now() };
  const ink = () => { const c = document.querySelector("#paths canvas"), d = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
    let hash = 7, full = 0; for (let k = 0; k < d.length; k += 4) if (d[k + 3]) { full++; hash = (hash * 31 + d[k] * 3 + d[k + 1] * 5 + d[k + 2] * 7 + k) | 0; } return [full, hash]; };
  const state = () => ({ title: document.querySelector(".u-title").textContent, ink: ink(), reading: document.getElementById("reading").textContent,
    shown: [...document.querySelectorAll("section.arm")].filter((s) => s.offsetParent !== null).map((s) => s.dataset.arm) });
  setTimeout(() => { seen.first = state();
    document.querySelector('[data-pick-name="gini_income"][data-pick-arm="1"]').click();
    setTimeout(() => { seen.clicked = state();
      const arm = document.getElementById("arm"); arm.value = -1; arm.dispatchEvent(new Event("change"));
      setTimeout(() => { seen.all = state(); seen.wide = document.documentElement.scrollWidth - innerWidth;
        seen.bars = [...document.querySelectorAll("td.bar .win")].filter((b) => b.offsetWidth > 1).length; seen.faults = faults;
        const note = document.createElement("script"); note.id = "seen"; note.type = "application/json"; note.textContent = JSON.stringify(seen); document.body.append(note);
      }, 100); }, 100); }, 100);
});</script>"""
folder = None


def setUpModule():
    """A page at full size: 10 arms and 480 months; its size does not depend on the number of replicates."""
    global folder
    keeper = tempfile.TemporaryDirectory(prefix="beachhead-browser-")
    unittest.addModuleCleanup(keeper.cleanup)
    folder = pathlib.Path(keeper.name)
    arms = "".join(f'[[arm]]\nname = "{name}"\npolicies = ["{ROOT}/scenarios/policies/{name}.toml"]\n' for name in POLICIES)
    (folder / "ten.toml").write_text(f'# Question: which of nine policies does most?\nextends = "{ROOT}/scenarios/baseline.toml"\n[run]\nmonths = 480\n'
                                     f'[people]\ncount = 500\n[comparison]\nreplicates = 3\n{arms}')
    subprocess.run([sys.executable, "-m", "analysis.compare", PROGRAM, "ten.toml", "-q"], cwd=folder, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    page = (folder / "ten.html").read_text(encoding="utf-8")
    (folder / "tried.html").write_text(page.replace("<head>", "<head>" + FIRST, 1).replace("</body>", LAST + "</body>"), encoding="utf-8")


def chromium(*arguments):
    """The browser without a window and without a network."""
    command = ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--proxy-server=127.0.0.1:9",
               f"--user-data-dir={folder}/profile", "--enable-logging=stderr", *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)


class BrowserTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        done = chromium("--window-size=1200,900", "--virtual-time-budget=5000", "--dump-dom", (folder / "tried.html").as_uri())
        cls.seen, cls.log = json.loads(re.search(r'id="seen"[^>]*>(.*?)</script>', done.stdout, re.S)[1]), done.stderr

    def test_no_errors(self):
        self.assertEqual(self.seen["faults"], [])
        self.assertNotIn("CONSOLE", self.log)

    def test_figures_have_content(self):
        self.assertGreater(self.seen["first"]["ink"][0], 5000)
        self.assertGreater(self.seen["bars"], 50)
        self.assertIn("At the end: basic-income-280", self.seen["first"]["reading"])

    def test_a_click_changes_outcome_and_policy(self):
        first, clicked, everything = (self.seen[key] for key in ("first", "clicked", "all"))
        self.assertNotIn("Gini", first["title"])
        self.assertIn("Gini coefficient of income", clicked["title"])
        self.assertNotEqual(first["ink"], clicked["ink"])
        self.assertEqual((first["shown"], clicked["shown"], everything["shown"]), (POLICIES, POLICIES[1:2], POLICIES))
        self.assertNotIn("ip-term", clicked["reading"])
        self.assertNotEqual(clicked["ink"], everything["ink"])

    def test_small_and_fast(self):
        size = (folder / "ten.html").stat().st_size
        print(f"page: {size / 1e6:.2f} MB, loaded and drawn after {self.seen['loaded']:.0f} ms")
        self.assertLess(size, 3e6)

    def test_phone_and_paper(self):
        done = chromium("--window-size=500,900", "--virtual-time-budget=5000", "--dump-dom", (folder / "tried.html").as_uri())
        self.assertLessEqual(json.loads(re.search(r'id="seen"[^>]*>(.*?)</script>', done.stdout, re.S)[1])["wide"], 0)
        target = KEEP or folder
        chromium("--virtual-time-budget=5000", f"--print-to-pdf={target}/page.pdf", (folder / "ten.html").as_uri())
        sides = {tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox \[0 0 ([\d.]+ [\d.]+)\]", (target / "page.pdf").read_bytes())}
        self.assertEqual([(round(width), round(height)) for width, height in sides], [(595, 842)])  # A4, in points
        for name, size in (("desk", "1100,2400"), ("phone", "500,1800")):
            chromium(f"--window-size={size}", "--virtual-time-budget=5000", f"--screenshot={target}/{name}.png", (folder / "ten.html").as_uri())
            self.assertGreater((target / f"{name}.png").stat().st_size, 30_000)


if __name__ == "__main__":
    unittest.main()
