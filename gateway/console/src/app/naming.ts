// Which word of the page stands for which value of the contract. A value from a newer gateway has no word: it is shown as unknown.
import { AlertSeverity, AlertState, AlertStep } from '../gen/secure/v1/alerts_pb';
import { Classification, Factor } from '../gen/secure/v1/common_pb';
import { DoorMode, LeafState, LinkState, LockState } from '../gen/secure/v1/doors_pb';
import { OfficerRole } from '../gen/secure/v1/officers_pb';
import { BadgeStatus, DocumentState, PersonStatus, RecordGap, SecrecyLevel } from '../gen/secure/v1/people_pb';
import type { Word } from './words';

/** How much attention something asks for. */
export type Tone = 'good' | 'quiet' | 'warn' | 'bad' | 'unknown' | 'info';
export type Named = readonly [Word, Tone];

const unknown: Named = ['unknown', 'unknown'];
const pick = <K extends number>(table: Partial<Record<K, Named>>, other: Named = unknown) => (value: K | undefined): Named => (value === undefined ? other : table[value] ?? other);

export const lockName = pick<LockState>({
  [LockState.LOCKED]: ['lockLocked', 'quiet'], [LockState.UNLOCKING]: ['lockUnlocking', 'info'], [LockState.UNLOCKED]: ['lockUnlocked', 'info'],
  [LockState.LOCKING]: ['lockLocking', 'info'], [LockState.JAMMED]: ['lockJammed', 'bad'],
}, ['lockUnknown', 'unknown']);

export const leafName = pick<LeafState>({
  [LeafState.CLOSED]: ['leafClosed', 'quiet'], [LeafState.OPEN]: ['leafOpen', 'info'], [LeafState.HELD]: ['leafHeld', 'warn'], [LeafState.FORCED]: ['leafForced', 'bad'],
  [LeafState.PRE_ALARM]: ['leafPreAlarm', 'warn'], [LeafState.CUT]: ['leafCut', 'bad'], [LeafState.SHORT]: ['leafShort', 'bad'],
}, ['leafUnknown', 'unknown']);

export const modeName = (mode: DoorMode | undefined): Named => {
  switch (mode) {
    case DoorMode.SECURED: return ['modeSecured', 'quiet'];
    case DoorMode.BLOCKED: return ['modeBlocked', 'warn'];
    case DoorMode.LOCKDOWN: return ['modeLockdown', 'bad'];
    case DoorMode.LOCKDOWN_TWO: return ['modeLockdownTwo', 'bad'];
    case DoorMode.LOCKDOWN_THREE: return ['modeLockdownThree', 'bad'];
    case DoorMode.SCHEDULED_FREE: return ['modeFree', 'info'];
    case DoorMode.FIRST_PERSON_PENDING: return ['modeFirstPerson', 'info'];
    case DoorMode.FIRE_RELEASE: return ['modeFire', 'bad'];
    case DoorMode.MAINTENANCE: return ['modeMaintenance', 'warn'];
    case undefined: case DoorMode.UNSPECIFIED: return ['modeUnknown', 'unknown'];
    default: return ['modeOther', 'warn'];
  }
};

export const linkName = pick<LinkState>({ [LinkState.ONLINE]: ['linkOnline', 'quiet'] }, ['linkUnknown', 'unknown']);

/** A door under a box that was opened lets nobody in by badge until two officers end that. */
export const boxName = (tampered: boolean | undefined): readonly Named[] => (tampered ? [['boxTampered', 'bad']] : []);

export const severityName = pick<AlertSeverity>({
  [AlertSeverity.URGENT]: ['severityUrgent', 'bad'], [AlertSeverity.WARNING]: ['severityWarning', 'warn'], [AlertSeverity.NOTICE]: ['severityNotice', 'info'],
});

export const alertStateName = pick<AlertState>({
  [AlertState.RAISED]: ['stateRaised', 'bad'], [AlertState.ACKNOWLEDGED]: ['stateAcknowledged', 'info'], [AlertState.ASSIGNED]: ['stateAssigned', 'info'],
  [AlertState.HANDLING]: ['stateHandling', 'info'], [AlertState.RESOLVED]: ['stateResolved', 'good'], [AlertState.FALSE_ALARM]: ['stateFalse', 'quiet'],
});

