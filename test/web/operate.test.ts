/** The operator's page in a real browser on the real program; one file, so that its tests share both. */
import { describeInBrowser } from '../helpers/browser';
import { openDesk, type Desk } from '../helpers/desk';
import { doingTasks } from './operate/doing-tasks';
import { editing } from './operate/editing';
import { finding } from './operate/finding';
import { selling } from './operate/selling';
import { givingAccess } from './operate/giving-access';
import { handlingMoney } from './operate/handling-money';
import { signingIn, signingOut } from './operate/signing-in';
import { watching } from './operate/watching';

describeInBrowser('The operator', () => {
  let desk: Desk;
  let open: Desk | undefined;
  beforeAll(async () => {
    desk = open = await openDesk();
  }, 60_000);
  afterAll(() => open?.close(), 60_000);

  describe('signing in', () => signingIn(() => desk));
  describe('editing', () => editing(() => desk));
  describe('selling', () => selling(() => desk));
  describe('watching', () => watching(() => desk));
  describe('finding', () => finding(() => desk));
  describe('handling money', () => handlingMoney(() => desk));
  describe('doing tasks', () => doingTasks(() => desk));
  describe('giving access', () => givingAccess(() => desk));
  describe('signing out', () => signingOut(() => desk));
});
