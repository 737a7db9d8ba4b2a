import type { Command } from 'commander';
import type { Config } from '../config';
import { waitFor } from '../observability/wait-for';
import { listVersions, setCurrentVersion } from '../temporal/versioning';
import { withTemporal } from './connections';
import { print, say, table } from './output';

/** Which build new pre-orders start on, and which builds are still needed (docs/deploying.md). */
export function addVersionCommands(program: Command, config: Config, json: () => boolean): void {
  const deploymentName = config.TEMPORAL_DEPLOYMENT_NAME;

  program
    .command('versions')
    .description('list the worker versions that Temporal knows, with the workflows still pinned to each')
    .action(async () => {
      const versions = await withTemporal(config, (client) => listVersions(client, deploymentName));
      const rows = versions.map(({ buildId, current, pinned }) => [buildId, current ? 'yes' : '', pinned]);
      const text = table([['version', 'current', 'pinned'], ...rows]);
      const none = `No worker of ${deploymentName} has run with a version.`;
      print(json(), versions, versions.length > 0 ? text : none);
    });

  program
    .command('set-current-version <build-id>')
    .description('start new pre-orders on this version; waits up to a minute for one of its workers')
    .action(async (buildId: string) => {
      await withTemporal(config, (client) =>
        waitFor(`A worker of ${buildId}`, () => setCurrentVersion(client, { deploymentName, buildId }), say),
      );
      print(json(), { deploymentName, buildId }, `${buildId} is current.`);
    });
}
