import { useEffect, useState } from 'preact/hooks';
import type { ProvidersAnswer } from '../../../http/schemas/oidc';
import { request } from '../http';
import { knowsPasskeys } from './load-passkey';

/** What there is besides the code: accounts elsewhere, and passkeys where both the site and the browser know them. */
export function useWays(): ProvidersAnswer {
  const [ways, setWays] = useState<ProvidersAnswer>({ providers: [], passkeys: false });
  useEffect(() => {
    const show = (body: ProvidersAnswer) => setWays({ ...body, passkeys: body.passkeys && knowsPasskeys() });
    // Without an answer the code is the only way.
    request('/api/sign-in/providers').then(
      (answer) => answer.ok && show(answer.body as never),
      () => undefined,
    );
  }, []);
  return ways;
}
