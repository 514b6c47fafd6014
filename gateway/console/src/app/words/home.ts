// The home page of each.
import type { Words } from '../words';

export const home = {
  homeGreeting: ['您好，', 'Hello, '],
  mySignIn: ['登录状态', 'Sign-in'],
  myRoles: ['角色', 'Roles'],
  myWorkstation: ['工作站', 'Workstation'],
  noWorkstation: ['未识别：最高只到 1 级', 'not known: tier 1 at most'],
  byCertificate: ['按证书识别', 'known by certificate'],
  byAddress: ['按网络地址识别，弱于证书', 'known by network address, weaker than by certificate'],
  myFactors: ['已证明的鉴别因素', 'Factors proven'],
  sessionUntil: ['会话最迟结束于', 'The session ends at the latest'],
  factorPassword: ['口令', 'password'],
  factorFace: ['人脸', 'face'],
  factorFingerprint: ['指纹', 'fingerprint'],
  factorBadge: ['门禁卡', 'badge'],
  factorPin: ['PIN 码', 'PIN'],
  whatIMay: ['我可以做什么', 'What I may do'],
  myMaterials: ['我现在可以阅读的涉密资料', 'Materials I may read now'],
  myStepUps: ['加强鉴别后可以阅读', 'Readable after a step-up'],
  myMaterialsNone: ['目前没有', 'none at present'],
  askAccess: ['查一份资料', 'Ask about one'],
  askPlaceholder: ['资料编号', 'the material’s id'],
  ask: ['查询', 'Ask'],
  answerPermit: ['可以阅读', 'You may read it'],
  answerStepUp: ['须先加强鉴别：{factors}', 'First prove who you are: {factors}'],
  answerDeny: ['不可阅读：{reason}', 'You may not read it: {reason}'],
} as const satisfies Words;
