export { assignPosting, dismissPosting, postingHandlers, retryPosting } from './act-on-posting.ts';
export type { ChainScope, Sum } from './chain-sums.ts';
export * from './control-totals.ts';
export {
  checkTotals,
  lookAtTotals,
  type TotalsExtent,
  type TotalsParts,
  type TotalsReport,
} from './totals/check-totals.ts';
export type { TotalsGap } from './totals/gap.ts';
export { heldCustomers } from './totals/held-postings.ts';
export { totalsStops, type TotalsStop } from './totals/tell-gaps.ts';
export type { StoryEvent } from './line-events.ts';
export * from './lineage.ts';
export { externalDocumentNumber } from './movement-key.ts';
export type { PostingRange } from './next-round.ts';
export type { PostingDoor } from './post-one.ts';
export type { PostParts } from './post-parts.ts';
export * from './post-payments.ts';
export * from './posting-states.ts';
export { type PostingPreview, type PreviewParts, previewPosting, type PreviewSum } from './preview-posting.ts';
export { refusalClass, type RefusalClass, type RefusalClassName, refusalClassNames } from './refusal-classes.ts';
export { type ProposeParts, proposePostings, type ProposeReport } from './propose-postings.ts';
export type { Chain, ChainItem, ChainItems, ChainLink, ChainNode, NodeKind } from './trace/chain.ts';
export { nodeKinds, sharedKinds } from './trace/chain.ts';
export { traceWords, type TraceWord } from './trace/recognise.ts';
export { rangeIn } from './trace/tell-chain.ts';
export { mostWalked, trace, type TraceQuestion } from './trace/trace.ts';
