"""What is wrong with a page as it stands in the browser: axe, width, headings, keyboard."""

from playwright.async_api import Page

from tests import browser as browsers

WIDEST = """() => [...document.querySelectorAll('body *')].filter(it => it.getBoundingClientRect().right > innerWidth + 1)
  .slice(0, 3).map(it => it.outerHTML.slice(0, 80))"""
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
LARGE = "--blink-settings=defaultFontSize=32"  # twice the usual text, as a reader sets it in the browser
KEYBOARD = """() => {
  const hidden = it => !it.checkVisibility({visibilityProperty: true}) || it.closest('[inert]')
  const look = it => { const s = getComputedStyle(it); return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.backgroundColor, s.borderColor].join() }
  const shown = it => [it, it.parentElement, it.nextElementSibling, it.closest('label, .choice, .tile, .check')].filter(Boolean).map(look).join()
  const wrong = []
  document.activeElement.blur()
  for (const it of document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')) {
    if (hidden(it) || it.disabled || it.type === 'hidden') continue
    const before = shown(it)
    it.focus()
    if (document.activeElement !== it) wrong.push('cannot be reached: ' + it.outerHTML.slice(0, 90))
    else if (it.tabIndex < 0) wrong.push('is jumped over: ' + it.outerHTML.slice(0, 90))
    else if (it.matches(':focus-visible') && shown(it) === before) wrong.push('no focus to see: ' + it.outerHTML.slice(0, 90))
    it.blur()
  }
  return wrong
}"""


async def faults(page: Page) -> list[str]:
    """What holds everywhere: nothing serious from axe, no sideways scroll, one heading."""
    found = await browsers.violations(page)
    if await page.evaluate(SIDEWAYS):
        found.append("scrolls sideways")
    if (headings := await page.locator("h1:visible").count()) != 1:
        found.append(f"{headings} main headings")
    return found


async def keyboard(page: Page) -> list[str]:
    """What the keyboard does not reach, or reaches without anything to see."""
    await page.keyboard.press("Tab")
    found: list[str] = await page.evaluate(KEYBOARD)
    return found
