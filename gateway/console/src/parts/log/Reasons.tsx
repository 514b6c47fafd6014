import { Fragment } from 'react';
import type { LogWords } from './logWords';

/** Why it came out so, in words; a code for which there are none stands as what it is. */
export function Reasons({ of, words }: { of: readonly string[]; words: LogWords }) {
  return of.map((code, at) => {
    const said = words.reasonOf(code);
    return <Fragment key={at}>{at > 0 && ', '}{said === code ? <code>{code}</code> : <bdi>{said}</bdi>}</Fragment>;
  });
}
