import { z } from 'zod';
import { dispatchWork, exceptionHandlersOf, idText, nothing, openDoor } from '#app';
import { actOnMany, mostAtOnce, rehearseMany } from '#exceptions';
import { ok } from '#kernel';
import { actedOnMany, exceptionsAction } from '#schemas/http';

openDoor({
  name: 'act-on-exceptions',
  method: 'POST',
  route: 'companies/{companyId:int}/exception-actions',
  summary:
    'The same about many entries: those named, or all open ones of a kind, each with its own outcome. May be asked again.',
  roles: ['Accountant'],
  path: z.object({ companyId: idText }),
  query: nothing,
  body: exceptionsAction,
  answer: actedOnMany,
  async use({ path, body }, { app, moment, by }) {
    const { ids, filter = {}, after = 0, dryRun = false, target, ...command } = body;
    const which = ids === undefined ? { filter, after } : { ids };
    const many = { ...command, ...path, which, target: target ?? undefined, limit: mostAtOnce };
    const parts = { database: app.database, moment, by, handlers: exceptionHandlersOf(app) };
    const rehearsed = await rehearseMany(many, parts);
    const none = { done: 0, again: 0, before: 0, refused: rehearsed.refused, outcomes: [], left: 0, last: 0 };
    const acted = dryRun ? none : await actOnMany(many, parts);
    if (!dryRun) await dispatchWork(app);
    const outcomes = acted.outcomes.map(({ problem, ...rest }) => ({
      ...rest,
      problem: problem && { code: problem.code, context: { ...problem.context } },
    }));
    return ok({ dryRun, entries: rehearsed.entries, money: rehearsed.money, ...acted, outcomes });
  },
});
