import { DomUtils, parseDocument } from 'htmlparser2';

type Document = ReturnType<typeof parseDocument>;
type Element = ReturnType<typeof DomUtils.getElementsByTagName>[number];

/** An input as it stands in a form. */
export interface Input {
  name: string;
  type: string;
  value: string;
  checked: boolean;
  required: boolean;
}

/** A form with its ways to be sent. */
export interface Form {
  action: string;
  inParts: boolean;
  inMain: boolean;
  inputs: Input[];
  /** The buttons that send it: name, value, words. */
  buttons: { name: string; value: string; text: string }[];
}

/** A link. */
export interface Link {
  href: string;
  text: string;
  inMain: boolean;
  /** It stands above the page and leads back to the one before. */
  isBack: boolean;
}

/** What a person can do on a page. */
export interface Reading {
  heading: string;
  /** The words between header and footer, without what differs from one onboarding to the next. */
  words: string;
  links: Link[];
  forms: Form[];
}

const all = (name: string, within: Document | Element) => DomUtils.getElementsByTagName(name, within, true);
const text = (element: Element) => DomUtils.innerText(element).replace(/\s+/g, ' ').trim();
const has = (element: Element, name: string) => name in element.attribs;

/** Ids, references, lengths of time and days: the same page for somebody else, or a moment later. */
export const withoutIds = (text: string) =>
  text
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '{id}')
    .replace(/[0-9A-F]{12}/g, '{reference}')
    .replace(/\d+ (minutes?|hours?|days?)/g, '{span}')
    .replace(/\d{1,2} [A-Z][a-z]+ 20\d\d/g, '{day}');

/** Reads a page as a person without scripts does. */
export function read(html: string): Reading {
  // Empty comments as browsers read them (HTML, "abrupt closing of empty comment"); the parser would take the next tag too.
  const document = parseDocument(html.replaceAll('<!>', ''));
  const [main] = all('main', document);
  if (!main) throw new Error(`a page without a main part: ${html.slice(0, 200)}`);
  const within = (element: Element) => {
    for (let at: unknown = element; at; at = (at as Element).parent) if (at === main) return true;
    return false;
  };
  return {
    heading: text(all('h1', document)[0] ?? main),
    words: withoutIds(text(main)),
    links: all('a', document)
      .filter((link) => has(link, 'href'))
      .map((link) => ({
        href: link.attribs['href'] ?? '',
        text: text(link),
        inMain: within(link),
        isBack: /\bback\b/.test(link.attribs['class'] ?? ''),
      })),
    forms: all('form', document).map((form) => ({
      action: form.attribs['action'] ?? '',
      inParts: form.attribs['enctype'] === 'multipart/form-data',
      inMain: within(form),
      inputs: all('input', form).map((input) => ({
        name: input.attribs['name'] ?? '',
        type: input.attribs['type'] ?? 'text',
        value: input.attribs['value'] ?? '',
        checked: has(input, 'checked'),
        required: has(input, 'required'),
      })),
      buttons: all('button', form)
        .filter((button) => button.attribs['type'] !== 'button')
        .map((button) => ({
          name: button.attribs['name'] ?? '',
          value: button.attribs['value'] ?? '',
          text: text(button),
        })),
    })),
  };
}
