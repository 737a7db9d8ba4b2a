-- Two indexes of what a buyer has. `asked_at > '-infinity'` is true for every row, and only a statement that
-- repeats it may use them. Without it, a planner that knows nothing of the table could use either one for any
-- statement about buyers or statuses, and read all of it.

-- What counts towards a buyer's limit in an event. Orders that ended without a sale aren't in it, so a limit is
-- judged in the same time however many of those the buyer has.
CREATE INDEX pre_order_counted ON pre_order (buyer_id, event_id)
  WHERE status IN ('in_line', 'called', 'pre_order', 'checking_out', 'sold') AND asked_at > '-infinity';

-- A buyer's list, newest first.
CREATE INDEX pre_order_buyer ON pre_order (buyer_id, asked_at, id) WHERE asked_at > '-infinity';
