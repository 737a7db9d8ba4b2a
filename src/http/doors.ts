import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { Server as NetServer, Socket } from 'node:net';

/**
 * Sends a listening socket to another process, which sends it back `count` times. Connections that the process accepts
 * meanwhile are handed over, too.
 */
const ECHO = `
  process.on('disconnect', () => process.exit());
  process.once('message', (count, server) => {
    server.on('connection', (socket) => process.send('socket', socket));
    let left = count;
    for (let i = 0; i < count; i++) process.send('door', server, () => --left || server.close(() => process.disconnect()));
  });`;

/** How long the other process may take, in milliseconds. If it fails, there are fewer handles and nothing else changes. */
const TIMEOUT_MS = 5_000;

/**
 * Opens more handles on a listening socket; all their connections go to the server. Node accepts one connection from
 * each handle in a turn of its event loop (libuv since 1.45), and turns are long when there are thousands of requests,
 * so new clients would wait outside while connected ones are answered again and again. All handles share one queue,
 * which keeps the order. Passing the socket through another process is the only documented way to get such handles.
 * @returns the handles that could be opened.
 */
export async function openDoors(listening: NetServer, count: number, server: Server): Promise<NetServer[]> {
  const doors: NetServer[] = [];
  const echo = spawn(process.execPath, ['-e', ECHO], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const giveUp = setTimeout(() => echo.kill('SIGKILL'), TIMEOUT_MS);
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

/** Sets a connection up as the server does with its own. */
export function admit(socket: Socket, server: Server): void {
  socket.allowHalfOpen = true;
  socket.setNoDelay(true);
  server.emit('connection', socket);
}
