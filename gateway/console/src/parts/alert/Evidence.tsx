import { Button, Form, Input } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { api, refusalOf, type Refusal } from '../../app/api';
import { timeOf } from '../../app/format';
import { usePrefs } from '../../app/prefs';
import type { EvidenceHeader } from '../../gen/secure/v1/evidence_pb';
import { Failure } from '../Failure';
import { ClipPlayer } from './ClipPlayer';
import { framesOf } from './frames';
import { readGrey } from './grey';
import { Cancel, Window } from '../Window';

export interface Piece { header: EvidenceHeader; content: Uint8Array<ArrayBuffer> }

export async function fetchPiece(id: string, reason: string): Promise<Piece | null> {
  let header: EvidenceHeader | undefined;
  const chunks: Uint8Array[] = [];
  for await (const { part } of api.evidence.view({ id, reason })) {
    if (part.case === 'header') header = part.value;
    if (part.case === 'chunk') chunks.push(part.value);
  }
  const content = new Uint8Array(await new Blob(chunks.map((chunk) => new Uint8Array(chunk))).arrayBuffer());
  return header && content.length === header.bytes ? { header, content } : null;
}

/** Buttons, not pictures: each view is an act of its own, and is recorded. */
export function Evidence({ ids }: { ids: string[] }) {
  const { t } = usePrefs();
  const [viewing, setViewing] = useState<string | null>(null);
  if (ids.length === 0) return null;
  return (
    <section aria-label={t('evidence')}>
      <h3>{t('evidence')}</h3>
      <div className="row">{ids.map((id, at) => <Button key={id} onClick={() => setViewing(id)}>{t('viewEvidence', { number: at + 1 })}</Button>)}</div>
      <p className="hint">{t('evidenceHint')}</p>
      {viewing && <Viewer key={viewing} id={viewing} close={() => setViewing(null)} />}
    </section>
  );
}

export function Viewer({ id, close }: { id: string; close: () => void }) {
  const { language, t } = usePrefs();
  const [busy, setBusy] = useState(false);
  const [piece, setPiece] = useState<Piece | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const submit = async ({ reason = '' }: { reason?: string }) => {
    setBusy(true);
    try { setPiece(await fetchPiece(id, reason)); setRefusal(null); } catch (cause) { setRefusal(refusalOf(cause)); }
    setBusy(false);
  };
  return (
    <Window title={t('evidence')} width={760} busy={busy} onCancel={close}>
      {refusal && <div className="gap"><Failure refusal={refusal} /></div>}
      {piece ? <><p>{t('takenAt', { time: timeOf(piece.header.takenAt, language) })}</p><Picture piece={piece} id={id} /></> : (
        <Form layout="vertical" requiredMark={false} onFinish={(values) => void submit(values)}>
          <Form.Item name="reason" label={t('evidenceReason')}><Input maxLength={200} /></Form.Item>
          <div className="row"><Button type="primary" htmlType="submit" loading={busy}>{t('view')}</Button><Cancel /></div>
        </Form>
      )}
    </Window>
  );
}

/** The address of the bytes, as long as they are shown. */
function useAddress({ header, content }: Piece) {
  const [address, setAddress] = useState('');
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([content], { type: header.mediaType }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [header, content]);
  return address;
}

export function Picture({ piece, id }: { piece: Piece; id: string }) {
  const { t } = usePrefs();
  const address = useAddress(piece);
  const frames = useMemo(() => (piece.header.mediaType === 'video/x-motion-jpeg' ? framesOf(piece.content) : null), [piece]);
  if (!address) return null;
  if (frames) return <ClipPlayer frames={frames} />;
  if (piece.header.mediaType === 'image/jpeg') return <img className="evidence" src={address} alt={t('evidencePicture')} />;
  const grey = piece.header.mediaType === 'image/x-portable-graymap' ? readGrey(piece.content) : null;
  if (grey) return <Grey picture={grey} />;
  return <p>{t('evidenceSave')} <a href={address} download={`evidence-${id.slice(0, 12)}`}>{t('save')}</a></p>;
}

function Grey({ picture }: { picture: ImageData }) {
  const { t } = usePrefs();
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => { canvas.current?.getContext('2d')?.putImageData(picture, 0, 0); }, [picture]);
  return <canvas className="evidence" ref={canvas} width={picture.width} height={picture.height} role="img" aria-label={t('evidencePicture')} />;
}
