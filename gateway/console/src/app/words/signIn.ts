// Signing in, and the password.
import type { Words } from '../words';

export const signIn = {
  signIn: ['登录', 'Sign in'],
  signOut: ['退出登录', 'Sign out'],
  signOutUnknown: ['未能退出登录：会话可能仍然有效', 'Not signed out: the session may live on'],
  signOutUnknownWhat: ['网关没有答复。离开前请重试，或关闭浏览器；无人使用的会话半小时后自动结束。', 'The gateway did not answer. Try again before you leave, or close the browser; a session that nobody uses ends by itself after half an hour.'],
  signOutAgain: ['再次退出登录', 'Sign out again'],
  account: ['账号', 'Account'],
  password: ['口令', 'Password'],
  accountNeeded: ['请输入账号', 'Enter the account'],
  passwordNeeded: ['请输入口令', 'Enter the password'],
  sessionEnded: ['会话已结束，请重新登录', 'Your session has ended: sign in again'],
  sessionEndedUnknown: ['网关没有留下原因：它可能已重新启动，这会结束所有会话', 'The gateway does not know why: it may have been restarted, which ends every session'],
  signedOutElsewhere: ['已在此浏览器的另一窗口退出登录，请重新登录', 'Signed out in another window of this browser: sign in again'],
  gatewayAway: ['无法连接网关', 'The gateway cannot be reached'],
  retryIn: ['请在 {seconds} 秒后再试', 'Try again in {seconds} s'],
  signInHint: ['所有登录都会记录在审计日志中', 'Every sign-in is recorded in the audit log'],
  mustChange: ['须先修改口令', 'The password must be changed first'],
  oldPassword: ['当前口令', 'Present password'],
  newPassword: ['新口令', 'New password'],
  repeatPassword: ['再次输入新口令', 'New password again'],
  repeatDiffers: ['两次输入不一致', 'The two differ'],
  changePassword: ['修改口令', 'Change the password'],
  passwordChanged: ['口令已修改', 'The password has been changed'],
} as const satisfies Words;
