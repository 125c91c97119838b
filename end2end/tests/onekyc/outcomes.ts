/** Where each scenario of the simulated provider takes the applicant. */
import { headings } from '../../fixtures/onekyc';

export interface Outcome {
  /** Captures that the applicant makes; the frame of some scenarios does without. */
  captures: number;
  page: 'result' | 'ended' | 'wait';
  heading: string;
  /** What the page of a check that stopped or ended offers. */
  offers: 'again' | 'again, or to wait' | 'nothing';
  /** Sessions that this takes up: a refused call is repeated once with a new token. */
  times?: number;
}

const at = (page: Outcome['page'], heading: string, offers: Outcome['offers'], captures: number): Outcome => ({
  captures,
  page,
  heading,
  offers,
});
const done = (captures = 1) => at('result', headings.done, 'nothing', captures);
const waiting = at('wait', headings.waiting, 'nothing', 1);
const refused = at('ended', headings.refused, 'again', 1);
const stopped = (heading: string, captures = 0) => at('ended', heading, 'again', captures);

/** OK-09 to OK-14, OK-16 by scenario. */
export const outcomes: Record<string, Outcome> = {
  valid: done(),
  retry_once: done(2),
  // Everything that the details may say.
  not_live: refused,
  face_match_failed: refused,
  reference_image_validation_failed: refused,
  document_not_found: refused,
  invalid_document: refused,
  unknown_reason: refused,
  verification_failed: stopped(headings.broken, 1),
  completed_never: waiting,
  completed_without_submission: waiting,
  completed_in_progress: done(),
  details_partially_completed: waiting,
  details_unknown_status: waiting,
  details_no_result: waiting,
  details_unknown_result: waiting,
  details_other_session: waiting,
  // Everything that the frame may say.
  pending: at('ended', headings.left, 'again, or to wait', 0),
  pending_then_completed: at('ended', headings.left, 'again, or to wait', 0),
  session_timeout: stopped(headings.expired),
  timeout_then_completed: stopped(headings.expired),
  permission_error: stopped(headings.camera),
  attempts_exhausted: at('ended', headings.exhausted, 'nothing', 0),
  generic_error: stopped(headings.broken),
  // The frame says GENERIC_ERROR, but the provider's details that a submission is in progress: they count (OK-14).
  upload_expired: waiting,
  upload_invalid: waiting,
  // The provider's last word is an error; the frame's is that no attempt is left.
  retry_exhausted: stopped(headings.broken, 3),
  // Everything that Initiate Flow may say.
  launch_url_other_origin: stopped(headings.misconfigured),
  launch_url_script: stopped(headings.broken),
  launch_url_missing: stopped(headings.broken),
  initiate_invalid: stopped(headings.misconfigured),
  initiate_duplicate: stopped(headings.broken),
  initiate_unauthorized: { ...stopped(headings.misconfigured), times: 2 },
  initiate_forbidden: stopped(headings.misconfigured),
  // Every way in which the completion callback may come.
  callback_before: done(),
  callback_after: done(),
  callback_twice: done(),
  callback_never: done(),
  callback_forged: done(),
  callback_unauthenticated: done(),
  callback_unknown_submission: done(),
  callback_contradicts: refused,
  callback_regresses: done(),
  callback_huge: done(),
  callback_wrong_content_type: done(),
};

/** What the callback message alone does, while the provider knows of no submission: `wait` where it is believed. */
export const messages: Record<string, 'wait' | 'nothing'> = {
  message_twice: 'wait',
  // The same object as text: some embedders post it so.
  string_message: 'wait',
  flat_message: 'nothing',
  data_missing: 'nothing',
  data_array: 'nothing',
  data_string: 'nothing',
  data_null: 'nothing',
  null_message: 'nothing',
  prototype_message: 'nothing',
  wrong_type: 'nothing',
  wrong_session_id: 'nothing',
  huge_message: 'nothing',
  message_wrong_origin: 'nothing',
  message_null_origin: 'nothing',
  message_never: 'nothing',
};

/** Scenarios that have a test of their own, and where. */
export const elsewhere = [
  // messages.spec.ts
  'unknown_error_code',
  'unknown_message_status',
  'message_before_handshake',
  'message_flood',
  // handshake.spec.ts
  'handshake_never',
  'handshake_repeated',
  'handshake_from_other_frame',
  'second_origin',
  // frame.spec.ts
  'navigates_top',
  // away.spec.ts
  'frame_never_loads',
  'frame_ancestors_none',
  'initiate_error',
];
