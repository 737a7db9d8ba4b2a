import { defineSearchAttributeKey } from '@temporalio/common';

/** Search attributes of every `preOrder` workflow; registered on the namespace by `migrate`. */
export const searchAttributes = {
  eventId: defineSearchAttributeKey('EventId', 'KEYWORD'),
  status: defineSearchAttributeKey('PreOrderStatus', 'KEYWORD'),
  ticketTypes: defineSearchAttributeKey('TicketTypes', 'KEYWORD_LIST'),
  expiresAt: defineSearchAttributeKey('ExpiresAt', 'DATETIME'),
};
