/** Records by id, which can be walked from the newest to the oldest. */
export class Table<T extends { id: string }> {
  private readonly records: T[] = [];
  private readonly positions = new Map<string, number>();

  get(id: string): T | undefined {
    const position = this.positions.get(id);
    return position === undefined ? undefined : this.records[position];
  }

  put(record: T): void {
    const position = this.positions.get(record.id) ?? this.records.length;
    this.positions.set(record.id, position);
    this.records[position] = record;
  }

  /** In the order in which they were made. */
  all(): readonly T[] {
    return this.records;
  }

  /** @param after the id of the record to go on after; unknown ids answer undefined. */
  newestFirst(after?: string): Iterable<T> | undefined {
    const start = after === undefined ? this.records.length : this.positions.get(after);
    return start === undefined ? undefined : this.backwards(start);
  }

  private *backwards(start: number): Iterable<T> {
    for (let position = start - 1; position >= 0; position--) {
      const record = this.records[position];
      if (record) yield record;
    }
  }
}
