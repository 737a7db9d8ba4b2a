/** The check of the manifests finds what is wrong with them. (`deploy/check-kubernetes.sh` gives it the real ones, built.) */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import type { Route } from '../../src/http/docs/route';
import { ROUTES } from '../../src/http/docs/routes';

const folder = 'deploy/kubernetes';
const text = (file: string) => readFileSync(`${folder}/${file}`, 'utf8');
const BASE = ['serve', 'migrate', 'availability', 'network']
  .map((name) => text(`base/${name}.yaml`))
  .join('---\n');
const built = BASE.replaceAll('image: bilheteria', 'image: bilheteria:1.0');

const check = (manifests: string) => {
  const ran = spawnSync(process.execPath, ['deploy/check-kubernetes.mjs'], { input: manifests });
  return { code: ran.status, said: ran.stderr.toString() };
};

test('our manifests pass', () => {
  expect(check(built)).toEqual({ code: 0, said: '' });
});

test.each([
  ['path: /api/ready', 'path: /ready', 'startupProbe: not on /api/ready'],
  ['path: /api/live', 'path: /api/ready', 'readinessProbe: not on /api/live'],
  ['terminationGracePeriodSeconds: 40', 'terminationGracePeriodSeconds: 30', 'killed before it has drained'],
  ['readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false', 'it may write into its image'],
  ['runAsNonRoot: true', 'runAsNonRoot: false', 'it may run as root'],
  ['enableServiceLinks: false', 'enableServiceLinks: true', 'its neighbours set variables of it'],
  ['memory: 2Gi', 'cpu: 2', 'its memory has no limit'],
  ['maxReplicas: 6', 'maxReplicas: 8', 'more replicas than Postgres has connections for'],
  ['minReplicas: 2', 'minReplicas: 1', 'lets it be alone'],
  ['kind: PodDisruptionBudget', 'kind: ConfigMap', 'there is no PodDisruptionBudget'],
  ['image: bilheteria:1.0', 'image: bilheteria:latest', 'has no version'],
  ['secretRef:', 'configMapRef:', 'it gets no secrets'],
  ['ports:', 'env: [{ name: ADMIN_TOKEN, value: x }]\n          ports:', 'ADMIN_TOKEN is written down'],
])('%s changed to %s is refused', (from, to, says) => {
  expect(built).toContain(from);
  const { code, said } = check(built.replace(from, to));
  expect(code).toBe(1);
  expect(said).toContain(says);
});

test('the public ingress reaches every public route, and none for operators or machines', () => {
  interface Ingress {
    metadata: { name: string };
    spec: { rules: { http: { paths: { path: string; pathType: string }[] } }[] };
  }
  const ingresses = parseAllDocuments(text('example/ingress.yaml')).map((one) => one.toJS() as Ingress);
  const paths = ingresses.find(({ metadata }) => metadata.name === 'public')?.spec.rules[0]?.http.paths ?? [];
  const reached = (route: string) =>
    paths.some(
      ({ path, pathType }) => route === path || (pathType === 'Prefix' && route.startsWith(`${path}/`)),
    );
  const forMachines = ['/api/live', '/api/ready', '/metrics'];
  const isPublic = ({ path, who }: Route) =>
    who !== 'admin' && !path.startsWith('/api/admin/') && !forMachines.includes(path);
  expect(ROUTES.filter((route) => isPublic(route) !== reached(route.path)).map(({ path }) => path)).toEqual(
    [],
  );
  for (const path of ['/', '/events/rock', '/assets/buyer.js', '/docs', '/docs.css'])
    expect(reached(path)).toBe(true);
  for (const path of ['/operate', '/api/admin/session', ...forMachines]) expect(reached(path)).toBe(false);
});
