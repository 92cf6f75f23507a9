import type { Moment } from '#kernel';
import type { Database } from '#store';
import type { PostingDoor } from './post-one.ts';

export interface PostParts {
  readonly database: Database;
  readonly moment: Moment;
  readonly by: string;
  readonly bc: PostingDoor;
  /** The company's id in Business Central. */
  readonly bcCompanyId: string;
  /**
   * Postings in flight at once, 1 to 4. More than 1 only where "Use Concurrent Posting" is on in Business Central: without
   * it parallel postings of one company lock each other (business-central.md 5.6).
   */
  readonly parallel?: number | undefined;
  readonly progress?: ((done: number, total: number) => void) | undefined;
}
