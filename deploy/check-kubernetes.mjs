/** Checks built Kubernetes manifests (on standard input): hardening, secrets, probes, and room to drain and scale. */
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { parse, parseAllDocuments } from 'yaml';

/** A process uses its pool and one connection that listens. Postgres allows 100, less 3 for its superuser. */
const CONNECTIONS = { process: 13, server: 97 };
/** How long the program may take to drain, in seconds (docs/deploying.md). */
const DRAIN = 30;
const PROBES = { startupProbe: '/api/live', readinessProbe: '/api/live', livenessProbe: '/api/live' };
const SECRET = /SECRET|TOKEN|PASSWORD|API_KEY|DATABASE_URL/;

const objects = parseAllDocuments(readFileSync(0, 'utf8')).map((document) => document.toJS());
const problems = [];
const must = (holds, problem) => holds || problems.push(problem);
const only = (kind) => {
  const found = objects.filter((one) => one?.kind === kind);
  must(found.length > 0, `${kind}: missing`);
  return found[0]?.spec ?? {};
};

must(!objects.some((one) => one?.kind === 'Secret'), 'Secret: must not be in the manifests');
for (const { data = {} } of objects.filter((one) => one?.kind === 'ConfigMap'))
  for (const name of Object.keys(data)) must(!SECRET.test(name), `ConfigMap: must not contain ${name}`);

for (const { kind, spec } of objects.filter((one) => ['Deployment', 'Job'].includes(one?.kind))) {
  const pod = spec.template.spec;
  must(pod.automountServiceAccountToken === false, `${kind}: must not get a Kubernetes token`);
  must(pod.enableServiceLinks === false, `${kind}: must not get service links`);
  must(pod.securityContext?.runAsNonRoot === true, `${kind}: must not run as root`);
  must(pod.securityContext?.seccompProfile?.type === 'RuntimeDefault', `${kind}: needs a seccomp profile`);
  for (const {
    image,
    securityContext: locked = {},
    resources = {},
    env = [],
    envFrom = [],
  } of pod.containers) {
    must(/:\d[\w.-]*$/.test(image), `${kind}: its image ${image} needs a version`);
    must(locked.readOnlyRootFilesystem === true, `${kind}: must not write to its image`);
    must(locked.allowPrivilegeEscalation === false, `${kind}: must not gain privileges`);
    must(locked.capabilities?.drop?.includes('ALL'), `${kind}: must drop all capabilities`);
    must(resources.requests?.cpu && resources.requests?.memory, `${kind}: needs resource requests`);
    must(resources.limits?.memory, `${kind}: needs a memory limit`);
    for (const { name, value } of env)
      must(!(value && SECRET.test(name)), `${kind}: must not contain ${name}`);
    must(
      envFrom.some((from) => from.secretRef),
      `${kind}: needs the secret`,
    );
  }
}

const secretsOf = (kind) =>
  objects
    .filter((one) => one?.kind === kind)
    .flatMap((one) => one.spec.template.spec.containers)
    .flatMap(({ envFrom = [] }) => envFrom.flatMap(({ secretRef }) => secretRef?.name ?? []));
must(
  !secretsOf('Deployment').some((name) => secretsOf('Job').includes(name)),
  'Deployment: must not have the secret of migrate, whose user may change tables',
);

const deployment = only('Deployment');
const pod = deployment.template.spec;
const [serve] = pod.containers;
for (const [probe, path] of Object.entries(PROBES))
  must(serve[probe]?.httpGet?.path === path, `${probe}: must use ${path}`);
must(
  pod.terminationGracePeriodSeconds >= (serve.lifecycle?.preStop?.sleep?.seconds ?? Infinity) + DRAIN,
  'Deployment: must leave time to drain',
);
must((pod.topologySpreadConstraints ?? []).length > 0, 'Deployment: must spread its replicas over nodes');
must(deployment.replicas === undefined, 'Deployment: must leave the number of replicas to the autoscaler');

const scaler = only('HorizontalPodAutoscaler');
must(
  scaler.scaleTargetRef?.name === 'serve' && scaler.minReplicas >= 2,
  'HorizontalPodAutoscaler: must keep two replicas of serve',
);
const surge = deployment.strategy?.rollingUpdate?.maxSurge ?? 1;
must(
  (scaler.maxReplicas + surge) * CONNECTIONS.process <= CONNECTIONS.server,
  'HorizontalPodAutoscaler: has more replicas than Postgres has connections',
);
const labels = deployment.template.metadata.labels;
const selects = (selector) =>
  Object.entries(selector ?? { none: '' }).every(([name, value]) => labels[name] === value);
must(selects(only('PodDisruptionBudget').selector?.matchLabels), 'PodDisruptionBudget: must select serve');
must(selects(only('Service').selector), 'Service: must select serve');
must(only('NetworkPolicy').policyTypes?.includes('Ingress'), 'NetworkPolicy: must restrict ingress');

// With the component for the Prometheus operator.
const ALERTS = new URL('observability/alerts.yaml', import.meta.url);
const includes = (all, some) => Object.entries(some).every(([name, value]) => all?.[name] === value);
for (const { spec } of objects.filter((one) => one?.kind === 'ServiceMonitor')) {
  const [{ port, path, interval }] = spec.endpoints;
  const service = objects.find(
    (one) => one?.kind === 'Service' && includes(one.metadata.labels, spec.selector.matchLabels),
  );
  const target = service?.spec.ports.find(({ name }) => name === port)?.targetPort;
  must(selects(service?.spec.selector), 'ServiceMonitor: must select a Service of serve');
  must(
    path === '/metrics' && serve.ports.some(({ name }) => name === 'metrics' && name === target),
    'ServiceMonitor: must scrape the port of the metrics',
  );
  must(interval === '15s', 'ServiceMonitor: must scrape every 15 s, as the alerts expect');
  must(
    service?.metadata.labels[spec.jobLabel] === 'bilheteria',
    'ServiceMonitor: its job must be bilheteria, as the alerts expect',
  );
  must(
    objects.some(
      (one) =>
        one?.kind === 'PrometheusRule' && isDeepStrictEqual(one.spec, parse(readFileSync(ALERTS, 'utf8'))),
    ),
    'PrometheusRule: must have the alerts of deploy/observability/alerts.yaml',
  );
}

for (const line of problems) console.error(line);
process.exitCode = problems.length > 0 ? 1 : 0;
