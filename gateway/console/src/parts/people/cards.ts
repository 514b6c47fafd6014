// What a card says at a reader, as text and from a form.
import type { MessageInitShape } from '@bufbuild/protobuf';
import type { CardNumber, CardNumberSchema } from '../../gen/secure/v1/people_pb';

export function cardText(number: CardNumber | undefined) {
  switch (number?.form.case) {
    case 'h10301': return `${number.form.value.facility}-${number.form.value.number}`;
    case 'raw': return `${number.form.value.bits} bit ${[...number.form.value.data].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
    default: return '—';
  }
}

export interface CardFields { form: 'h10301' | 'raw'; facility?: string; number?: string; bits?: string; data?: string }

/** A whole number in its range; null: something else was typed. */
export function wholeOf(text: string | undefined, least: number, most: number) {
  if (!text || !/^\d{1,5}$/.test(text.trim())) return null;
  const value = Number(text.trim());
  return value >= least && value <= most ? value : null;
}

/** Hex pairs, as many bytes as the bits take; null: something else was typed. */
export function bytesOf(text: string | undefined, bits: number) {
  const pairs = (text ?? '').replace(/[\s:]/g, '').match(/^(?:[0-9a-f]{2})+$/i)?.[0].match(/../g);
  return pairs && pairs.length === Math.ceil(bits / 8) ? Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16)) : null;
}

export function cardOf(fields: CardFields): MessageInitShape<typeof CardNumberSchema> {
  if (fields.form === 'raw') {
    const bits = wholeOf(fields.bits, 1, 256) ?? 0;
    return { form: { case: 'raw', value: { bits, data: bytesOf(fields.data, bits) ?? new Uint8Array() } } };
  }
  return { form: { case: 'h10301', value: { facility: wholeOf(fields.facility, 0, 255) ?? 0, number: wholeOf(fields.number, 0, 65_535) ?? 0 } } };
}
