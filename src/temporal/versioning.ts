import type { Client } from '@temporalio/client';
import type { WorkerOptions } from '@temporalio/worker';

/** Which build of the program a worker is, for Temporal's Worker Versioning. */
export interface WorkerVersion {
  deploymentName: string;
  buildId: string;
}

/**
 * Makes a worker one version of a deployment. It finishes the workflows that it begins, except those that move to a
 * newer version (`sale`). Without a version every worker takes every task.
 */
export function versionOf(version?: WorkerVersion): Pick<WorkerOptions, 'workerDeploymentOptions'> {
  const pinned = { useWorkerVersioning: true, defaultVersioningBehavior: 'PINNED' } as const;
  return version ? { workerDeploymentOptions: { ...pinned, version } } : {};
}

/**
 * Starts new workflows on this version, and moves running ones to it that aren't pinned to another.
 * @throws if no worker of this version has connected yet.
 */
export async function setCurrentVersion(client: Client, version: WorkerVersion): Promise<void> {
  const { namespace } = client.options;
  await client.workflowService.setWorkerDeploymentCurrentVersion({ namespace, ...version });
}

export interface KnownVersion {
  buildId: string;
  current: boolean;
  /** Running workflows that are pinned to it, a moment old. While there are any, a worker of it must run. */
  pinned: number;
}

/** The versions of a deployment that Temporal knows; none if no worker of it has ever run. */
export async function listVersions(client: Client, deploymentName: string): Promise<KnownVersion[]> {
  const { namespace } = client.options;
  const { workerDeploymentInfo: known } = await client.workflowService
    .describeWorkerDeployment({ namespace, deploymentName })
    .catch((error: unknown) => {
      // gRPC's NOT_FOUND.
      if ((error as { code?: unknown }).code === 5) return { workerDeploymentInfo: null };
      throw error;
    });
  const current = known?.routingConfig?.currentDeploymentVersion?.buildId;
  const buildIds = known?.versionSummaries?.flatMap((one) => one.deploymentVersion?.buildId ?? []) ?? [];
  return Promise.all(
    buildIds.map(async (buildId) => {
      const { count } = await client.workflow.count(
        `TemporalWorkerDeploymentVersion = '${deploymentName}:${buildId}' AND ` +
          "TemporalWorkflowVersioningBehavior = 'Pinned' AND ExecutionStatus = 'Running'",
      );
      return { buildId, current: buildId === current, pinned: count };
    }),
  );
}
