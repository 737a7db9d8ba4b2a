/** Stripe's kinds of errors. */
type ProblemType = 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';

/** An error object of Stripe's API. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly type: ProblemType,
    message: string,
    readonly details: { code?: string; param?: string } = {},
  ) {
    super(message);
  }

  /**
   * Whether it is kept under the request's idempotency key: only if the request was carried out, not if its parameters
   * are wrong.
   */
  get isKept(): boolean {
    return this.details.param === undefined && this.status < 500;
  }

  body(): object {
    const { code, param } = this.details;
    return {
      error: {
        type: this.type,
        ...(code !== undefined && { code, doc_url: `https://docs.stripe.com/error-codes#${code}` }),
        message: this.message,
        ...(param !== undefined && { param }),
      },
    };
  }
}

export const invalid = (param: string, message: string, code = 'parameter_invalid') =>
  new Problem(400, 'invalid_request_error', message, { code, param });

export const missing = (what: string, id: string, param = 'id') =>
  new Problem(404, 'invalid_request_error', `No such ${what}: '${id}'`, { code: 'resource_missing', param });

/** The object has a state that the request doesn't fit. */
export const unexpectedState = (message: string, code = 'payment_intent_unexpected_state') =>
  new Problem(400, 'invalid_request_error', message, { code });

export const failure = () => new Problem(500, 'api_error', 'Simulated failure of the payment provider.');

export const tooMany = () =>
  new Problem(429, 'invalid_request_error', 'Simulated rate limit.', { code: 'rate_limit' });
