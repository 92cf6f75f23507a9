import { z } from 'zod';
import { type DoorCard, doorCards, problemBody } from './door.ts';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of all registered doors, generated from the very schemas that read and write them. */
export function openApiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const card of [...doorCards()].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = `/api/${card.route.replaceAll(/\{(\w+)(?::\w+)?\}/g, '{$1}')}`;
    paths[path] = { ...paths[path], [card.method.toLowerCase()]: operation(card) };
  }
  paths['/api/health'] = {
    get: {
      operationId: 'health',
      summary: 'How each part is. The only door without a token.',
      security: [],
      responses: { 200: { description: 'All parts are well' }, 503: { description: 'At least one is not' } },
    },
  };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Tilgode',
      version: '1.0.0',
      description: 'Collections for Business Central. Amounts are whole minor units.',
    },
    servers: [{ url: '/' }],
    security: [{ entra: [] }],
    paths: Object.fromEntries(Object.entries(paths).sort(([a], [b]) => (a < b ? -1 : 1))),
    components: {
      securitySchemes: {
        entra: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'Entra ID access token with app roles',
        },
      },
      schemas: { Problem: schemaOf(problemBody, 'output') },
    },
  };
}

function operation(card: DoorCard): Json {
  const refusal = {
    description: 'A problem of the catalogue (docs/problems.md)',
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
  return {
    operationId: card.name,
    summary: card.summary,
    description: `Roles: ${card.roles.join(', ')}.`,
    parameters: [...parametersOf(card.path, 'path'), ...parametersOf(card.query, 'query')],
    ...(card.method === 'POST' ? { requestBody: { content: jsonOf(card.body, 'input') } } : {}),
    responses: {
      [card.status ?? 200]: { description: 'Done', content: jsonOf(card.answer, 'output') },
      400: refusal,
      401: { description: 'No valid token' },
      403: { description: 'None of the roles' },
      404: refusal,
      409: refusal,
    },
  };
}

const jsonOf = (schema: z.ZodType, io: 'input' | 'output'): Json => ({
  'application/json': { schema: schemaOf(schema, io) },
});

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}

function parametersOf(schema: z.ZodType, where: 'path' | 'query'): readonly Json[] {
  const found = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const required = new Set(found.required ?? []);
  return Object.entries(found.properties ?? {}).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.has(name),
    schema: property,
  }));
}
