/** The buyer's page in a real browser on the real program; one file, so that its tests share both. */
import { describeInBrowser } from '../helpers/browser';
import { openTheatre, type Theatre } from '../helpers/visitors';
import { buying } from './buyer/buying';
import { interruptions } from './buyer/interruptions';
import { manyTabs } from './buyer/many-tabs';
import { noAnswer } from './buyer/no-answer';
import { onATrain } from './buyer/on-a-train';
import { reading } from './buyer/reading';
import { spoken } from './buyer/spoken';
import { translated } from './buyer/translated';
import { unseen } from './buyer/unseen';
import { waiting } from './buyer/waiting';

describeInBrowser("The buyer's page", () => {
  let theatre: Theatre;
  let open: Theatre | undefined;
  beforeAll(async () => {
    theatre = open = await openTheatre();
  }, 60_000);
  afterAll(() => open?.close(), 60_000);

  describe('buying', () => buying(() => theatre));
  describe('reading', () => reading(() => theatre));
  describe('interruptions', () => interruptions(() => theatre));
  describe('many tabs', () => manyTabs(() => theatre));
  describe('no answer', () => noAnswer(() => theatre));
  describe('before it is opened', () => unseen(() => theatre));
  describe('figures that fall', () => spoken(() => theatre));
  describe('translated by the browser', () => translated(() => theatre));
  describe('waiting', () => waiting(() => theatre));
  describe('on an old phone on a train', () => onATrain(() => theatre));
});
