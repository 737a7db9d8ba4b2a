import { AskFirst } from '../ask-first';
import type { StageProps } from './stage-props';

interface ReleaseButtonProps extends Pick<StageProps, 'purchase' | 'actions'> {
  label: string;
  question: string;
  keepLabel: string;
}

/** Gives up a place or tickets. */
export function ReleaseButton({ purchase: { pending }, actions, ...words }: ReleaseButtonProps) {
  return (
    <AskFirst
      {...words}
      busy={pending === 'release'}
      disabled={!actions || pending === 'checkout'}
      onYes={() => actions?.release()}
    />
  );
}
