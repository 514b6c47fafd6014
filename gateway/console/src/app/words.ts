// Every word of the page, in both languages, a file for each of its pages. One that lacks a language does not compile; nor
// does one that is not here.
import { common } from './words/common';
import { signIn } from './words/signIn';
import { overview } from './words/overview';
import { backups } from './words/backups';
import { doors } from './words/doors';
import { devicePage } from './words/devices';
import { evidenceKeeping } from './words/evidenceKeeping';
import { doorDetail } from './words/doorDetail';
import { alertMore } from './words/alertMore';
import { alerts } from './words/alerts';
import { approvals } from './words/approvals';
import { people } from './words/people';
import { personnel } from './words/personnel';
import { passkeys } from './words/passkeys';
import { log } from './words/log';
import { home } from './words/home';
import { own } from './words/own';
import { reports } from './words/reports';
import { sensor } from './words/sensor';
import { siteFile } from './words/siteFile';
import { standing } from './words/standing';
import { stepUp } from './words/stepUp';

export type Language = 'zh' | 'en';

/** Chinese, then English. */
export type Words = Record<string, readonly [string, string]>;

export const words = {
  ...common,
  ...signIn,
  ...overview,
  ...doors,
  ...doorDetail,
  ...evidenceKeeping,
  ...backups,
  ...alerts,
  ...alertMore,
  ...approvals,
  ...people,
  ...personnel,
  ...standing,
  ...passkeys,
  ...devicePage,
  ...log,
  ...reports,
  ...home,
  ...own,
  ...stepUp,
  ...sensor,
  ...siteFile,
} as const;

export type Word = keyof typeof words;
