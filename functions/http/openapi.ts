import { z } from 'zod';
import { nothing, openApiDocument, openDoor, roles } from '#app';
import { ok } from '#kernel';

openDoor({
  name: 'openapi',
  method: 'GET',
  route: 'openapi.json',
  summary: 'This description of all doors.',
  roles,
  path: nothing,
  query: nothing,
  body: nothing,
  answer: z.record(z.string(), z.unknown()),
  use: () => Promise.resolve(ok(openApiDocument())),
});
