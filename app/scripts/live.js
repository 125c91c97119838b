// Keeps the lines of the list as they are in the database while somebody looks at it. Lines are changed where they stand;
// the focus, what is selected and what is in view stay, and what is new is a link above the list. The list is asked for
// with the tag of the last answer: as long as nothing changed the server says so, and nothing else.

/** How often the list is asked for while all is well, and at least when the server is away; in milliseconds. */
const EVERY = 5_000;
const SLOWEST = 60_000;
/** What an answer may take. */
const PATIENCE = 10_000;
/** Changes are told to screen readers at most this often. */
const SAID_EVERY = 30_000;
/** How long a changed line is marked. */
const MARKED = 8_000;
const PAUSED = 'vestibule.live';

function start(box) {
  const part = (name) => box.querySelector(`[data-live="${name}"]`);
  const [state, again, pause, newer, said] = ['state', 'again', 'pause', 'newer', 'said'].map(part);
  const plural = new Intl.PluralRules(document.documentElement.lang);
  const changed = new Set();
  let tag = '';
  let wait = EVERY;
  let timer = 0;
  let asking = false;
  let over = false;
  let newerWasSaid = '';
  let saidAt = -SAID_EVERY;
  let saying = 0;
  let paused = remembered() === 'paused';

  function remembered(value) {
    try {
      if (value) sessionStorage.setItem(PAUSED, value);
      return sessionStorage.getItem(PAUSED);
    } catch {
      return null;
    }
  }

  function show(what) {
    const text = box.dataset[what];
    // The same words are not said twice.
    if (state.textContent !== text) state.textContent = text;
    box.dataset.state = what;
    again.hidden = what !== 'ended';
    again.href = location.href;
  }

  function plan(after = wait) {
    clearTimeout(timer);
    if (!paused && !over && !document.hidden) timer = setTimeout(ask, after);
  }

  async function ask() {
    if (asking || paused || over || document.hidden) return;
    asking = true;
    try {
      const headers = tag ? { 'if-none-match': tag } : {};
      const signal = AbortSignal.timeout(PATIENCE);
      const answer = await fetch(box.dataset.rows, { headers, signal, redirect: 'manual', cache: 'no-store' });
      await hear(answer);
    } catch {
      stayAway(0);
    } finally {
      asking = false;
      plan();
    }
  }

  async function hear(answer) {
    if (answer.status === 200) {
      const text = await answer.text();
      // Paused meanwhile: what is on the screen stays.
      if (paused) return;
      const whole = take(new DOMParser().parseFromString(text, 'text/html'));
      tag = whole ? (answer.headers.get('etag') ?? '') : '';
    } else if (answer.status !== 304) {
      if (answer.type === 'opaqueredirect' || answer.status === 401) return stop('ended');
      if (answer.status === 429 || answer.status >= 500) return stayAway(Number(answer.headers.get('retry-after')) || 0);
      return stop('refused');
    }
    wait = EVERY;
    if (!paused) show('on');
  }

  function stayAway(seconds) {
    wait = Math.min(Math.max(wait * 2, seconds * 1000), SLOWEST);
    if (!paused) show('away');
  }

  function stop(why) {
    over = true;
    show(why);
  }

  /** Whether everything could be taken: a line waits while something in it is selected, or has the focus and would lose it. */
  function take(page) {
    const fresh = new Map([...page.querySelectorAll('tr[data-id]')].map((row) => [row.dataset.id, row]));
    let whole = true;
    for (const row of document.querySelectorAll('#onboardings tbody tr[data-id]')) {
      const next = fresh.get(row.dataset.id);
      const cells = next ? differing(row, next) : [];
      const vanished = !next && !row.classList.contains('is-gone');
      if (cells.length === 0 && !vanished) continue;
      if (isSelected(row) || cells.some(([old]) => old.contains(document.activeElement))) {
        whole = false;
        continue;
      }
      for (const [old, now] of cells) old.replaceChildren(...now.childNodes);
      if (vanished) row.querySelector('.badge')?.replaceChildren(box.dataset.gone);
      row.classList.toggle('is-gone', vanished);
      mark(row);
    }
    offer(page.querySelector('[data-live="newer"]'));
    if (changed.size > 0) say();
    return whole;
  }

  function differing(row, next) {
    return [...row.cells].flatMap((old, at) => {
      const now = next.cells[at];
      const same = !now || (old.textContent === now.textContent && (old.querySelector('a') === null) === (now.querySelector('a') === null));
      return same ? [] : [[old, now]];
    });
  }

  function isSelected(row) {
    const selection = getSelection();
    return selection !== null && !selection.isCollapsed && selection.containsNode(row, true);
  }

  function mark(row) {
    changed.add(row.dataset.id);
    row.classList.add('is-changed');
    setTimeout(() => row.classList.remove('is-changed'), MARKED);
  }

  function offer(link) {
    if (!link) {
      // Whoever has the focus on it keeps it.
      if (newer !== document.activeElement) newer.hidden = true;
      return;
    }
    if (newer.textContent !== link.textContent) newer.textContent = link.textContent;
    newer.setAttribute('href', link.getAttribute('href'));
    newer.hidden = false;
    if (newerWasSaid !== newer.textContent) say();
  }

  /** Tells everything since the last time at once. */
  function say() {
    if (saying) return;
    saying = setTimeout(
      () => {
        saying = 0;
        saidAt = performance.now();
        const texts = [];
        if (changed.size > 0) {
          const text = box.dataset[plural.select(changed.size) === 'one' ? 'changedOne' : 'changedOther'];
          texts.push(text.replace('{n}', String(changed.size)));
        }
        if (!newer.hidden && newerWasSaid !== newer.textContent) texts.push(newer.textContent);
        newerWasSaid = newer.textContent;
        changed.clear();
        said.textContent = texts.join('. ');
      },
      Math.max(0, saidAt + SAID_EVERY - performance.now()),
    );
  }

  pause.addEventListener('click', () => {
    paused = !paused;
    remembered(paused ? 'paused' : 'on');
    settle();
  });

  function settle() {
    pause.setAttribute('aria-pressed', String(paused));
    if (over) return;
    show(paused ? 'paused' : 'on');
    plan(paused ? EVERY : 0);
  }

  // Nobody looks: nothing is asked. Whoever comes back may have signed in again in another tab.
  document.addEventListener('visibilitychange', () => {
    if (box.dataset.state === 'ended') over = false;
    plan(Math.min(wait, 250));
  });

  pause.setAttribute('aria-pressed', String(paused));
  show(paused ? 'paused' : 'on');
  box.hidden = false;
  plan();
}

const box = document.getElementById('live');
if (box) start(box);
