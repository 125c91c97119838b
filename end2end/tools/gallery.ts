import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** The narrow and the wide screen that pages are looked at on. */
export const sizes = {
  narrow: { width: 360, height: 740 },
  wide: { width: 1280, height: 900 },
};

export const schemes = ['light', 'dark'] as const;

/** A page in one of its states, in one language, as the app's example `gallery` renders it. */
export interface State {
  name: string;
  language: string;
  address: string;
}

/** Every page in every state and language; none when the gallery was not rendered. */
export function states(): State[] {
  const folder = resolve(process.env.GALLERY ?? 'gallery');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .flatMap((file) => {
      const [, name, language] = /^(.+)\.([a-z]+)\.html$/.exec(file) ?? [];
      return name && language ? [{ name, language, address: pathToFileURL(join(folder, file)).href }] : [];
    });
}
