/** Tests the check of the manifests. (`deploy/check-kubernetes.sh` runs it on the built ones.) */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';
import type { Route } from '../../src/http/route';
import { describeRoutes } from '../../src/http/routes';

const folder = 'deploy/kubernetes';
const text = (file: string) => readFileSync(`${folder}/${file}`, 'utf8');
const BASE = ['serve', 'migrate', 'availability', 'network']
  .map((name) => text(`base/${name}.yaml`))
  .join('---\n');
const PROMETHEUS = ['scraping', 'alerts'].map((name) => text(`prometheus/${name}.yaml`)).join('---\n');
// Kustomize adds this label.
const NAMED =
  'labels:\n        app.kubernetes.io/name: bilheteria\n        app.kubernetes.io/component: serve\n    spec:';
const PROVIDERS = text('providers/network.yaml');
const built = BASE.replace('labels:\n        app.kubernetes.io/component: serve\n    spec:', NAMED)
  .concat('---\n', PROMETHEUS, '---\n', PROVIDERS)
  .replaceAll('image: bilheteria', 'image: bilheteria:1.0');

const check = (manifests: string) => {
  const ran = spawnSync(process.execPath, ['deploy/check-kubernetes.mjs'], { input: manifests });
  return { code: ran.status, said: ran.stderr.toString() };
};

test('our manifests pass', () => {
  expect(check(built)).toEqual({ code: 0, said: '' });
});

const PROBE = 'readinessProbe:\n            httpGet:\n              path: /api/live';

test.each([
  ['path: /api/live', 'path: /api/ready', 'startupProbe: must use /api/live'],
  [PROBE, PROBE.replace('live', 'ready'), 'readinessProbe: must use /api/live'],
  ['terminationGracePeriodSeconds: 40', 'terminationGracePeriodSeconds: 30', 'must leave time to drain'],
  ['readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false', 'must not write to its image'],
  ['runAsNonRoot: true', 'runAsNonRoot: false', 'must not run as root'],
  ['enableServiceLinks: false', 'enableServiceLinks: true', 'must not get service links'],
  ['memory: 2Gi', 'cpu: 2', 'needs a memory limit'],
  ['maxReplicas: 6', 'maxReplicas: 8', 'has more replicas than Postgres has connections'],
  ['minReplicas: 2', 'minReplicas: 1', 'must keep two replicas'],
  ['kind: PodDisruptionBudget', 'kind: ConfigMap', 'PodDisruptionBudget: missing'],
  ['image: bilheteria:1.0', 'image: bilheteria:latest', 'needs a version'],
  ['secretRef:', 'configMapRef:', 'needs the secret'],
  ['name: bilheteria-migrate', 'name: bilheteria', 'must not have the secret of migrate'],
  ['interval: 15s\n      scrape', 'interval: 60s\n      scrape', 'must scrape every 15 s'],
  ['port: metrics\n      path', 'port: http\n      path', 'must scrape the port of the metrics'],
  ['jobLabel: app.kubernetes.io/name', 'jobLabel: app', 'its job must be bilheteria'],
  ['alert: NobodyAnswers', 'alert: NobodyAnswer', 'must have the alerts of'],
  ['ports:', 'env: [{ name: ADMIN_TOKEN, value: x }]\n          ports:', 'must not contain ADMIN_TOKEN'],
])('%s changed to %s fails', (from, to, says) => {
  expect(built).toContain(from);
  const { code, said } = check(built.replace(from, to));
  expect(code).toBe(1);
  expect(said).toContain(says);
});

test('the public ingress has every public route and none for operators or machines', () => {
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
  const isPublic = ({ path, access }: Route) =>
    access !== 'admin' && !path.startsWith('/api/admin/') && !forMachines.includes(path);
  expect(
    describeRoutes()
      .filter((route) => isPublic(route) !== reached(route.path))
      .map(({ path }) => path),
  ).toEqual([]);
  for (const path of [
    '/',
    '/events/rock',
    '/sign-in/x',
    '/account',
    '/assets/buyer.js',
    '/docs',
    '/docs.css',
  ])
    expect(reached(path)).toBe(true);
  for (const path of ['/operate', '/api/admin/session', ...forMachines]) expect(reached(path)).toBe(false);
});
