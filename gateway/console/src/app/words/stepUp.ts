// Step-up before the page's camera.
import type { Words } from '../words';

export const stepUp = {
  proveYourself: ['鉴别身份', 'Prove who you are'],
  proveFor: ['阅读 {id} 须先鉴别', 'Reading {id} takes a proof first'],
  proveNow: ['现在鉴别', 'Prove it now'],
  proveHow: ['请正对摄像头坐好，光线充足，画面中只有您一人。开始后按提示转头，约需 15 秒。照片不会保存；鉴别失败时保留最后一帧作为证据。', 'Sit before the camera, in good light, alone in the picture. Once begun, turn your head as asked; it takes about 15 s. No picture is kept; if it fails, the last one is, as evidence.'],
  proveBegin: ['开始', 'Begin'],
  proveOther: ['此资料须以其他方式鉴别：{factors}。请到有相应设备的工作站', 'This takes another proof: {factors}. Use a workstation that has the device'],
  cameraWait: ['请在浏览器中允许使用摄像头', 'Allow the camera in the browser'],
  cameraOpen: ['打开摄像头', 'Open the camera'],
  cameraPicture: ['您在摄像头中的画面', 'What the camera sees of you'],
  cameraRefused: ['摄像头被拒绝。请点击地址栏的摄像头图标，允许此页面使用，然后重试', 'The camera was refused. Click the camera sign in the address bar, allow it for this page, then try again'],
  cameraAbsent: ['没有找到摄像头。请接上摄像头后重试，或换一台工作站', 'No camera was found. Plug one in and try again, or use another workstation'],
  cameraBusy: ['摄像头无法打开，可能正被其他程序使用。请关闭该程序后重试', 'The camera does not open: another program may be using it. Close that one and try again'],
  cameraGone: ['摄像头已断开。请重新接上后重试；此次不计为失败', 'The camera was unplugged. Plug it in and try again; this does not count as a failure'],
  cameraInsecure: ['此浏览器不允许在这里使用摄像头', 'This browser allows no camera here'],
  cameraElse: ['不能使用摄像头时：到有指纹仪的工作站用指纹鉴别，或请安全保密管理员协助。', 'Without a camera: use your fingerprint at a workstation with a sensor, or ask the security officer.'],
  actDone: ['已完成 {done} / {all} 步', '{done} of {all} done'],
  provePassed: ['鉴别通过，现在可以阅读', 'Passed: you may read it now'],
  proveFailed: ['鉴别未通过，会话已结束，已通知安全保密管理员', 'Not passed: the session has ended and the security officer has been told'],
  proveIncomplete: ['没有完成：没有得到可用的画面。此次不计为失败', 'Not completed: no usable picture was taken. This does not count as a failure'],
  proveImprove: ['可以改进', 'What would help'],
  proveImproveNone: ['按提示转头，动作慢一些，并保持在画面中', 'Turn as asked, slowly, and stay in the picture'],
  signInAgain: ['重新登录', 'Sign in again'],
  backHome: ['返回首页', 'Back to my home'],
} as const satisfies Words;
