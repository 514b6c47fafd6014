// The audit log.
import type { Words } from '../words';

export const log = {
  logSearch: ['审计日志查询', 'Search the audit log'],
  filterPerson: ['人员编号', 'Person’s id'],
  filterRoom: ['房间', 'Room'],
  filterDoor: ['门', 'Door'],
  filterResource: ['客体（类别/编号）', 'Resource (kind/id)'],
  filterKind: ['类别', 'Kind'],
  filterDecision: ['判定', 'Decision'],
  any: ['不限', 'any'],
  permit: ['允许', 'permit'],
  stepUp: ['须加强鉴别', 'step-up'],
  deny: ['拒绝', 'deny'],
  time: ['时间', 'Time'],
  entry: ['条目', 'Entry'],
  person: ['人员', 'Person'],
  where: ['地点', 'Where'],
  outcome: ['结果', 'Outcome'],
  loadMore: ['更早的条目', 'Earlier entries'],
  noEntries: ['没有符合条件的条目', 'No entry matches'],
  ownReads: ['您的查询本身也会记入审计日志。', 'Your own searches are recorded too.'],
  entryDetail: ['条目 {index} 的原文', 'Entry {index} as it was recorded'],
} as const satisfies Words;
