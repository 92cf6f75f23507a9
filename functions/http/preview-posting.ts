import { z } from 'zod';
import { idText, nothing, openDoor, previewCompany, roles } from '#app';
import { postingPreviewView } from '#schemas/http';

openDoor({
  name: 'preview-posting',
  method: 'GET',
  route: 'companies/{companyId:int}/posting-preview',
  summary: 'What would be posted now, and what Business Central would refuse as far as is known. Nothing is changed.',
  roles,
  path: z.object({ companyId: idText }),
  query: nothing,
  body: nothing,
  answer: postingPreviewView,
  use: ({ path }, parts) => previewCompany(path.companyId, parts),
});
