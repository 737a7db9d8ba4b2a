import type { ComponentChildren } from 'preact';

export type Fact = [term: string, value: ComponentChildren];

/** Terms with their values, beside each other. @param name the class that arranges them. */
export function Facts({ name, facts }: { name?: string; facts: Fact[] }) {
  return (
    <dl class={name}>
      {facts.map(([term, value]) => (
        <div key={term}>
          <dt class="soft small">{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
