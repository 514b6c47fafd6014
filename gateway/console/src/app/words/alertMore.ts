// Alerts: their evidence, their trace, the search among all of them, and word of them on the desktop.
import type { Words } from '../words';

export const alertMore = {
  queueNow: ['待处置', 'To be handled'],
  alertsAll: ['全部报警', 'All alerts'],
  alertText: ['编号、代码或文字', 'Id, code or text'],
  alertTotal: ['共 {count} 条', '{count} in all'],
  anyState: ['任何状态', 'any state'],
  state: ['状态', 'State'],
  noAlerts: ['没有符合条件的报警', 'No alert matches'],
  told: ['已通知', 'Told'],
  logEntries: ['日志条目 {first}–{last}', 'Log entries {first}–{last}'],
  workstation: ['工作站', 'Workstation'],
  resourceConcerned: ['涉及的客体', 'Resource concerned'],

  evidence: ['证据', 'Evidence'],
  viewEvidence: ['查看证据 {number}', 'View evidence {number}'],
  evidenceHint: ['谁查看了哪份证据，先记入审计日志再显示。', 'Who views what is recorded before anything is shown.'],
  evidenceReason: ['查看理由（可不填）', 'Why you view it (may be empty)'],
  view: ['查看', 'View'],
  takenAt: ['拍摄于 {time}', 'taken {time}'],
  evidencePicture: ['证据图像', 'Picture kept as evidence'],
  evidenceSave: ['此类证据不能在页面上显示，可保存为文件', 'This kind of evidence cannot be shown here: save it as a file'],
  save: ['保存', 'Save'],
  clip: ['录像片段', 'Clip'],
  clipPicture: ['第 {number} 张，共 {all} 张', 'Picture {number} of {all}'],
  clipPlace: ['片段中的位置', 'Place in the clip'],
  clipPlay: ['播放', 'Play'],
  clipPause: ['暂停播放', 'Pause'],
  clipBack: ['上一张', 'Previous'],
  clipOn: ['下一张', 'Next'],

  trace: ['判定过程', 'How it was decided'],
  traceHint: ['按现行策略重新推演，不产生任何授权。', 'Traced anew under the policy in force; it grants nothing.'],
  fits: ['满足', 'holds'],
  fitsNot: ['不满足', 'does not hold'],

  notifyOn: ['启用桌面通知', 'Notify my desktop'],
  notifyIsOn: ['桌面通知已启用', 'Desktop is notified'],
  notifyRefused: ['桌面通知被浏览器拒绝', 'No desktop notifications'],
} as const satisfies Words;
