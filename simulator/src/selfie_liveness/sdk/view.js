// The screens, over the whole page, in a shadow root. Text only ever becomes text nodes.
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) { made.setAttribute(key, value); }
  made.append(...children);
  return made;
}

// What the screen reader is told: positions politely, alerts at once.
function liveRegions() {
  const position = element('p', { class: 'feedback', role: 'status' });
  const alert = element('p', { class: 'feedback alert', role: 'alert' });
  alert.hidden = true;
  return { position, alert };
}

function openView({ theme, onClose, onHelp }) {
  const before = document.activeElement;
  const host = element('div', { id: 'onekyc-selfie-liveness' });
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  root.adoptedStyleSheets = [sheet];
  dress(host, theme);

  let texts = textsFor(document.documentElement.lang.startsWith('en') ? 'en_ID' : 'id_ID');
  const help = element('button', { type: 'button', class: 'quiet' });
  const close = element('button', { type: 'button', class: 'quiet' });
  help.addEventListener('click', onHelp);
  close.addEventListener('click', onClose);
  const main = element('div', { class: 'screen' });
  const dialog = element(
    'section', { role: 'dialog', 'aria-modal': 'true', 'aria-labelledby': 'title' },
    main, element('footer', {}, close, help),
  );
  root.append(dialog);
  dialog.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') { event.preventDefault(); onClose(); }
  });

  // The page below is neither reached by the keyboard nor read out.
  const covered = [...document.body.children].filter((child) => !child.inert);
  for (const child of covered) { child.inert = true; }
  document.body.append(host);

  const speak = () => {
    dialog.lang = texts.lang;
    help.textContent = texts.help;
    close.textContent = texts.close;
  };

  // A whole new screen: focus goes to its heading.
  function show(name, title, ...children) {
    host.dataset.screen = name;
    const heading = element('h1', { id: 'title', tabindex: '-1' }, title);
    main.replaceChildren(heading, ...children);
    heading.focus();
  }

  const paragraph = (text) => element('p', {}, text);
  const loader = () => element('div', { class: 'loader', 'aria-hidden': 'true' });
  const choice = (label, act) => {
    const made = element('button', { type: 'button' }, label);
    made.addEventListener('click', act, { once: true });
    return made;
  };

  speak();
  return {
    use(locale, mode) {
      texts = textsFor(locale);
      if (MODES[mode]) { host.dataset.mode = MODES[mode]; }
      speak();
    },

    starting() {
      show('starting', texts.starting, loader(), element('p', { role: 'status' }, texts.startingText));
    },

    // Answers with the video to fill and a way to give feedback.
    capturing() {
      const video = element('video', { playsinline: '', 'aria-label': texts.video });
      video.muted = true;
      const stage = element('div', { class: 'stage' }, video, element('div', { class: 'guide', 'aria-hidden': 'true' }));
      const { position, alert } = liveRegions();
      show('capture', texts.capture, paragraph(texts.captureText), stage, position, alert);
      return {
        video,
        feedback(found) {
          if (stage.dataset.feedback === found) { return; }
          stage.dataset.feedback = found;
          const isAlert = found === 'obstruction' || found === 'glare';
          position.hidden = isAlert;
          alert.hidden = !isAlert;
          (isAlert ? alert : position).textContent = texts[found];
          (isAlert ? position : alert).textContent = '';
        },
      };
    },

    sending(photo) {
      const image = element('img', { alt: texts.sent, src: URL.createObjectURL(photo) });
      image.addEventListener('load', () => URL.revokeObjectURL(image.src), { once: true });
      const status = element('p', { class: 'feedback', role: 'status' }, texts.sendingText);
      show('sending', texts.sending, element('div', { class: 'stage' }, image), loader(), status);
    },

    // Resolves when the person wants to try again.
    retry(attemptsLeft) {
      return new Promise((resolve) => {
        const left = Number.isInteger(attemptsLeft) ? [paragraph(`${texts.attemptsLeft} ${attemptsLeft}`)] : [];
        show('retry', texts.retry, paragraph(texts.retryText), ...left, choice(texts.tryAgain, resolve));
      });
    },

    // Resolves when the person wants to try again.
    noPicture(screen) {
      return new Promise((resolve) => {
        show(screen, texts[screen], paragraph(texts[`${screen}Text`]), choice(texts.tryAgain, resolve));
      });
    },

    remove() {
      host.remove();
      for (const child of covered) { child.inert = false; }
      before?.focus?.();
    },
  };
}
