import { bundlePages } from '../../src/web/bundle';

test('the chart library is in the operator’s files only', async () => {
  const files = await bundlePages();
  const of = (page: string, kind: string) =>
    files.find(({ file }) => file.startsWith(page) && file.endsWith(kind))?.content.toString() ?? '';
  for (const kind of ['.js', '.css']) {
    expect(of('operate', kind)).toContain('u-over');
    expect(of('buyer', kind)).not.toContain('u-over');
  }
});

test('pages have the digits of currencies, and not the package that they come from', async () => {
  for (const { file, content } of await bundlePages())
    if (/^(buyer|operate)-.*\.js$/.test(file)) {
      expect(content.toString()).toMatch(/KWD:3/);
      expect(content.toString()).not.toMatch(/Kuwaiti Dinar/);
    }
});

test('a page of buyers has the words of its language only', async () => {
  const files = await bundlePages();
  const words = { en: 'Release tickets', 'pt-BR': 'Desistir dos ingressos' };
  const payWords = { en: 'Continue to payment', 'pt-BR': 'Continuar para o pagamento' };
  const has = (page: string, text: string) =>
    files.find(({ file }) => file.startsWith(page) && file.endsWith('.js'))?.content.includes(text);
  for (const { en, 'pt-BR': ptBR } of [words, payWords]) {
    expect([has('buyer-en-', en), has('buyer-en-', ptBR)]).toEqual([true, false]);
    expect([has('buyer-pt-BR-', en), has('buyer-pt-BR-', ptBR)]).toEqual([false, true]);
  }
});

test('what draws QR codes is in a script of its own', async () => {
  const files = await bundlePages();
  const qr = files.find(({ file }) => file.startsWith('qr-'));
  expect(qr?.content.length).toBeLessThanOrEqual(12_000);
  for (const { file, content } of files)
    expect([file, content.includes('Data too long')]).toEqual([file, file === qr?.file]);
});

test('the script for work is at most 8 kB, and no page contains it', async () => {
  const files = await bundlePages();
  const proof = files.find(({ file }) => file.startsWith('proof-'));
  expect(proof?.content.length).toBeLessThanOrEqual(8_000);
  for (const { file, content } of files)
    expect([file, content.toString().includes('deriveBits')]).toEqual([file, file === proof?.file]);
});
