import type { Command } from 'commander';
import { withTemporal } from './connections';
import type { CommandContext } from './context';
import { table } from './output';

/** Which build new pre-orders start on, and which builds are still needed (docs/deploying.md). */
export function addVersionCommands(program: Command, { settings, output }: CommandContext): void {
  const nameOf = () => settings('TEMPORAL_DEPLOYMENT_NAME').TEMPORAL_DEPLOYMENT_NAME;

  program
    .command('versions')
    .description('list the worker versions that Temporal knows, with the workflows still pinned to each')
    .action(async () => {
      const { listVersions } = await import('../temporal/versioning.js');
      const deploymentName = nameOf();
      const versions = await withTemporal(settings, (client) => listVersions(client, deploymentName));
      const rows = versions.map(({ buildId, current, pinned }) => [buildId, current ? 'yes' : '', pinned]);
      const text = table([['version', 'current', 'pinned'], ...rows]);
      const none = `No worker of ${deploymentName} has run with a version.`;
      output.print(versions, versions.length > 0 ? text : none);
    });

  program
    .command('set-current-version <build-id>')
    .description('start new pre-orders on this version; waits up to a minute for one of its workers')
    .action(async (buildId: string) => {
      const [{ setCurrentVersion }, { waitFor }] = await Promise.all([
        import('../temporal/versioning.js'),
        import('../observability/wait-for.js'),
      ]);
      const version = { deploymentName: nameOf(), buildId };
      await withTemporal(settings, (client) =>
        waitFor(`A worker of ${buildId}`, () => setCurrentVersion(client, version), output.say),
      );
      output.print(version, `${buildId} is current.`);
    });
}
