// Looks. Style sheets are constructed and properties set through CSSOM, so that a page's Content-Security-Policy needs to
// allow no inline styles.
const STYLES = `
:host {
  --primary: #00724f; --on-primary: #ffffff; --background: #ffffff; --surface: #eef3f0; --text: #17211c;
  --alert: #a3180f; --font: system-ui, sans-serif; --radius: 0.75rem;
  position: fixed; inset: 0; z-index: 2147483647; display: block; overflow: auto;
  background: var(--background); color: var(--text); font: 1rem/1.5 var(--font);
}
:host([data-mode="dark"]) {
  --primary: #5fd6a8; --on-primary: #06231a; --background: #101714; --surface: #1e2924; --text: #eef3f0; --alert: #ffb4a9;
}
@media (prefers-color-scheme: dark) {
  :host(:not([data-mode="light"])) {
    --primary: #5fd6a8; --on-primary: #06231a; --background: #101714; --surface: #1e2924; --text: #eef3f0; --alert: #ffb4a9;
  }
}
* { box-sizing: border-box; }
section { min-height: 100%; max-width: 30rem; margin: 0 auto; padding: 1rem; }
.screen { display: flex; flex-direction: column; gap: 0.75rem; }
footer { display: flex; justify-content: space-between; margin-top: 0.75rem; }
h1 { font-size: 1.375rem; line-height: 1.25; margin: 0; }
h1:focus { outline: none; }
p { margin: 0; }
button {
  font: inherit; font-weight: 600; min-height: 2.75rem; padding: 0.5rem 1.25rem; cursor: pointer;
  border: 2px solid var(--primary); border-radius: var(--radius); background: var(--primary); color: var(--on-primary);
}
button.quiet { background: transparent; color: var(--text); border-color: transparent; }
button:focus-visible { outline: 3px solid var(--text); outline-offset: 2px; }
.stage {
  position: relative; width: min(100%, 40vh); aspect-ratio: 3 / 4; margin: 0 auto; overflow: hidden;
  border-radius: var(--radius); background: var(--surface);
}
.stage video, .stage img { width: 100%; height: 100%; object-fit: cover; display: block; }
.stage video { transform: scaleX(-1); }
.guide {
  position: absolute; left: 20%; top: 20%; width: 60%; height: 60%; border: 4px dashed #ffffff; border-radius: 50%;
  box-shadow: 0 0 0 100vmax rgb(0 0 0 / 45%);
}
.stage[data-feedback="good"] .guide { border: 4px solid #5fd6a8; }
.feedback { min-height: 1.5rem; text-align: center; font-weight: 600; }
.alert { color: var(--alert); }
.loader {
  width: 3rem; height: 3rem; margin: 0 auto; border-radius: 50%; border: 5px solid var(--surface);
  border-top-color: var(--primary); animation: turn 1s linear infinite;
}
@keyframes turn { to { transform: rotate(1turn); } }
@media (prefers-reduced-motion: reduce) { .loader { animation-duration: 6s; } }
`;

const MODES = { DARK_MODE: 'dark', LIGHT_MODE: 'light' };

// What a theme may set: `{colors: {primary, ..}, fonts: {family}, radius}`. Anything else, and what is no such value, is
// left out.
const THEMED = [
  ['--primary', 'color', (theme) => theme.colors?.primary],
  ['--on-primary', 'color', (theme) => theme.colors?.onPrimary],
  ['--background', 'color', (theme) => theme.colors?.background],
  ['--surface', 'color', (theme) => theme.colors?.surface],
  ['--text', 'color', (theme) => theme.colors?.text],
  ['--alert', 'color', (theme) => theme.colors?.alert],
  ['--font', 'font-family', (theme) => theme.fonts?.family],
  ['--radius', 'border-radius', (theme) => theme.radius],
];

function dress(host, theme) {
  for (const [property, kind, read] of THEMED) {
    const value = theme ? read(theme) : undefined;
    if (typeof value === 'string' && CSS.supports(kind, value)) { host.style.setProperty(property, value); }
  }
}
