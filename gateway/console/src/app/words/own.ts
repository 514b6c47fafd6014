// One's own entries and requests.
import type { Words } from '../words';

export const own = {
  navOwn: ['我的记录', 'My record'],
  ownEntries: ['我的出入', 'My entries'],
  ownRequests: ['我的请求', 'My requests'],
  ownHint: ['只列出您本人的记录；每次查阅都会记入审计日志。', 'Your own record and nobody else’s. Each reading is itself recorded.'],
  ownNone: ['没有记录', 'Nothing on record'],
  ownLetIn: ['准予进入', 'let in'],
  ownLetOut: ['准予离开', 'let out'],
  ownDoor: ['门', 'Door'],
  ownRoom: ['房间', 'Room'],
  ownWhat: ['请求', 'Request'],
  ownWhy: ['原因', 'Why'],
  ownThrough: ['经由 {service}', 'through {service}'],
} as const satisfies Words;
