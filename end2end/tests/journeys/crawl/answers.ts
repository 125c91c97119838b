import { picture } from '../../../fixtures/photo';
import type { Form, Input } from './reading';
import type { Fields } from './visitor';

/** One way to send a form. */
export interface Sending {
  /** What is done, for people who read where a page was found. */
  name: string;
  action: string;
  inParts: boolean;
  fields: Fields;
}

/** What a person called Kari would write. */
const WORDS: Record<string, string> = {
  phone: '+4740012345',
  email: 'kari@synthetic.example',
  name: 'Kari Synthetic',
  'birthdate.day': '12',
  'birthdate.month': '3',
  'birthdate.year': '1990',
  address: 'Jalan Contoh 1, Jakarta',
  explanation: 'I sold a house.',
};

const image = () => new Blob([picture.buffer], { type: picture.mimeType });

function answered(input: Input): Fields {
  switch (input.type) {
    case 'file':
      return [[input.name, image()]];
    case 'checkbox':
      return [[input.name, input.value]];
    case 'radio':
      return [];
    case 'hidden':
      return [[input.name, input.value]];
    default:
      return [[input.name, input.value || (WORDS[input.name] ?? 'Something')]];
  }
}

/** The answers to choose from, by the question's name. */
function options(form: Form): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { type, name, value } of form.inputs) {
    if (type === 'radio') found.set(name, [...(found.get(name) ?? []), value]);
  }
  return found;
}

/**
 * The ways to send a form that differ for the person: with each button, with each answer of each choice while the other
 * choices have their first one, and with nothing filled in.
 */
export function sendings(form: Form): Sending[] {
  const choices = options(form);
  const plain = form.inputs.flatMap(answered);
  const firsts: Fields = [...choices].map(([name, values]) => [name, values[0] ?? '']);
  const variants: { name: string; fields: Fields }[] = [{ name: 'filled in', fields: [...plain, ...firsts] }];
  for (const [choice, values] of choices) {
    for (const value of values.slice(1)) {
      const others = firsts.filter(([name]) => name !== choice);
      variants.push({ name: `${choice} = ${value}`, fields: [...plain, ...others, [choice, value]] });
    }
  }
  const asks = form.inputs.some(({ type }) => type !== 'hidden');
  if (asks) {
    const hidden = form.inputs.filter(({ type }) => type === 'hidden');
    variants.push({ name: 'left empty', fields: hidden.map(({ name, value }) => [name, value]) });
  }
  return form.buttons.flatMap((button) =>
    variants.map(({ name, fields }) => ({
      name: asks ? `${button.text}, ${name}` : button.text,
      action: form.action,
      inParts: form.inParts,
      fields: button.name ? [...fields, [button.name, button.value] as [string, string]] : fields,
    })),
  );
}
