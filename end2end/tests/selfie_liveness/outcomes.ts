/** Where each scenario of the simulated provider takes the applicant. */
import { headings } from '../../fixtures/selfie';

export interface Outcome {
  /** How often the SDK has to be told to try again. */
  retries: number;
  page: 'result' | 'ended' | 'wait';
  heading: string;
  /** Sessions that this takes up: a refused call is repeated once with a new token. */
  times?: number;
}

const at = (page: Outcome['page'], heading: string, retries = 0): Outcome => ({ retries, page, heading });
const done = at('result', headings.done);
const waiting = at('wait', headings.waiting);
const refused = at('ended', headings.refused);
const broken = at('ended', headings.broken);
const misconfigured = at('ended', headings.misconfigured);
const camera = at('ended', headings.camera);

/** SL-03, SL-10 to SL-16 by scenario. */
export const outcomes: Record<string, Outcome> = {
  valid: done,
  retry_once: at('result', headings.done, 1),
  // Everything that the details may say.
  not_live: refused,
  face_match_failed: refused,
  reference_image_validation_failed: refused,
  document_not_found: refused,
  invalid_document: refused,
  unknown_reason: refused,
  verification_failed: broken,
  retry_exhausted: at('ended', headings.broken, 2),
  completed_in_progress: done,
  completed_never: waiting,
  details_partially_completed: waiting,
  details_unknown_status: waiting,
  details_no_result: waiting,
  details_unknown_result: waiting,
  details_other_session: waiting,
  // Refusals of the details settle nothing.
  details_user_empty: waiting,
  completed_without_submission: waiting,
  details_other_user: waiting,
  details_unauthorized: waiting,
  details_forbidden: waiting,
  details_error: waiting,
  // Everything that the token gateway and Initiate Flow may say.
  token_client_id_empty: misconfigured,
  token_pass_key_empty: misconfigured,
  token_unauthorized: misconfigured,
  initiate_header_empty: misconfigured,
  initiate_invalid: misconfigured,
  initiate_invalid_partner: misconfigured,
  initiate_invalid_source: misconfigured,
  initiate_session_empty: misconfigured,
  initiate_unauthorized: { ...misconfigured, times: 2 },
  initiate_forbidden: misconfigured,
  initiate_details_null: broken,
  initiate_duplicate: broken,
  user_token_missing: broken,
  user_token_not_text: broken,
  // The user token, as the SDK uses it.
  user_token_expired: broken,
  user_token_of_other_session: broken,
  // Upload addresses: no submission came about.
  urls_partner_empty: broken,
  urls_invalid_type: broken,
  urls_error: broken,
  quota_exceeded: broken,
  // The SDK gives up, but the provider's details say that a submission is in progress: they count.
  upload_expired: waiting,
  upload_invalid: waiting,
  confirm_session_empty: waiting,
  confirm_invalid_type: waiting,
  confirm_unauthorized: waiting,
  confirm_forbidden: waiting,
  confirm_missing: waiting,
  confirm_conflict: waiting,
  confirm_quota: waiting,
  confirm_unavailable: waiting,
  // The SDK gives up polling, and the provider finished.
  status_session_empty: done,
  status_invalid_id: done,
  status_missing: done,
  unknown_next_action: done,
  next_action_missing: done,
  unknown_status: done,
  // The reference image: this journey has none, and says so in the same words as for an unknown user.
  reference_never: done,
  reference_missing: done,
  reference_wrong_type: done,
  reference_refused: broken,
  reference_unauthenticated: broken,
  // The SDK's script.
  script_missing: broken,
  script_broken: broken,
  initialise_throws: broken,
  launch_throws: broken,
  // Everything that the SDK may say.
  sdk_camera: camera,
  sdk_permission: camera,
  sdk_network: at('ended', headings.unavailable),
  sdk_api: broken,
  sdk_verification: broken,
  sdk_security: broken,
  sdk_help_clicked: at('ended', headings.left),
  sdk_user_cancelled: at('ended', headings.cancelled),
  result_forged: waiting,
  result_twice: done,
  result_error_but_valid: done,
  result_changes: done,
};

/** Scenarios that have a test of their own, and where. */
export const elsewhere = [
  // callbacks.spec.ts
  'callback_before',
  'callback_after',
  'callback_twice',
  'callback_never',
  'callback_forged',
  'callback_unauthenticated',
  'callback_unknown_submission',
  'callback_contradicts',
  'callback_regresses',
  'callback_huge',
  'callback_wrong_content_type',
  'result_never',
  // outages.spec.ts
  'token_error',
  'initiate_error',
  'script_never',
  'processing_never',
  // results.spec.ts
  'result_unknown_status',
  'result_unknown_code',
  'result_without_code',
  'result_null',
  'result_text',
  // pictures.spec.ts
  'reference_expired',
  'reference_second_use',
  'reference_asked_twice',
];
