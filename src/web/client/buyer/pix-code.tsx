import { useEffect, useRef, useState } from 'preact/hooks';
import type { Locale } from '../i18n';
import { PAYMENT_WORDS } from '../i18n/payment';
import { Button } from '../button';
import { loadQr } from './load-qr';
import type { PaymentJson } from './money';
import type { Qr } from './qr';

interface PixCodeProps {
  locale: Locale;
  pix: NonNullable<PaymentJson['pix']>;
  /** The provider's page with the same code. */
  payUrl: string | undefined;
}

/** The code of a Pix, to scan and to copy. */
export function PixCode({ locale, pix, payUrl }: PixCodeProps) {
  const words = PAYMENT_WORDS[locale.language];
  const field = useRef<HTMLTextAreaElement>(null);
  const [copied, setCopied] = useState<boolean>();
  const copy = async () => {
    field.current?.select();
    setCopied(await copyText(pix.text));
  };
  useEffect(() => setCopied(undefined), [pix.text]);
  return (
    <div class="pix">
      <p>{words.scanOrCopy}</p>
      <QrCode text={pix.text} name={words.qrCode} />
      <label class="small" for="pix-code">
        {words.pixCode}
      </label>
      <textarea id="pix-code" ref={field} readOnly rows={6} spellcheck={false} value={pix.text} />
      <Button kind="main" onPress={() => void copy()}>
        {copied ? words.copied : words.copyCode}
      </Button>
      <p class={copied ? 'unseen' : 'small'} role="status">
        {copied === undefined ? '' : copied ? words.copied : words.copyByHand}
      </p>
      <p class="soft small">
        {words.pixUpdates} {payUrl !== undefined && <a href={payUrl}>{words.openPayPage}</a>}
      </p>
    </div>
  );
}

/** Drawn once its script has come; the text says the same. */
function QrCode({ text, name }: { text: string; name: string }) {
  const [qr, setQr] = useState<Qr>();
  useEffect(() => {
    let isWanted = true;
    loadQr().then(
      ({ drawQr }) => isWanted && setQr(drawQr(text)),
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [text]);
  return (
    <div class="qr">
      {qr && (
        <svg role="img" aria-label={name} viewBox={`0 0 ${qr.size} ${qr.size}`} shape-rendering="crispEdges">
          <path d={qr.path} />
        </svg>
      )}
    </div>
  );
}

/** @returns whether it is in the clipboard. Only pages that came over TLS, or from this machine, have one. */
async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
