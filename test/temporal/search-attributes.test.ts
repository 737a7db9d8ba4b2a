import type { Connection } from '@temporalio/client';
import { registerSearchAttributes } from '../../src/temporal/search-attributes';

const refusal = () => Promise.reject(Object.assign(new Error('Request unauthorized.'), { code: 7 }));
const server = (calls: object, reads: object = {}) => ({
  operatorService: calls as Connection['operatorService'],
  workflowService: reads as Connection['workflowService'],
});

test('a server that does not list its search attributes is assumed to have them', async () => {
  const cloud = server({ listSearchAttributes: refusal, addSearchAttributes: refusal });
  expect(await registerSearchAttributes(cloud, 'box.acme')).toEqual([]);
});

test('missing attributes that can only be created by hand are named', async () => {
  const listSearchAttributes = () => Promise.resolve({ customAttributes: { EventId: 2, ExpiresAt: 6 } });
  const cloud = server({ listSearchAttributes, addSearchAttributes: refusal });
  await expect(registerSearchAttributes(cloud, 'box.acme')).rejects.toThrow(
    'The namespace box.acme lacks the search attributes PreOrderStatus (KEYWORD), TicketTypes (KEYWORD_LIST); docs/deploying.md',
  );
});

test('any other failure is reported', async () => {
  const away = server({ listSearchAttributes: () => Promise.reject(new Error('away')) });
  await expect(registerSearchAttributes(away, 'default')).rejects.toThrow('away');
});

test('returns once workflows may carry the attributes, which is later than their registration', async () => {
  const looks = [new Error('Namespace box has no mapping defined for search attribute EventId'), undefined];
  const registered: string[] = [];
  const late = server(
    {
      listSearchAttributes: () => Promise.resolve({ customAttributes: {} }),
      addSearchAttributes: ({ searchAttributes }: { searchAttributes: object }) =>
        Promise.resolve(registered.push(...Object.keys(searchAttributes))),
    },
    {
      countWorkflowExecutions: () => {
        const failure = looks.shift();
        return failure ? Promise.reject(failure) : Promise.resolve({});
      },
    },
  );
  expect(await registerSearchAttributes(late, 'box')).toEqual(registered);
  expect(registered).toHaveLength(4);
  expect(looks).toEqual([]);
});
