// Keyboard shortcuts. What has one says so in `data-shortcut`: a key, or two that are pressed one after the other.
// They are single characters, so that there is a way to turn them off (WCAG 2.2, 2.1.4): a button on the page that
// lists them. Remembered by this browser.

const STORED = 'vestibule.shortcuts';
/** How long the first of two keys is waited with, in milliseconds. */
const PATIENCE = 1500;

function areOn() {
  try {
    return localStorage.getItem(STORED) !== 'off';
  } catch {
    return true;
  }
}

let on = areOn();
let first = '';
let forget = 0;

/** ARIA knows no keys that are pressed one after the other: only single ones are told to assistive technology. */
function tell() {
  for (const element of document.querySelectorAll('[data-shortcut]')) {
    const { shortcut } = element.dataset;
    if (on && shortcut.length === 1) element.setAttribute('aria-keyshortcuts', shortcut);
    else element.removeAttribute('aria-keyshortcuts');
  }
}

function isTypedIn(element) {
  return element instanceof HTMLElement && (element.isContentEditable || element.matches('input, textarea, select'));
}

/** The first link of each line, in the order of the page. */
function lines() {
  return [...document.querySelectorAll('main table tbody tr, main [data-lines] > li')].flatMap((line) => line.querySelector('a[href]') ?? []);
}

function move(by) {
  const all = lines();
  if (all.length === 0) return false;
  const here = document.activeElement?.closest('tr, li');
  const at = all.findIndex((link) => here !== null && here === link.closest('tr, li'));
  const next = at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1);
  all[next].focus();
  return true;
}

function act(keys) {
  if (keys === 'j') return move(1);
  if (keys === 'k') return move(-1);
  const found = document.querySelector(`[data-shortcut="${CSS.escape(keys)}"]`);
  if (found instanceof HTMLInputElement) found.focus();
  else if (found instanceof HTMLElement) found.click();
  return found !== null;
}

function startsOne(key) {
  return document.querySelector(`[data-shortcut^="${CSS.escape(key)} "]`) !== null;
}

document.addEventListener('keydown', (event) => {
  if (!on || event.defaultPrevented || event.isComposing || event.repeat) return;
  if (event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1 || isTypedIn(event.target)) return;
  clearTimeout(forget);
  const keys = first === '' ? event.key : `${first} ${event.key}`;
  first = '';
  if (act(keys)) {
    event.preventDefault();
  } else if (keys === event.key && startsOne(event.key)) {
    first = event.key;
    forget = setTimeout(() => (first = ''), PATIENCE);
  }
});

/** The switch, on the page that lists them. */
function offerSwitch(box) {
  const [isOn, isOff] = ['on', 'off'].map((state) => box.querySelector(`[data-when="${state}"]`));
  const show = (focused) => {
    isOn.hidden = !on;
    isOff.hidden = on;
    if (focused) (on ? isOn : isOff).querySelector('button').focus();
    tell();
  };
  for (const button of box.querySelectorAll('button')) {
    button.addEventListener('click', () => {
      on = !on;
      try {
        localStorage.setItem(STORED, on ? 'on' : 'off');
      } catch {
        // Turned off for as long as this page is open, then.
      }
      show(true);
    });
  }
  show(false);
}

tell();
const box = document.getElementById('shortcuts-switch');
if (box) offerSwitch(box);
// In other tabs at once, too.
addEventListener('storage', (event) => {
  if (event.key !== STORED) return;
  on = areOn();
  tell();
});
