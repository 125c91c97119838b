// What the control API's scenarios make the SDK say instead of the truth.
const failure = (errorCode) => ({ status: 'ERROR', extra: { errorCode } });
const given = (errorCode) => ({ status: 'NOT_COMPLETED', extra: { errorCode } });

// Said without a capture.
const WITHOUT_CAPTURE = {
  sdk_camera: [failure('CAMERA')],
  sdk_permission: [failure('PERMISSION')],
  sdk_network: [failure('NETWORK')],
  sdk_api: [failure('API')],
  sdk_verification: [failure('VERIFICATION')],
  sdk_security: [failure('SECURITY')],
  sdk_help_clicked: [given('HELP_CLICKED')],
  sdk_user_cancelled: [given('USER_CANCELLED')],
  result_forged: [{ status: 'COMPLETED' }],
  result_unknown_status: [{ status: 'PAUSED' }],
  result_unknown_code: [failure('SOMETHING_NEW')],
  result_without_code: [{ status: 'ERROR' }],
  result_null: [null],
  result_text: ['COMPLETED'],
};

const withoutCapture = (scenario) => (Object.hasOwn(WITHOUT_CAPTURE, scenario) ? WITHOUT_CAPTURE[scenario] : undefined);

// Said at the end of a flow whose result is this.
function atTheEnd(scenario, result) {
  if (result.status !== 'COMPLETED') { return [result]; }
  switch (scenario) {
    case 'result_never': return [];
    case 'result_twice': return [result, result];
    case 'result_error_but_valid': return [failure('NETWORK')];
    case 'result_changes': return [given('USER_CANCELLED'), result];
    default: return [result];
  }
}

function inWords(result) {
  if (result === null || typeof result !== 'object') { return String(result); }
  return `${result.status} ${result.extra?.errorCode ?? '-'}`;
}
