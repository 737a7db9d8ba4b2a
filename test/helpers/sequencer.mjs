import TestSequencer from '@jest/test-sequencer';

/** The folders whose files take longest. */
const FIRST = ['/test/web/', '/test/app/', '/test/workflows/'];

/** Starts the longest files first, so that no worker ends up alone with one of them. */
export default class extends TestSequencer {
  /** @param {import('@jest/test-result').Test[]} tests */
  sort(tests) {
    /** @param {{ path: string }} test */
    const rank = ({ path }) => {
      const found = FIRST.findIndex((folder) => path.includes(folder));
      return found < 0 ? FIRST.length : found;
    };
    return super.sort(tests).sort((a, b) => rank(a) - rank(b));
  }
}
