import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { Server as NetServer, Socket } from 'node:net';

/**
 * Gives one listening socket to another process and takes it back, again and again. What that process accepts meanwhile
 * it hands over, too.
 */
const ECHO = `
  process.on('disconnect', () => process.exit());
  process.once('message', (count, server) => {
    server.on('connection', (socket) => process.send('socket', socket));
    let left = count;
    for (let i = 0; i < count; i++) process.send('door', server, () => --left || server.close(() => process.disconnect()));
  });`;

/** How long the other process may take, in milliseconds; without it there are fewer doors, and all else is the same. */
const PATIENCE_MS = 5_000;

/**
 * More handles on a listening socket, whose connections all become the server's. Node takes one connection from each
 * handle in a turn of its event loop (libuv since 1.45), and a turn is long when thousands ask: then those who are in are
 * answered again and again while the others wait outside. All handles take from the same queue, so the order stays.
 * The way through another process is the only one to such handles that Node documents.
 * @returns those that came about.
 */
export async function openDoors(listening: NetServer, count: number, server: Server): Promise<NetServer[]> {
  const doors: NetServer[] = [];
  const echo = spawn(process.execPath, ['-e', ECHO], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const giveUp = setTimeout(() => echo.kill('SIGKILL'), PATIENCE_MS);
  echo.on('message', (_what, handle) => {
    if (handle instanceof Socket) admit(handle, server);
    if (!(handle instanceof NetServer)) return;
    handle.on('connection', (socket) => {
      admit(socket, server);
    });
    doors.push(handle);
  });
  echo.on('error', () => undefined);
  echo.send(count, listening, () => undefined);
  await Promise.race([once(echo, 'close'), once(echo, 'error')]).catch(() => undefined);
  clearTimeout(giveUp);
  return doors;
}

/** As the server sets those up that it takes itself. */
export function admit(socket: Socket, server: Server): void {
  socket.allowHalfOpen = true;
  socket.setNoDelay(true);
  server.emit('connection', socket);
}
