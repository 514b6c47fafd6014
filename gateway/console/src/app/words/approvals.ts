// Approvals.
import type { Words } from '../words';

export const approvals = {
  approvalsEmpty: ['没有待审批的请求', 'Nothing waits for approval'],
  requestedBy: ['申请人', 'Requested by'],
  expires: ['有效至', 'Expires'],
  approve: ['批准', 'Approve'],
  reject: ['驳回', 'Reject'],
  withdraw: ['撤回', 'Withdraw'],
  whyAsked: ['理由', 'Why'],
  whyNotSaid: ['此类申请不附理由，请向申请人核实', 'such a request carries none: ask the requester'],
  approvalNumber: ['审批编号', 'Number'],
  notYoursToDecide: ['须由其他人审批', 'For somebody else to decide'],
  yours: ['您的申请', 'your request'],
  approved: ['已批准', 'Approved'],
  rejected: ['已驳回', 'Rejected'],
  withdrawn: ['已撤回', 'Withdrawn'],
  approvalWaiting: ['待审批', 'waiting'],
  approvalApproved: ['已批准，申请人可再次提交', 'approved: the requester may send it again'],
  approvalOther: ['已结束', 'closed'],
} as const satisfies Words;
