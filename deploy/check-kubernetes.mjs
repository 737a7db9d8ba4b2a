/** Holds built Kubernetes manifests (on standard input) against what we promise of them. */
import { readFileSync } from 'node:fs';
import { parseAllDocuments } from 'yaml';

/** The pool's connections and the one that listens; how many Postgres takes by default, less those for its superuser. */
const CONNECTIONS = { process: 13, server: 97 };
/** How long the program may take to drain, in seconds (docs/deploying.md). */
const DRAIN = 30;
const PROBES = { startupProbe: '/api/ready', readinessProbe: '/api/live', livenessProbe: '/api/live' };
const SECRET = /SECRET|TOKEN|PASSWORD|API_KEY|DATABASE_URL/;

const objects = parseAllDocuments(readFileSync(0, 'utf8')).map((document) => document.toJS());
const wrong = [];
const must = (right, what) => right || wrong.push(what);
const only = (kind) => {
  const found = objects.filter((one) => one?.kind === kind);
  must(found.length > 0, `there is no ${kind}`);
  return found[0]?.spec ?? {};
};

must(!objects.some((one) => one?.kind === 'Secret'), 'a Secret is written down');
for (const { data = {} } of objects.filter((one) => one?.kind === 'ConfigMap'))
  for (const name of Object.keys(data)) must(!SECRET.test(name), `${name}: a secret in a ConfigMap`);

for (const { kind, spec } of objects.filter((one) => ['Deployment', 'Job'].includes(one?.kind))) {
  const pod = spec.template.spec;
  must(pod.automountServiceAccountToken === false, `${kind}: it gets a token for Kubernetes`);
  must(pod.enableServiceLinks === false, `${kind}: its neighbours set variables of it`);
  must(pod.securityContext?.runAsNonRoot === true, `${kind}: it may run as root`);
  must(pod.securityContext?.seccompProfile?.type === 'RuntimeDefault', `${kind}: no seccomp profile`);
  for (const {
    image,
    securityContext: locked = {},
    resources = {},
    env = [],
    envFrom = [],
  } of pod.containers) {
    must(/:\d[\w.-]*$/.test(image), `${kind}: its image ${image} has no version`);
    must(locked.readOnlyRootFilesystem === true, `${kind}: it may write into its image`);
    must(locked.allowPrivilegeEscalation === false, `${kind}: it may gain privileges`);
    must(locked.capabilities?.drop?.includes('ALL'), `${kind}: it keeps capabilities`);
    must(resources.requests?.cpu && resources.requests?.memory, `${kind}: it requests no resources`);
    must(resources.limits?.memory, `${kind}: its memory has no limit`);
    for (const { name, value } of env)
      must(!(value && SECRET.test(name)), `${kind}: ${name} is written down`);
    must(
      envFrom.some((from) => from.secretRef),
      `${kind}: it gets no secrets`,
    );
  }
}

const deployment = only('Deployment');
const pod = deployment.template.spec;
const [serve] = pod.containers;
for (const [probe, path] of Object.entries(PROBES))
  must(serve[probe]?.httpGet?.path === path, `${probe}: not on ${path}`);
must(
  pod.terminationGracePeriodSeconds >= (serve.lifecycle?.preStop?.sleep?.seconds ?? Infinity) + DRAIN,
  'it is killed before it has drained',
);
must((pod.topologySpreadConstraints ?? []).length > 0, 'replicas may all be on one node');
must(deployment.replicas === undefined, 'the autoscaler and the deployment both say how many');

const scaler = only('HorizontalPodAutoscaler');
must(scaler.scaleTargetRef?.name === 'serve' && scaler.minReplicas >= 2, 'the autoscaler lets it be alone');
const surge = deployment.strategy?.rollingUpdate?.maxSurge ?? 1;
must(
  (scaler.maxReplicas + surge) * CONNECTIONS.process <= CONNECTIONS.server,
  'more replicas than Postgres has connections for',
);
const labels = deployment.template.metadata.labels;
const selects = (selector) =>
  Object.entries(selector ?? { none: '' }).every(([name, value]) => labels[name] === value);
must(selects(only('PodDisruptionBudget').selector?.matchLabels), 'the disruption budget is for nobody');
must(selects(only('Service').selector), 'the service has no replicas');
must(only('NetworkPolicy').policyTypes?.includes('Ingress'), 'no network policy');

for (const line of wrong) console.error(line);
process.exitCode = wrong.length > 0 ? 1 : 0;
