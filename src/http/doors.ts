import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Server } from 'node:http';
import { createServer, type Server as NetServer, type Socket } from 'node:net';

/**
 * Sends a listening socket to another process, which sends it back `count` times. The other process gets it as a bare
 * handle, as Node's cluster module sends one: it never listens on it, so it can't accept a connection.
 */
const ECHO = `
  process.on('disconnect', () => process.exit());
  process.once('message', (count, handle) => {
    for (let i = 0; i < count; i++) process.send('door', handle, { keepOpen: true }, () => undefined);
  });`;

/** How long the other process may take, in milliseconds. If it fails, there are fewer handles and nothing else changes. */
const TIMEOUT_MS = 5_000;

/**
 * Opens more handles on a server's listening socket. Node accepts one connection from each handle in a turn of its event
 * loop (libuv since 1.45), and turns are long when there are thousands of requests, so new clients would wait outside
 * while connected ones are answered again and again. All handles share one queue, which keeps the order.
 * @returns the handles that could be opened. The server accepts connections meanwhile.
 */
export async function openDoors(server: Server, count: number, backlog: number): Promise<NetServer[]> {
  const doors: NetServer[] = [];
  const echo = spawn(process.execPath, ['-e', ECHO], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  const ended = Promise.race([once(echo, 'exit'), once(echo, 'error')]).catch(() => undefined);
  const giveUp = setTimeout(() => echo.kill('SIGKILL'), TIMEOUT_MS);
  const open = (handle: unknown) => {
    const door = createServer((socket) => admit(socket, server));
    // A connection that can't be accepted (the system is out of memory) must not end the process.
    door.on('error', () => undefined);
    doors.push(door.listen(handle, backlog));
    // The other process ends with the channel.
    if (doors.length === count) echo.disconnect();
  };
  echo.on('message', (_what, handle) => open(handle));
  echo.on('error', () => undefined);
  echo.send(count, handleOf(server), () => undefined);
  await ended;
  clearTimeout(giveUp);
  return doors;
}

/** Node's types don't know bare handles. */
const handleOf = (server: Server) => (server as unknown as { _handle: NetServer })._handle;

/** Sets a connection up as the server does with its own. */
function admit(socket: Socket, server: Server): void {
  socket.allowHalfOpen = true;
  socket.setNoDelay(true);
  server.emit('connection', socket);
}
