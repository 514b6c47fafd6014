// The one screen, and whether it is live.
import type { Words } from '../words';

export const overview = {
  live: ['实时', 'Live'],
  liveAt: ['网关时间 {time}', 'gateway time {time}'],
  notLive: ['自 {time} 起没有收到更新，以下内容可能已过时', 'Live updates stopped at {time}: what you see may be out of date'],
  browserClock: ['本机时钟与网关相差 {span}；页面一律按网关时间显示，请校准本机时钟', 'This computer’s clock is {span} off the gateway’s. The page goes by the gateway’s time; have the clock set'],
  notLiveYet: ['正在等待网关的第一次更新', 'Waiting for the gateway’s first word'],
  soundOn: ['启用报警声音', 'Turn the sound on'],
  soundIsOn: ['报警声音已启用', 'Sound is on'],

  needsSomebody: ['待处置的报警', 'Alerts that need somebody'],
  nothingNeeds: ['没有待处置的报警', 'No alert needs anybody'],
  rooms: ['房间与门', 'Rooms and doors'],
  nobodyHere: ['无人', 'nobody'],
  people: ['人', 'people'],
  whereUnknown: ['位置未知', 'Whereabouts unknown'],
  systemHealth: ['系统状态', 'System health'],
  doorsOnline: ['在线的门', 'Doors online'],
  checkpoint: ['日志检查点', 'Log checkpoint'],
  logSize: ['日志条目', 'Log entries'],
  witnesses: ['见证签名', 'Witness signatures'],
  unwitnessed: ['无见证', 'unwitnessed'],
  devices: ['设备', 'Devices'],
  devicesTrouble: ['异常设备', 'Devices in trouble'],
  noTrouble: ['全部正常', 'none in trouble'],
  deputies: ['副手', 'Deputies'],
  deputyMissing: ['缺少副手：{roles}', 'without a deputy: {roles}'],
  complete: ['齐全', 'complete'],
  waitingApprovals: ['待审批', 'Approvals waiting'],
} as const satisfies Words;
