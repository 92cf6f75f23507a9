import type { Told } from './drafts.ts';
import type { Desk } from './desk.ts';
import type { View } from './view.ts';

/** One payment that is to come: on which day, and what it tells once all numbers of the company are known. */
export interface Plan {
  readonly day: 0 | 1;
  /** `null`: this draw would say what nobody could know otherwise, or cannot be had; the story is left out. */
  readonly tell: (view: View) => Told | null;
}

/** Adds customers and claims of its own to a company, and plans what is paid of them. */
export type Story = (desk: Desk) => readonly Plan[];

export const drawDay = (desk: Desk): 0 | 1 => (desk.random.chance(0.5) ? 0 : 1);
