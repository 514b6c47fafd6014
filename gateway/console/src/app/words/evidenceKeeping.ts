// How long evidence is kept, and for whose key.
import type { Words } from '../words';

export const evidenceKeeping = {
  navEvidence: ['证据', 'Evidence'],
  evidenceTitle: ['证据保存', 'Keeping of evidence'],
  retention: ['保存期限', 'How long'],
  retentionPictures: ['报警图像', 'Pictures of alarms'],
  retentionClips: ['门口录像与截图', 'Clips and pictures of doors'],
  retentionRoom: ['录像空间', 'Room for clips'],
  retentionTaken: ['录像已占', 'Clips take'],
  retentionDays: ['{days} 天（至少 {min} 天）', '{days} days (at least {min})'],
  retentionMib: ['{mib} MiB', '{mib} MiB'],
  retentionAltered: ['保存期限被篡改：在两名管理员重新设定前，不删除任何证据', 'The retention was altered: nothing is dropped until two officers set it anew'],
  retentionLog: ['审计日志永久保存，不受此设置影响。未结报警关联的证据到期也不删除。', 'The log itself is kept for good, whatever is set here. What an open alert names stays however old it is.'],
  retentionChange: ['更改保存期限', 'Change it'],
  retentionWhat: ['须另一名管理员批准同一请求。一小时内生效。', 'Takes another officer’s approval of this very request. In force within the hour.'],
  retentionFieldPictures: ['报警图像保存天数', 'Days for pictures of alarms'],
  retentionFieldClips: ['录像保存天数', 'Days for clips'],
  retentionFieldRoom: ['录像空间（MiB）', 'Room for clips (MiB)'],
  evidenceKey: ['证据密钥', 'Evidence key'],
  evidenceKeyHint: ['证据由代理与网关加密给此密钥，代理自己读不出。更换后旧证据仍可调阅。', 'Agents and gateway encrypt evidence for this key; an agent cannot read what it stored. Once it is replaced, what was kept stays readable.'],
  evidenceKeyChange: ['更换证据密钥', 'Replace the key'],
  evidenceKeyWhat: ['须另一名管理员批准同一请求，并须站点根密钥目录在场。', 'Takes another officer’s approval of this very request, and the site root’s folder.'],
  evidenceKeyDone: ['已更换：密钥清单 {list} 号，密钥 {key}', 'Replaced: key list {list}, key {key}'],
} as const satisfies Words;
