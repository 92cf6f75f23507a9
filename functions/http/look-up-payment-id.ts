import { z } from 'zod';
import { idText, nothing, openDoor, roles } from '#app';
import { ok } from '#kernel';
import { lookUpPaymentId } from '#payment-ids';
import { paymentIdLookUp } from '#schemas/http';
import { paymentIdAnswer } from '../payment-id-answer.ts';

openDoor({
  name: 'look-up-payment-id',
  method: 'GET',
  route: 'companies/{companyId:int}/payment-ids/look-up',
  summary: 'Whose a number is: exactly, or without its check digit and with a warning.',
  roles,
  path: z.object({ companyId: idText }),
  query: z.object({
    number: z.string().min(1).max(100),
    kind: z.string().max(20).default('').meta({ description: 'What the file calls it: 71, SCOR, KID' }),
  }),
  body: nothing,
  answer: paymentIdLookUp,
  async use({ path, query }, { app }) {
    const found = await lookUpPaymentId(app.database.db, path.companyId, query.number, query.kind);
    const { outcome, candidates, isOfOurBlock, warning } = found;
    return ok({
      outcome,
      found: found.found && paymentIdAnswer(found.found),
      candidates: candidates.map(paymentIdAnswer),
      isOfOurBlock,
      warning: warning && { code: warning.code, context: { ...warning.context } },
    });
  },
});
