/** The part of Stripe's OpenAPI document that the tests read. */
export interface StripeSpec {
  paths: Record<string, Record<string, Operation | undefined> | undefined>;
  components: { schemas: Record<string, Schema | undefined> };
}

interface Operation {
  requestBody: {
    content: Record<string, { schema: Schema; encoding?: Record<string, unknown> } | undefined>;
  };
  responses: Record<string, { content: { 'application/json': { schema: Schema } } } | undefined>;
}

interface Schema {
  $ref?: string;
  anyOf?: Schema[];
  type?: string;
  nullable?: boolean;
  enum?: unknown[];
  items?: Schema;
  properties?: Record<string, Schema | undefined>;
  required?: string[];
  additionalProperties?: Schema | boolean;
}

/**
 * The newest stripe-mock has the schema of 2026-08-26.dahlia. This makes of it what the client's version says of our
 * requests, by https://docs.stripe.com/changelog/endive: sessions and intents are created with
 * `allowed_payment_method_types`, and `payment_method_types` is refused.
 */
export function withChangesSince(spec: StripeSpec): StripeSpec {
  const changed = structuredClone(spec);
  for (const path of ['/v1/checkout/sessions', '/v1/payment_intents']) {
    const form = changed.paths[path]?.['post']?.requestBody.content['application/x-www-form-urlencoded'];
    const { properties } = form?.schema ?? {};
    if (!form?.encoding || !properties?.['payment_method_types'])
      throw new Error(`Stripe's schema of ${path} is another one`);
    properties['allowed_payment_method_types'] = properties['payment_method_types'];
    form.encoding['allowed_payment_method_types'] = form.encoding['payment_method_types'];
    delete properties['payment_method_types'];
    delete form.encoding['payment_method_types'];
  }
  const session = changed.components.schemas['checkout.session']?.properties;
  if (!session) throw new Error("Stripe's schema has no session");
  session['allowed_payment_method_types'] = { type: 'array', nullable: true, items: { type: 'string' } };
  return changed;
}

/**
 * What of an answer Stripe would not say: fields that it doesn't have, those that it never leaves out, and values of
 * another type.
 * @param path of the request, such as `/v1/refunds/re_1`.
 */
export function unlikeStripe(
  spec: StripeSpec,
  method: string,
  path: string,
  status: number,
  answer: unknown,
): string[] {
  const template = Object.keys(spec.paths).find((one) => fits(one, path));
  const operation = template === undefined ? undefined : spec.paths[template]?.[method.toLowerCase()];
  if (!operation) return [`Stripe has no ${method} ${path}`];
  const schema = operation.responses[status] ?? operation.responses['default'];
  if (!schema) return [`Stripe answers ${method} ${path} with no ${status}`];
  return differences(spec, answer, schema.content['application/json'].schema, '');
}

/** The same for an object on its own, such as what an event brings: its `object` names its schema. */
export function objectUnlikeStripe(spec: StripeSpec, object: { object: string }): string[] {
  const schema = spec.components.schemas[object.object];
  return schema
    ? differences(spec, object, schema, object.object)
    : [`Stripe has no object ${object.object}`];
}

const fits = (template: string, path: string) => {
  const [parts, given] = [template.split('/'), path.split('/')];
  return (
    parts.length === given.length && parts.every((part, at) => part.startsWith('{') || part === given[at])
  );
};

function differences(spec: StripeSpec, value: unknown, schema: Schema, at: string): string[] {
  if (value === null && schema.nullable) return [];
  if (schema.$ref !== undefined) {
    const target = spec.components.schemas[schema.$ref.replace('#/components/schemas/', '')];
    return target ? differences(spec, value, target, at) : [`${at}: ${schema.$ref} is missing`];
  }
  if (schema.anyOf) {
    const each = schema.anyOf.map((one) => differences(spec, value, one, at));
    return each.reduce((best, one) => (one.length < best.length ? one : best));
  }
  if (schema.enum && !schema.enum.includes(value))
    return [`${at}: ${JSON.stringify(value)} is no value of it`];
  if (schema.type === 'array')
    return Array.isArray(value)
      ? value.flatMap((one, index) => differences(spec, one, schema.items ?? {}, `${at}[${index}]`))
      : [`${at}: no array`];
  if (schema.type === 'object') return ofObject(spec, value, schema, at);
  if (schema.type === undefined) return [];
  const fine = schema.type === 'integer' ? Number.isInteger(value) : typeof value === schema.type;
  return fine ? [] : [`${at}: ${JSON.stringify(value)} is no ${schema.type}`];
}

function ofObject(spec: StripeSpec, value: unknown, schema: Schema, at: string): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at}: no object`];
  const { properties, additionalProperties, required = [] } = schema;
  const place = (name: string) => (at === '' ? name : `${at}.${name}`);
  if (!properties && (additionalProperties === undefined || additionalProperties === true)) return [];
  const missing = required.filter((name) => !(name in value));
  const wrong = Object.entries(value).flatMap(([name, one]) => {
    const own =
      properties?.[name] ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
    return own ? differences(spec, one, own, place(name)) : [`${place(name)}: Stripe has no such field`];
  });
  return [...missing.map((name) => `${place(name)}: is missing`), ...wrong];
}
