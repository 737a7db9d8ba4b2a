/** What each command does to the model. */
import type { Command } from './line-commands';
import type { LineModel, Order } from './line-model';
import { buyerId } from './line-real';

/**
 * Applies a command to the model.
 * @param id of the order that the command names.
 * @returns the expected answer.
 */
export function follow(model: LineModel, command: Command, id: string): unknown {
  const order = model.find(id);
  const is = (...statuses: Order['status'][]) => order !== undefined && statuses.includes(order.status);
  const inTime = is('pre_order') && !order?.overdue;
  switch (command.what) {
    case 'hold':
      if (order && is('called')) order.status = 'pre_order';
      break;
    case 'accept':
      if (order && (inTime || is('called'))) order.status = 'checking_out';
      break;
    case 'sell':
    case 'buy':
      if (order && (inTime || is('checking_out') || (command.what === 'buy' && is('called'))))
        order.status = 'sold';
      break;
    case 'giveBack':
      if (order && is('called', 'pre_order')) model.end(order, 'invalidated', 'given_back');
      break;
    case 'leave':
      if (order && is('in_line')) model.end(order, 'refused', 'given_back');
      break;
    case 'expire':
      if (order && is('pre_order')) order.overdue = true;
      break;
    case 'release':
      // The release includes all overdue holds.
      for (const one of model.orders)
        if (one.status === 'pre_order' && one.overdue) model.end(one, 'invalidated', 'idle');
      break;
    case 'move':
      model.move();
      break;
    case 'draw':
      return model.draw();
    case 'open':
      model.opened = true;
      break;
    case 'away':
      model.everAway = true;
      for (const one of model.inLine().filter((o) => o.buyer === buyerId(command.buyer))) one.away = true;
      break;
    case 'back':
      for (const one of model.inLine().filter((o) => o.buyer === buyerId(command.buyer)))
        if (model.rules.presence) one.away = one.absent = false;
      break;
    case 'pause':
    case 'resume':
    case 'close':
    case 'cancel':
      return model.act(command.what);
    default:
  }
  return undefined;
}
