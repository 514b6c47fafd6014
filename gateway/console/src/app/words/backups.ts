// Copies of what the gateway holds.
import type { Words } from '../words';

export const backups = {
  navBackups: ['备份', 'Backups'],
  backupTitle: ['备份', 'Backups'],
  backupLast: ['最近一次备份', 'The last backup'],
  backupMake: ['立即备份', 'Back up now'],
  backupMaking: ['正在备份并逐条核验，可能需要几分钟。切换页面或关闭浏览器都不会中断。', 'Copying, and checking every entry: this may take minutes. Going to another page or closing the browser does not stop it.'],
  backupMade: ['备份完成，{size} 条日志均已核验', 'Backed up; all {size} entries of the log in it were checked'],
  backupOff: ['未配置备份：磁盘损坏将丢失一切', 'No backups: a lost disk would lose everything'],
  backupOffWhat: ['请在网关配置中设定备份目录（Backups:Folder，或启动前设 SECURE_BACKUPS），最好在另一块磁盘上。', 'Name a folder in the gateway’s configuration (Backups:Folder, or SECURE_BACKUPS before the start), best on another disk.'],
  backupNone: ['尚无备份', 'None was ever made'],
  backupTrouble: ['上一次备份失败，之前的备份保持不变', 'The last attempt failed; the backup before it stays as it was'],
  backupLate: ['备份已过期：应每 {hours} 小时一次', 'Overdue: one is due every {hours} hours'],
  backupAt: ['完成时间', 'Made at'],
  backupAge: ['距今', 'Age'],
  backupHours: ['{hours} 小时 {minutes} 分', '{hours} h {minutes} min'],
  backupEntries: ['其中日志条目', 'Log entries in it'],
  backupEvery: ['自动备份', 'Automatically'],
  backupEveryHours: ['每 {hours} 小时', 'every {hours} hours'],
  backupAsked: ['关闭，仅手动', 'off; only when asked for'],
  backupWhat: ['备份含数据库、日志、证据和已加密的密钥；不含主密钥和站点根密钥（应另行锁入保险柜）、人脸与指纹（须经两名管理员重新采集）、待审批事项。恢复须停机后在网关终端上进行。', 'In it: database, log, evidence and wrapped keys. Not in it: the master key and the site root’s (keep both in a safe), faces and fingers (enrolled anew, by two officers), approvals. It is put back at the gateway’s terminal, with the site stopped.'],
} as const satisfies Words;
