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
