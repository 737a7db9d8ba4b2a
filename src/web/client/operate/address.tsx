import { Fragment } from 'preact';

/** An e-mail address, which may go on in the next line after its sign and its dots. */
export function Address({ text }: { text: string }) {
  return (
    <bdi>
      {text.split(/(?<=[@.])/).map((part, i) => (
        <Fragment key={i}>
          {i > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </bdi>
  );
}
