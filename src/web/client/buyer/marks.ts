/** Whether a falling figure has reached a mark between two looks at it. */
export const reachesMark = (marks: readonly number[], before: number, now: number): boolean =>
  marks.some((mark) => now <= mark && mark < before);
