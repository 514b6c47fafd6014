import { useEffect, useState } from 'react';
import { usePrefs } from '../../app/prefs';
import type { Word } from '../../app/words';
import { prove, type Fault, type Proof } from '../../proof/prove';
import { Tinted } from '../Chip';
import type { Line } from './entries';

/** What is proven stays so for as long as the entry is shown. */
const known = new WeakMap<Line, Proof>();

export function useProof(line: Line): Proof | null {
  const [proof, setProof] = useState<Proof | null>(known.get(line) ?? null);
  useEffect(() => {
    const found = known.get(line);
    setProof(found ?? null);
    if (found) return undefined;
    const leaving = new AbortController();
    void prove(line.index, line.bytes, leaving.signal).then((answer) => {
      if (answer.is === 'proven') known.set(line, answer);
      if (!leaving.signal.aborted) setProof(answer);
    });
    return () => leaving.abort();
  }, [line]);
  return proof;
}

const faults: Record<Fault, Word> = { root: 'proofRoot', signature: 'proofSignature', history: 'proofHistory', form: 'proofForm', key: 'proofNewKey' };

export function ProofMark({ line }: { line: Line }) {
  const { t } = usePrefs();
  const proof = useProof(line);
  if (!proof) return <Tinted tone="quiet">{t('proofChecking')}</Tinted>;
  if (proof.is === 'open') return <Tinted tone="unknown">{t('proofOpen')}</Tinted>;
  if (proof.is === 'broken') return <Tinted tone="bad">{t('proofBroken')}: {t(faults[proof.fault])}</Tinted>;
  return proof.signature === 'good' ? <Tinted tone="good">{t('proofGood')}</Tinted> : <Tinted tone="warn">{t('proofUnsigned')}</Tinted>;
}

/** The whole of it, for whoever wants to calculate it again. */
export function ProofFacts({ line }: { line: Line }) {
  const { t } = usePrefs();
  const proof = useProof(line);
  return (
    <dl className="facts">
      <div><dt>{t('proof')}</dt><dd><ProofMark line={line} /></dd></div>
      {proof?.is === 'proven' && (
        <>
          <div><dt>{t('proofLeaf')}</dt><dd><code>{proof.leaf}</code></dd></div>
          <div><dt>{t('proofPath')}</dt><dd>{proof.path.length === 0 ? t('none') : <ol className="why">{proof.path.map((hash) => <li key={hash}><code>{hash}</code></li>)}</ol>}</dd></div>
          <div><dt>{t('proofTree')}</dt><dd>{t('proofSize', { size: String(proof.size) })} <code>{proof.root}</code></dd></div>
          <div><dt>{t('proofKey')}</dt><dd><code>{proof.key}</code></dd></div>
        </>
      )}
    </dl>
  );
}
