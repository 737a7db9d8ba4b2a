/** What the operator's routes answer: JSON, so times are text. See /docs. */
import type { EventShown, PreOrderShown } from '../api';

export interface EventOperated extends EventShown {
  presenceSeconds: number;
}

export interface Report {
  event: EventOperated;
  line: { waiting: number };
  revenueCents: number;
  oldestOpenHoldAt: string | null;
  invariants: { code: string; name: string; ok: boolean }[];
}

export interface Point {
  at: string;
  sold: number;
  held: number;
  waiting: number;
  soldPerMinute: number;
}

export interface Action {
  at: string;
  who: string;
  what: string;
  detail: { changed?: Record<string, [unknown, unknown]>; seconds?: number; holds?: number };
}

export interface Found extends PreOrderShown {
  buyerId: string;
  workflowUrl: string | null;
  history: { at: string; what: string; detail: string }[];
}
