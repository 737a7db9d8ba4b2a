import { renderSVG } from 'uqr';
import { TEST_CARDS } from '../pay';
import { html, Html } from './html';
import type { Language } from '../../../domain/money';
import type { Texts } from './texts';

/** What stands on the pages between the amount and the link back. */

export function cardForm(texts: Texts): Html {
  const choices = TEST_CARDS.map(
    ({ number, name }) => html`
      <li>
        <button name="card" value="${number}" aria-label="${texts[name]}, ${spaced(number)}">
          ${texts[name]}<small>${spaced(number)}</small>
        </button>
      </li>
    `,
  );
  return html`
    <form method="post">
      <label for="card">${texts.card}</label>
      <input id="card" name="card" inputmode="numeric" autocomplete="off" required maxlength="30" />
      <button class="main">${texts.pay}</button>
    </form>
    <h2>${texts.cards}</h2>
    <form method="post">
      <ul>
        ${choices}
      </ul>
    </form>
  `;
}

export const secondStepForm = (texts: Texts): Html => html`
  <h2>${texts.second}</h2>
  <form method="post">
    <button class="main" name="step" value="complete">${texts.complete}</button>
    <button class="main" name="step" value="fail">${texts.fail}</button>
  </form>
`;

/** @param expiresAt in Unix seconds. */
export function pixForm(texts: Texts, language: Language, code: string, expiresAt: number): Html {
  const time = new Date(expiresAt * 1000);
  return html`
    ${new Html(qrOf(code).replace('<svg', `<svg class="qr" role="img" aria-label="QR: ${texts.pix}"`))}
    <h2>${texts.pix}</h2>
    <code>${code}</code>
    <p>
      ${texts.expires}
      <time datetime="${time.toISOString()}"
        >${time.toLocaleTimeString(language, { timeZone: 'America/Sao_Paulo' })}</time
      >
      (São Paulo)
    </p>
    <p>${texts.pixHelp}</p>
    <form method="post"><button class="main" name="pix" value="paid">${texts.payPix}</button></form>
  `;
}

/** The code as a picture. */
export const qrOf = (code: string): string => renderSVG(code, { border: 2, pixelSize: 4 });

const spaced = (number: string) => number.replace(/(\d{4})(?=\d)/g, '$1 ');
