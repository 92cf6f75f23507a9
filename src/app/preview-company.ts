import { fail, type Moment, ok, problem, type Problem, type Result } from '#kernel';
import { type PostingPreview, previewPosting } from '#posting';
import type { App } from './open-app.ts';

/**
 * The report before posting of one company, with the dates that Business Central lets us post on.
 *
 * @throws ProblemError what a read of Business Central throws
 */
export async function previewCompany(
  companyId: number,
  { app, moment, by }: { readonly app: App; readonly moment: Moment; readonly by: string },
): Promise<Result<PostingPreview, Problem>> {
  const { database, bc } = app;
  const company = await database.db
    .selectFrom('company')
    .select('bc_id')
    .where('id', '=', companyId)
    .executeTakeFirst();
  if (!company) return fail(problem('NOT_FOUND', { what: 'company', id: String(companyId) }));
  const { allowPostingFrom: from, allowPostingTo: to } = await bc.setup(company.bc_id);
  return ok(await previewPosting({ companyId }, { database, moment, by, allowed: { from, to } }));
}
