/** What signing in asks of the server; each request is repeated until there is an answer. */
import type { CodeAskedAnswer, SignedInAnswer } from '../../../http/schemas/people';
import type { Json, ProblemJson } from '../api';
import { request, requestUntilAnswered, type Answer, type Network, type RequestOptions } from '../http';

export type CodeAsked = Json<CodeAskedAnswer>;
export type SignedIn = Json<SignedInAnswer>;

/** A refusal, as far as the page shows it. */
export type Refusal = Pick<ProblemJson, 'code'> & { attemptsLeft?: number; retryAfterMs: number };

/** Of a request that was answered: what was said, or why not. */
export type Outcome<Body> = { done: Body } | { refused: Refusal };

export type SignInRequests = ReturnType<typeof createSignInRequests>;

/** Whether the server can't be reached and is asked again, or the browser works for its answer. */
type OnState = (state: 'trying' | 'working' | undefined) => void;

export function createSignInRequests(onState: OnState) {
  const loud = networkOf(onState);
  const silent = networkOf(() => undefined);
  const untilAnswered = async (path: string, options: RequestOptions, network = loud): Promise<Answer> => {
    const answer = await requestUntilAnswered(path, options, network);
    if (answer.ok || answer.problem.code !== 'session_ended') return answer;
    // The session was ended elsewhere: a new one signs in.
    await requestUntilAnswered('/api/session', { method: 'POST' }, network);
    return requestUntilAnswered(path, options, network);
  };
  return {
    /** Has a code mailed. */
    askCode: async (email: string) =>
      outcomeOf<CodeAsked>(await untilAnswered('/api/sign-in/email', { method: 'POST', body: { email } })),
    /** Signs in with the code. @param key makes a repeated request the same as one. */
    useCode: async (signInId: string, code: string, key: string) =>
      outcomeOf<SignedIn>(
        await untilAnswered(`/api/sign-in/email/${signInId}`, {
          ...{ method: 'POST', body: { code }, headers: { 'Idempotency-Key': key } },
        }),
      ),
    /** One request for passkeys, whose challenge belongs to the session. */
    forPasskeys: (path: string, options: RequestOptions = {}) => untilAnswered(path, options),
    /** The same for what is offered beside the form, and must not hide what is said of it. */
    forSuggestions: (path: string, options: RequestOptions = {}) => untilAnswered(path, options, silent),
  };
}

const networkOf = (onState: OnState): Network => ({
  async ask(path, options) {
    try {
      const answer = await request(path, { ...options, isLimitAnAnswer: true });
      onState(undefined);
      return answer;
    } catch (error) {
      onState('trying');
      throw error;
    }
  },
  onWork: (working) => onState(working ? 'working' : undefined),
  pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
});

function outcomeOf<Body>(answer: Answer): Outcome<Body> {
  if (answer.ok) return { done: answer.body as Body };
  const { code, attemptsLeft } = answer.problem;
  const refused = { code, retryAfterMs: answer.retryAfterMs };
  return { refused: typeof attemptsLeft === 'number' ? { ...refused, attemptsLeft } : refused };
}
