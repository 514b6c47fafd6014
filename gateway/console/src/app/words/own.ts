// One's own entries and requests.
import type { Words } from '../words';

export const own = {
  navOwn: ['我的记录', 'My record'],
  ownEntries: ['我的出入', 'My entries'],
  ownRequests: ['我的请求', 'My requests'],
  ownHint: ['只列出您本人的记录；每次查阅都会记入审计日志。', 'Your own record and nobody else’s. Each reading is itself recorded.'],
  ownNoEntries: ['还没有出入记录：您在门上刷卡后，进出会列在这里。', 'No entries yet: once you have badged at a door, they stand here.'],
  ownNoRequests: ['还没有请求：您每次要求查阅资料的结果和原因会列在这里。', 'No requests yet: each time you ask to read something, the answer and the reason stand here.'],

  ownSearch: ['门、房间、资料或原因', 'Door, room, resource or reason'],
  ownNoMatch: ['没有符合条件的记录', 'Nothing on record matches'],
  ownNoneYet: ['到此为止没有符合条件的记录，可继续查找更早的', 'Nothing that matches so far: look further back'],

  ownLetIn: ['准予进入', 'let in'],
  ownLetOut: ['准予离开', 'let out'],
  ownDoor: ['门', 'Door'],
  ownRoom: ['房间', 'Room'],
  ownReading: ['阅读资料', 'read the material'],
  ownWhat: ['请求', 'Request'],
  ownWhy: ['原因', 'Why'],
  ownThrough: ['经由 {service}', 'through {service}'],
} as const satisfies Words;
