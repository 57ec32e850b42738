"""A real Chromium at a given size, and what can be measured in it.

It exists so that the checks in run.py read like sentences. It must never wait longer than it says.
"""

import json
import time
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

ENTER, ESCAPE = Keys.ENTER, Keys.ESCAPE
DRIVER = "/usr/bin/chromedriver"
CHROMIUM = "/usr/bin/chromium"
# For what comes by itself, however loaded the machine is: nothing is proved by how long it takes.
PATIENCE = 60.0
# Between two looks at a page.
LOOK_PAUSE = 0.02

# Everything with text of its own that is to be seen: where it is, whether it is cut off, and its
# colour over the nearest ground.
MEASURE = """
const parse = (text) => {
  const parts = text.match(/[\\d.]+/g)?.map(Number) ?? [0, 0, 0, 0];
  return { rgb: parts.slice(0, 3), alpha: parts[3] ?? 1 };
};
const ground = (element) => {
  for (let one = element; one; one = one.parentElement) {
    const { rgb, alpha } = parse(getComputedStyle(one).backgroundColor);
    if (alpha > 0.99) return rgb;
  }
  return [10, 10, 10];
};
const light = (rgb) => {
  const [r, g, b] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const found = [];
for (const element of document.querySelectorAll(arguments[0] + " *")) {
  const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  if (!own || !element.checkVisibility() || element.closest(".unseen, svg")) continue;
  const box = element.getBoundingClientRect();
  if (box.width === 0) continue;
  const style = getComputedStyle(element);
  const [a, b] = [light(parse(style.color).rgb), light(ground(element))];
  found.push({
    id: element.id || element.className || element.tagName, text: element.textContent.trim(),
    left: box.left, right: box.right, top: box.top, bottom: box.bottom, height: box.height,
    size: parseFloat(style.fontSize), contrast: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05),
    cut: element.scrollHeight > element.clientHeight + 2 && style.overflow !== "visible"
      && style.textOverflow !== "ellipsis",
  });
}
return found;
"""

# By the page's clock: what it shows, what is read out of it, one after the other.
HISTORY = """
const [said, body] = [document.getElementById("spoken"), document.body];
[window.views, window.spoken] = [[body.dataset.view], []];
new MutationObserver(() => window.views.push(body.dataset.view))
  .observe(body, { attributeFilter: ["data-view"] });
new MutationObserver(() => window.spoken.push(said.textContent))
  .observe(said, { childList: true, characterData: true, subtree: true });
"""

SCROLLS = """
const root = document.documentElement;
return { across: root.scrollWidth - root.clientWidth, down: root.scrollHeight - root.clientHeight };
"""


class Page:
    def __init__(self):
        options = Options()
        options.binary_location = CHROMIUM
        for flag in (
            "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
            "--autoplay-policy=no-user-gesture-required", "--force-device-scale-factor=1",
        ):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(DRIVER))
        self.driver.set_page_load_timeout(PATIENCE)
        self.driver.set_script_timeout(PATIENCE)

    def close(self):
        self.driver.quit()

    def resize(self, width, height):
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False},
        )

    def open(self, url, ready="document.body.dataset.ready === 'yes'"):
        self.driver.get(url)
        self.wait(ready)

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def wait(self, condition):
        """Returns how long it took; raises when it does not come."""
        start = time.monotonic()
        while time.monotonic() - start < PATIENCE:
            if self.run(f"return Boolean({condition})"):
                return time.monotonic() - start
            time.sleep(LOOK_PAUSE)
        raise TimeoutError(f"not within {PATIENCE:.0f} s: {condition}")

    def type(self, keys):
        """Into whatever has the focus."""
        ActionChains(self.driver).send_keys(keys).perform()

    def press(self, selector):
        """Puts the finger on it, and leaves it there."""
        element = self.driver.find_element(By.CSS_SELECTOR, selector)
        ActionChains(self.driver).click_and_hold(element).perform()

    def release(self):
        ActionChains(self.driver).release().perform()

    def tabs(self, times):
        """Whether the focus was on something of the panel, after each press of Tab."""
        seen = []
        for _ in range(times):
            self.type(Keys.TAB)
            seen.append(self.run(
                "const one = document.activeElement; return one === document.body ||"
                " Boolean(one.closest('#panel'))"))
        return seen

    def texts(self, root="body"):
        return self.run(MEASURE, root)

    def scrolls(self):
        return self.run(SCROLLS)

    def complaints(self):
        """What the browser itself complained of: refused scripts, missing files, exceptions."""
        entries = self.driver.get_log("browser")
        return [one["message"] for one in entries if one["level"] == "SEVERE"]

    def sent(self, path):
        """How many requests of the page went to `path`."""
        names = json.loads(
            self.run(
                "return JSON.stringify(performance.getEntriesByType('resource').map((e) => e.name))"
            )
        )
        return sum(1 for name in names if name.endswith(path))

    def picture(self, folder, name):
        Path(folder).mkdir(parents=True, exist_ok=True)
        self.driver.save_screenshot(str(Path(folder) / f"{name}.png"))
