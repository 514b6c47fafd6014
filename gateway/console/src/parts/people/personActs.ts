import type { ComponentType } from 'react';
import type { Right } from '../../app/session';
import type { Word } from '../../app/words';
import { DocumentState, PersonStatus, type PersonRecord } from '../../gen/secure/v1/people_pb';
import { AccountWindow } from './AccountWindow';
import { ChangeWindow, ConfirmWindow, EntrustWindow, type ActProps } from './RecordForms';
import { LeaveWindow, ResumeWindow, SuspendWindow } from './StandingForms';

export interface PersonAct {
  word: Word;
  right: Right;
  danger?: boolean;
  /** An officer may do it for oneself. */
  own?: boolean;
  when: (person: PersonRecord) => boolean;
  view: ComponentType<ActProps>;
}

const active = (person: PersonRecord) => person.status === PersonStatus.ACTIVE;
const suspended = (person: PersonRecord) => person.status === PersonStatus.SUSPENDED;
const here = (person: PersonRecord) => active(person) || suspended(person);

/** What is done with a person, and when it makes sense. The gateway decides every one anew. */
export const personActs: PersonAct[] = [
  { word: 'change', right: 'edit_persons', own: true, when: here, view: ChangeWindow },
  { word: 'entrust', right: 'confirm_persons', when: here, view: EntrustWindow },
  { word: 'confirmDocument', right: 'confirm_persons', when: (person) => here(person) && person.document !== DocumentState.CONFIRMED, view: ConfirmWindow },
  { word: 'accountAndPassword', right: 'give_account', when: active, view: AccountWindow },
  { word: 'personSuspend', right: 'end_person', danger: true, when: active, view: SuspendWindow },
  { word: 'personResume', right: 'confirm_persons', when: suspended, view: ResumeWindow },
  { word: 'leave', right: 'end_person', danger: true, when: here, view: LeaveWindow },
];
