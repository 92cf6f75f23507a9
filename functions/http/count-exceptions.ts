import { z } from 'zod';
import { idText, nothing, openDoor, roles } from '#app';
import { summariseExceptions } from '#exceptions';
import { ok } from '#kernel';
import { exceptionCounts, exceptionFilterText } from '#schemas/http';

openDoor({
  name: 'count-exceptions',
  method: 'GET',
  route: 'companies/{companyId:int}/exception-counts',
  summary:
    'What waits in the error log by kind, by who must act and by who works on it: how many, how old, how much money.',
  roles,
  path: z.object({ companyId: idText }),
  query: exceptionFilterText,
  body: nothing,
  answer: exceptionCounts,
  use: async ({ path, query }, { app, moment }) =>
    ok(await summariseExceptions(app.database.db, { ...path, ...query, at: moment.at })),
});
