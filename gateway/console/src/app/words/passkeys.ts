// An officer's passkey, and which officers have one.
import type { Words } from '../words';

export const passkeys = {
  navPasskeys: ['通行密钥', 'Passkeys'],
  passkey: ['通行密钥', 'Passkey'],
  passkeyNow: ['口令正确。请按浏览器的提示使用通行密钥', 'The password is right. Use your passkey as the browser asks'],
  passkeyUnsupported: ['此浏览器不能使用通行密钥', 'This browser cannot use passkeys'],
  passkeyGivenUp: ['没有使用通行密钥：已取消、超时，或此设备上没有它。请重试；若已遗失，请另两名管理员撤销它', 'The passkey was not used: cancelled, too late, or not on this device. Try again; if it is lost, have two other officers remove it'],
  passkeyHas: ['此设备已有您的通行密钥', 'This device holds a passkey of yours already'],
  passkeyOwn: ['我的通行密钥', 'My passkey'],
  passkeyMissing: ['您还没有通行密钥，仅凭口令即可登录此页面。请注册一个：安全密钥，或此设备自带的', 'You have no passkey: your password alone opens this page. Register one, on a security key or on this device'],
  passkeyNotHere: ['须在已登记的工作站上、登录后 10 分钟内注册', 'Register at a known workstation, within ten minutes of signing in'],
  passkeyRegister: ['注册通行密钥', 'Register a passkey'],
  passkeyRegistered: ['已注册', 'Registered'],
  passkeyDone: ['通行密钥已注册：下次登录此页面时需要它', 'The passkey is registered: this page asks for it from the next sign-in on'],
  passkeyUsed: ['上次使用', 'Last used'],
  passkeyNever: ['尚未使用', 'never'],
  passkeyNone: ['没有', 'none'],
  passkeyLost: ['遗失或更换：由安全保密管理员申请、系统管理员批准撤销；之后本人在已登记的工作站重新注册。', 'Lost or replaced: the security officer asks for its removal, the administrator approves; its owner then registers another at a known workstation.'],
  passkeyRemove: ['撤销', 'Remove'],
  passkeyRemoveOf: ['撤销 {name} 的通行密钥', 'Remove the passkey of {name}'],
  passkeyRemoved: ['通行密钥已撤销，其会话已结束', 'The passkey is removed and its sessions have ended'],
  passkeyAsked: ['已提请系统管理员审批（{id}）。批准后，以同样的理由再次撤销即生效', 'The administrator has been asked ({id}). Once approved, remove it again with the same reason'],
  bySecondFactor: ['口令加通行密钥', 'password and passkey'],
} as const satisfies Words;
