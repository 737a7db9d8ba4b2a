import { useState } from 'preact/hooks';
import { OPERATOR_ROLES, type OperatorRole } from '../../../domain/roles';
import { onSubmit } from '../submit';
import { Address } from './address';
import { Refused, type OperatorJson } from './api';
import { Confirm } from './confirm';
import { errorText, useOperate } from './context';
import { Field } from '../field';
import { RadioGroup } from './radio-group';

interface OperatorsProps {
  operators: OperatorJson[];
  onDone(): void;
}

/** The people who have a role. */
export function Operators({ operators, onDone }: OperatorsProps) {
  const { locale, api, notify } = useOperate();
  const { words } = locale;
  const [removing, setRemoving] = useState<string>();
  const remove = async (email: string) => {
    await api(`operators/${encodeURIComponent(email)}`, { method: 'DELETE' });
    notify(words.operatorRemoved(email));
    onDone();
  };
  return (
    <section class="card" aria-labelledby="operators">
      <h2 id="operators">{words.operators}</h2>
      {operators.length === 0 && <p class="soft">{words.noOperators}</p>}
      <ul class="rows">
        {operators.map(({ email, role }) => (
          <li key={email}>
            <span>
              <Address text={email} /> <span class="soft">{words.roles[role]}</span>
            </span>
            <button
              type="button"
              class="button text"
              aria-label={`${words.remove}: ${email}`}
              onClick={() => setRemoving(email)}
            >
              {words.remove}
            </button>
          </li>
        ))}
      </ul>
      <AddOperator onDone={onDone} />
      {removing !== undefined && (
        <Confirm
          title={words.removeOperator}
          explanation={words.removeOperatorExplained}
          ready
          act={() => remove(removing)}
          onClose={() => setRemoving(undefined)}
        >
          <p>
            <Address text={removing} />
          </p>
        </Confirm>
      )}
    </section>
  );
}

function AddOperator({ onDone }: Pick<OperatorsProps, 'onDone'>) {
  const { locale, api, notify } = useOperate();
  const { words } = locale;
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<OperatorRole>('viewer');
  const [problem, setProblem] = useState('');
  const add = async () => {
    setProblem(email.trim() ? '' : words.wrongAddress);
    if (!email.trim()) return;
    try {
      const path = `operators/${encodeURIComponent(email.trim())}`;
      const added = await api<OperatorJson>(path, { method: 'PUT', body: { role } });
      notify(words.operatorAdded(added.email, words.roles[added.role]));
      setEmail('');
      onDone();
    } catch (error) {
      const isWrong = error instanceof Refused && error.problem.status < 403;
      setProblem(isWrong ? words.wrongAddress : errorText(error, locale));
    }
  };
  const options = Object.fromEntries(OPERATOR_ROLES.map((one) => [one, words.roles[one]]));
  return (
    <form class="stack" method="post" noValidate onSubmit={onSubmit(add)}>
      <h3>{words.addOperator}</h3>
      <Field
        {...{ name: 'email', label: words.address, hint: words.addressHint, problem }}
        {...{ type: 'email', autocapitalize: 'off', spellcheck: false, maxLength: 320 }}
        value={email}
        onText={setEmail}
      />
      <RadioGroup
        {...{ name: 'role', legend: words.role, chosen: role, onChoose: setRole }}
        options={options as Record<OperatorRole, string>}
      />
      <p class="soft small">{words.roleHints[role]}</p>
      <button class="button main">{words.addOperator}</button>
    </form>
  );
}