export const stepName = pick<AlertStep>({
  [AlertStep.RAISED]: ['stepRaised', 'bad'], [AlertStep.ACKNOWLEDGED]: ['stepAcknowledged', 'info'], [AlertStep.ASSIGNED]: ['stepAssigned', 'info'],
  [AlertStep.HANDLED]: ['stepHandled', 'info'], [AlertStep.NOTED]: ['stepNoted', 'quiet'], [AlertStep.RESOLVED]: ['stepResolved', 'good'],
  [AlertStep.MARKED_FALSE]: ['stepFalse', 'quiet'], [AlertStep.ESCALATED]: ['stepEscalated', 'warn'], [AlertStep.OVERDUE]: ['stepOverdue', 'warn'],
});

export const personStatusName = pick<PersonStatus>({
  [PersonStatus.ACTIVE]: ['statusActive', 'good'], [PersonStatus.SUSPENDED]: ['statusSuspended', 'warn'], [PersonStatus.LEFT]: ['statusLeft', 'quiet'],
  [PersonStatus.DECLASSIFYING]: ['statusDeclassifying', 'info'],
});

export const levelName = pick<SecrecyLevel>({
  [SecrecyLevel.UNSPECIFIED]: ['levelNone', 'quiet'], [SecrecyLevel.GENERAL]: ['levelGeneral', 'quiet'], [SecrecyLevel.IMPORTANT]: ['levelImportant', 'info'], [SecrecyLevel.CORE]: ['levelCore', 'info'],
});

export const markName = pick<Classification>({
  [Classification.UNSPECIFIED]: ['markNone', 'quiet'], [Classification.PUBLIC]: ['markPublic', 'quiet'], [Classification.INTERNAL]: ['markInternal', 'quiet'],
  [Classification.CONFIDENTIAL]: ['markConfidential', 'info'], [Classification.SECRET]: ['markSecret', 'warn'], [Classification.TOP_SECRET]: ['markTopSecret', 'bad'],
});

export const gapName = pick<RecordGap>({
  [RecordGap.TRAINING]: ['gapTraining', 'warn'], [RecordGap.PLEDGE]: ['gapPledge', 'warn'], [RecordGap.DOCUMENT]: ['gapDocument', 'warn'],
});

export const documentName = pick<DocumentState>({
  [DocumentState.NONE]: ['documentNone', 'warn'], [DocumentState.GIVEN]: ['documentGiven', 'warn'], [DocumentState.CONFIRMED]: ['documentConfirmed', 'good'],
});

export const badgeName = pick<BadgeStatus>({
  [BadgeStatus.ACTIVE]: ['badgeActive', 'good'], [BadgeStatus.SUSPENDED]: ['badgeSuspended', 'warn'], [BadgeStatus.LOST]: ['badgeLost', 'bad'],
  [BadgeStatus.ENDED]: ['badgeEnded', 'quiet'], [BadgeStatus.RETURNED]: ['badgeReturned', 'quiet'],
});

export const factorName = pick<Factor>({
  [Factor.PASSWORD]: ['factorPassword', 'quiet'], [Factor.FACE]: ['factorFace', 'quiet'], [Factor.FINGERPRINT]: ['factorFingerprint', 'quiet'],
  [Factor.BADGE]: ['factorBadge', 'quiet'], [Factor.PIN]: ['factorPin', 'quiet'],
});

/** In the order of the contract. */
export const officerRoles: ReadonlyMap<OfficerRole, Named> = new Map<OfficerRole, Named>([
  [OfficerRole.SYSTEM_ADMINISTRATOR, ['roleAdministrator', 'info']], [OfficerRole.SECURITY_OFFICER, ['roleSecurity', 'info']], [OfficerRole.SECURITY_AUDITOR, ['roleAuditor', 'info']],
  [OfficerRole.MARKING_OFFICER, ['roleMarking', 'quiet']], [OfficerRole.DEPARTMENT_HEAD, ['roleHead', 'quiet']], [OfficerRole.GUARD, ['roleGuard', 'quiet']],
]);

const roleWords: Record<string, Word> = {
  system_administrator: 'roleAdministrator', security_officer: 'roleSecurity', security_auditor: 'roleAuditor', marking_officer: 'roleMarking', department_head: 'roleHead', guard: 'roleGuard',
};
export const roleName = (code: string): Word => roleWords[code] ?? 'unknown';
