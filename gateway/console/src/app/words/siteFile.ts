// The site file in force and the one that waits.
import type { Words } from '../words';

export const siteFile = {
  navSite: ['站点文件', 'Site file'],
  siteAgain: ['重新查看', 'Look again'],
  siteRevision: ['现行修订', 'Revision in force'],
  siteTampered: ['站点记录被篡改，一律拒绝', 'The stored site was altered: everything is denied'],
  siteFaults: ['站点文件有误，未作任何变更', 'The site file has faults and changes nothing'],
  siteNothingWaits: ['没有待启用的变更', 'No change waits'],
  siteWaits: ['待启用的变更', 'The change that waits'],
  siteSince: ['发现于', 'First seen'],
  siteChange: ['变更', 'Change'],
  sitePath: ['位置', 'Where'],
  siteValue: ['内容', 'What stands there'],
  siteAdded: ['新增', 'added'],
  siteTaken: ['删除', 'taken away'],
  siteApply: ['启用此变更', 'Put it in force'],
  siteApplyWhat: ['整份文件一并启用，须另一名管理员批准。文件在此期间再有改动则不会启用。', 'Puts the whole file in force; takes another officer’s approval. A file that changes meanwhile is not put in force.'],
} as const satisfies Words;
