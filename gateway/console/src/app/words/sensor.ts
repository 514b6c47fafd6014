// The workstation's fingerprint sensor.
import type { Words } from '../words';

export const sensor = {
  sensorOpen: ['连接指纹仪', 'Connect the sensor'],
  sensorWait: ['请在浏览器的窗口中选择指纹仪所在的串口', 'Choose the sensor’s serial port in the browser’s window'],
  sensorUnsupported: ['此浏览器不能使用指纹仪：须用 Chromium 类浏览器，并经 HTTPS 打开此页面', 'This browser cannot use a sensor: it takes one of Chromium’s kind, and this page over HTTPS'],
  sensorNotChosen: ['没有选择指纹仪。请重试，并在浏览器的窗口中选择它', 'No sensor was chosen. Try again and choose it in the browser’s window'],
  sensorBusy: ['指纹仪无法打开，可能正被其他程序使用。请关闭该程序后重试', 'The sensor does not open: another program may be using it. Close that one and try again'],
  sensorSilent: ['所选的设备没有应答。请检查接线，或选择另一个串口', 'The chosen device does not answer. Look at its cable, or choose another port'],
  sensorLocked: ['指纹仪设有密码，不能使用', 'The sensor is set to a password and cannot be used'],
  sensorStrange: ['指纹仪的应答有误。请重新接上后重试', 'The sensor’s answers make no sense. Plug it in anew and try again'],
  sensorGone: ['指纹仪已断开。请重新接上后重试', 'The sensor was unplugged. Plug it in and try again'],
  sensorNotFailed: ['此次不计为失败。', 'This does not count as a failure.'],

  enrolAtDoor: ['在门上的指纹仪录入', 'Enrol at a door’s sensor'],
  enrolAtDoorWhat: ['请本人站在此门前：提交后按指纹仪的提示按两次手指，网关最多等候一分钟。模板只存于该指纹仪，仅限一级房间的门。', 'The person stands at this door: once sent, the finger is laid on its sensor as it asks, and the gateway waits up to a minute. The template stays in that sensor; for doors of tier 1 alone.'],
  enrolFinger: ['录入指纹', 'Enrol a finger'],
  enrolFingerAgain: ['重新录入指纹', 'Enrol a finger anew'],
  fingerHow: ['用接在此工作站上的指纹仪，同一手指按五次，每次抬起后再按。完成前不保存任何内容。', 'On the sensor of this workstation: five touches of the same finger, lifted after each. Nothing is kept before the end.'],
  fingerFlat: ['请将指腹平放在采集面中央', 'Lay the fingertip flat in the middle'],
  fingerLeft: ['同一手指，稍向左偏', 'The same finger, a little to the left'],
  fingerRight: ['同一手指，稍向右偏', 'The same finger, a little to the right'],
  fingerTip: ['同一手指，稍向指尖', 'The same finger, a little more of the tip'],
  fingerFlatAgain: ['最后一次，平放', 'Once more, flat'],
  fingerWait: ['正在读取，请不要移动', 'Reading it: hold still'],
  fingerLift: ['请抬起手指', 'Lift the finger'],
  fingerProve: ['请将手指平放在指纹仪上', 'Lay the finger flat on the sensor'],
  proveByFinger: ['改用指纹', 'Use a finger instead'],
  proveByFace: ['改用人脸', 'Use the face instead'],
  proveFingerHow: ['用接在此工作站上的指纹仪，按已录入的手指。指纹不会保存；鉴别失败时保留图像作为证据。', 'On the sensor of this workstation, with a finger that is enrolled. No print is kept; if it fails, the image is, as evidence.'],
  proveFingerNone: ['平放手指，稍用力，并保持不动', 'Lay the finger flat, press a little, hold still'],
} as const satisfies Words;
