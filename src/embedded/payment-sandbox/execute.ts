import type { Operation } from './api';
import { expand } from './expand';
import type { RequestFault } from './faults';
import type { Answer, Keys } from './keys';
import { Params } from './params';
import { failure, Problem, tooMany } from './problems';
import type { Cause, Sandbox } from './sandbox';

export interface ApiRequest {
  operation: Operation;
  /** The part of the path that `{id}` stands for. */
  id: string;
  path: string;
  /** Form-encoded parameters, of the query or the body. */
  text: string;
  idempotencyKey: string | undefined;
  requestId: string;
}

/**
 * Carries out a request as Stripe would, or as a fault wants it.
 * @returns undefined where the answer is lost.
 */
export async function execute(
  sandbox: Sandbox,
  keys: Keys,
  request: ApiRequest,
): Promise<Answer | undefined> {
  const { operation, requestId } = request;
  const fault = sandbox.faults.forRequest(operation.name);
  // A key means nothing where nothing is changed.
  const key = operation.method === 'POST' ? request.idempotencyKey : undefined;
  const fingerprint = `${request.path}\n${request.text}`;
  try {
    if (fault?.do === 'rate-limit') throw tooMany();
    const before = key === undefined ? undefined : keys.begin(key, fingerprint);
    if (before) return await afterwards(sandbox, fault, before);
    try {
      if (fault?.do === 'delay-before') await sandbox.wait(fault.delayMs);
      if (fault?.do === 'fail-before') throw failure();
      const cause: Cause = { requestId, idempotencyKey: key ?? null, before: [] };
      const answer = step(sandbox, cause, () => {
        const made = answerOf(sandbox, request, fault);
        if (key !== undefined && made.kept) keys.keep(key, operation.name, fingerprint, made);
        return made;
      });
      await sandbox.store.flushed();
      await Promise.all(cause.before);
      return await afterwards(sandbox, fault, answer);
    } finally {
      if (key !== undefined) keys.release(key);
    }
  } catch (error) {
    if (error instanceof Problem) return problemAnswer(error);
    throw error;
  }
}

function step<T>(sandbox: Sandbox, cause: Cause, work: () => T): T {
  sandbox.cause = cause;
  try {
    return work();
  } finally {
    sandbox.commit();
    sandbox.cause = undefined;
  }
}

function answerOf(
  sandbox: Sandbox,
  { operation, id, text }: ApiRequest,
  fault: RequestFault | undefined,
): Answer & { kept: boolean } {
  try {
    const params = Params.parse(text);
    const object = expand(sandbox, operation.run(params, id), params.list('expand'));
    if (fault?.do === 'fail-after') return { ...problemAnswer(failure()), kept: true };
    return { status: 200, body: JSON.stringify(object), kept: true };
  } catch (error) {
    if (error instanceof Problem) return { ...problemAnswer(error), kept: error.isKept };
    throw error;
  }
}

async function afterwards(
  sandbox: Sandbox,
  fault: RequestFault | undefined,
  answer: Answer,
): Promise<Answer | undefined> {
  if (fault?.do === 'delay-after') await sandbox.wait(fault.delayMs);
  return fault?.do === 'lose-answer' ? undefined : answer;
}

const problemAnswer = (problem: Problem): Answer => ({
  status: problem.status,
  body: JSON.stringify(problem.body()),
});
