import type { Command } from 'commander';
import type { Config } from '../config';
import { waitFor } from '../observability/wait-for';
import { listVersions, setCurrentVersion } from '../temporal/versioning';
import { print, say, table } from './output';
import { withTemporal } from './with-temporal';

/** Which build of the program new pre-orders start on, and which builds are still needed (docs/deploying.md). */
export function addVersionCommands(program: Command, config: Config, json: () => boolean): void {
  const deploymentName = config.TEMPORAL_DEPLOYMENT_NAME;

  program
    .command('versions')
    .description(
      "the workers' versions that Temporal knows at TEMPORAL_ADDRESS, and what still runs pinned to each",
    )
    .action(async () => {
      const versions = await withTemporal(config, (client) => listVersions(client, deploymentName));
      const rows = versions.map(({ buildId, current, pinned }) => [buildId, current ? 'yes' : '', pinned]);
      const text = table([['version', 'current', 'pinned'], ...rows]);
      print(
        json(),
        versions,
        versions.length > 0 ? text : `No worker of ${deploymentName} has run with a version.`,
      );
    });

  program
    .command('set-current-version <build-id>')
    .description(
      'have new pre-orders start on the workers of this version; waits up to a minute until some have come',
    )
    .action(async (buildId: string) => {
      await withTemporal(config, (client) =>
        waitFor(`A worker of ${buildId}`, () => setCurrentVersion(client, { deploymentName, buildId }), say),
      );
      print(json(), { deploymentName, buildId }, `${buildId} is current.`);
    });
}
