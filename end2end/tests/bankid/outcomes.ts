/** Where scenarios of the simulated BankID take the applicant who approves. */
import { headings } from '../../fixtures/bankid';

/** Returns that carry something else than a code, and answers to the exchange. BI-17, BI-25. */
export const ended: Record<string, string> = {
  access_denied: headings.cancelled,
  access_denied_with_codes: headings.cancelled,
  login_required: headings.unavailable,
  temporarily_unavailable: headings.unavailable,
  server_error: headings.broken,
  invalid_request: headings.misconfigured,
  unknown_error: headings.broken,
  error_with_markup: headings.cancelled,
  error_and_code: headings.unverified,
  missing_code: headings.unverified,
  repeated_code: headings.unverified,
  iss_parameter_wrong: headings.unverified,
  authorization_denied: headings.cancelled,
  authorization_timeout: headings.cancelled,
  authorization_errored: headings.broken,
  exchange_invalid_grant: headings.unverified,
  // One for each thing that is verified; the adapter's own tests play all of them.
  signature_altered: headings.unverified,
  alg_none: headings.unverified,
  signed_with_oidc_key: headings.unverified,
  iss_wrong: headings.unverified,
  aud_wrong: headings.unverified,
  expired: headings.unverified,
  nonce_wrong: headings.unverified,
  acr_loa_30: headings.unverified,
  grant_wrong_nonce: headings.unverified,
  grant_signed_with_id_token_key: headings.unverified,
};

/** What is odd and right all the same. */
export const done = [
  'happy',
  'awaiting_user_identity_input',
  'extra_parameters',
  'analytics_never',
  'analytics_unknown_event',
  'analytics_reversed',
  'analytics_shapes',
  'analytics_markup',
  'analytics_huge',
  'rotated_before_token',
  'grant_late',
];

/** What start is answered, and the page that says so. */
export const refused: Record<string, string> = {
  permission_unauthorized: headings.misconfigured,
  permission_forbidden: headings.misconfigured,
  permission_invalid_iat: headings.misconfigured,
  authorize_invalid_scope: headings.misconfigured,
  authorize_uri_other_origin: headings.misconfigured,
  authorize_uri_script: headings.broken,
  authorize_uri_missing: headings.broken,
};
