import type { EventOperated } from './answers';
import { useDesk } from './desk';

/** The counts of each type. */
export function TicketTypes({ event }: { event: EventOperated }) {
  const { words, number, money } = useDesk().locale;
  return (
    <section class="card" aria-labelledby="types">
      <h2 id="types">{words.ticketTypes}</h2>
      <div class="wide" tabIndex={0} role="region" aria-labelledby="types">
        <table>
          <thead>
            <tr>
              <th scope="col">{words.ticketType}</th>
              {[words.price, words.capacity, words.sold, words.held, words.available].map((head) => (
                <th key={head} scope="col" class="figure">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {event.ticketTypes.map((type) => (
              <tr key={type.id}>
                <th scope="row">{type.name}</th>
                <td class="figure">{money(type.priceCents, type.currency)}</td>
                <td class="figure">{number(type.capacity)}</td>
                <td class="figure">{number(type.sold)}</td>
                <td class="figure">{number(type.held)}</td>
                <td class="figure">{number(type.available)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
