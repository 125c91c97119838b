// Building the page; text only ever becomes text nodes.
const main = document.getElementById('main');

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) { made.setAttribute(key, value); }
  made.append(...children);
  return made;
}

export function button(label, act, kind = '') {
  const made = element('button', { type: 'button', class: kind }, label);
  made.addEventListener('click', act);
  return made;
}

// A whole new step: focus goes to its heading, as on a new page.
export function show(title, ...children) {
  const heading = element('h1', { tabindex: '-1' }, title);
  main.replaceChildren(heading, ...children);
  document.title = `${title} - OneKYC (simulator)`;
  if (document.hasFocus()) { heading.focus(); }
}

export const paragraph = (text) => element('p', {}, text);
export const problem = (text) => element('p', { class: 'problem', role: 'alert' }, text);
export const loader = () => element('div', { class: 'loader', 'aria-hidden': 'true' });

export function filePicker(label, take) {
  const input = element('input', { type: 'file', accept: 'image/*', 'aria-label': label });
  input.addEventListener('change', () => { if (input.files[0]) { take(input.files[0]); } });
  return element('div', { class: 'button quiet file' }, label, input);
}

export function panel(texts, scenarios, current, choose) {
  const select = element('select', { id: 'scenario' });
  for (const { name, about } of scenarios) {
    const option = element('option', { value: name }, `${name}: ${about}`);
    option.selected = name === current;
    select.append(option);
  }
  main.append(element('section', { class: 'panel', 'aria-label': texts.panel },
    element('label', { for: 'scenario' }, texts.panel), select,
    button(texts.panelUse, () => choose(select.value), 'quiet')));
}
