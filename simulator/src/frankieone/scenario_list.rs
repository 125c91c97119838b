//! The names of the scenarios. What one does stands where it happens: `machine_session.rs` and `token.rs`, `recipe.rs`,
//! `idp/`, `callback.rs`, `entity.rs`, `applicant.rs`.

/// Name and what it does.
pub(crate) const ALL: &[(&str, &str)] = &[
    ("happy", "The individual is shown, approved and imported."),
    // The session.
    (
        "machine_session_unauthorised",
        "The machine session answers 401.",
    ),
    (
        "machine_session_refused",
        "The machine session answers 400.",
    ),
    (
        "machine_session_without_token",
        "The machine session answers 200 without a token.",
    ),
    (
        "token_not_jwt",
        "The machine session answers with a token that is no JWT.",
    ),
    (
        "token_already_expired",
        "The session token's exp has passed when it is issued.",
    ),
    (
        "token_of_other_customer",
        "The session token names another customer.",
    ),
    (
        "token_of_other_reference",
        "The session token names another reference.",
    ),
    (
        "token_of_other_host",
        "The session token's environment is another host.",
    ),
    (
        "session_expires",
        "At the callback the session has run out: 401.",
    ),
    (
        "session_expires_before_approval",
        "At the approval the session has run out: 401.",
    ),
    (
        "token_replaced",
        "Every answer carries a new session token in the header token.",
    ),
    (
        "preloaded",
        "An individual with this reference exists already: federation is refused.",
    ),
    // The recipe.
    (
        "config_fails",
        "The recipe answers 500; what the page provides is all there is.",
    ),
    ("config_empty", "The answer to the recipe has no recipe."),
    ("config_without_federation", "The recipe has no federation."),
    ("config_without_idps", "The recipe has no idps."),
    (
        "config_without_idp",
        "The recipe's idps lack the one that federation names.",
    ),
    (
        "config_without_redirect_url",
        "The IdP's configuration has no redirect_url.",
    ),
    (
        "config_bad_redirect_url",
        "The IdP's redirect_url is no URL.",
    ),
    (
        "config_bad_environment",
        "The IdP's environment is staging.",
    ),
    (
        "config_http_in_production",
        "The IdP's environment is production, its redirect_url http.",
    ),
    (
        "config_other_attributes",
        "The recipe asks for an attribute that was never approved.",
    ),
    (
        "config_other_redirect_url",
        "The recipe's redirect_url is not the one registered with the IdP.",
    ),
    (
        "utility_fails",
        "The utility configuration answers 500, which is fatal.",
    ),
    // What comes back from the IdP.
    ("idp_500", "The IdP returns error 500."),
    ("idp_503", "The IdP returns error 503, under maintenance."),
    (
        "idp_denied",
        "The IdP returns access_denied, whatever is chosen.",
    ),
    (
        "idp_error_html",
        "The IdP returns an error whose text is HTML.",
    ),
    ("idp_never_returns", "The IdP stays on a closing page."),
    (
        "return_without_anything",
        "The IdP returns without code and without error.",
    ),
    (
        "return_without_state",
        "The IdP returns a code without state.",
    ),
    (
        "return_with_other_state",
        "The IdP returns a code with another state.",
    ),
    (
        "return_error_other_state",
        "The IdP returns an error with another state.",
    ),
    (
        "return_code_and_error",
        "The IdP returns a code and an error.",
    ),
    (
        "code_plus",
        "The code has a plus sign, which OneSDK does not encode.",
    ),
    (
        "code_percent",
        "The code has the characters %2F, which OneSDK does not encode.",
    ),
    (
        "code_ampersand",
        "The code ends in &entityId=x, which OneSDK passes on as a parameter.",
    ),
    (
        "code_used",
        "The code has been redeemed already when it comes back.",
    ),
    ("code_expired", "The code has expired when it comes back."),
    (
        "code_of_other_session",
        "The code was issued for another session.",
    ),
    // The BFF and the IdP behind it: every code and message of the document.
    (
        "vendor_server_error",
        "The IdP's token endpoint answers 500: VENDOR_SERVER_ERROR.",
    ),
    (
        "vendor_person_error",
        "The IdP's person endpoint answers 500: VENDOR_SERVER_ERROR.",
    ),
    (
        "vendor_unauthorised",
        "The IdP does not know the BFF's app id: VENDOR_UNAUTHORISED.",
    ),
    (
        "vendor_incorrect_parameter",
        "VENDOR_BAD_REQUEST, Incorrect parameter.",
    ),
    (
        "vendor_no_profile",
        "The IdP has no profile of the person: VENDOR_BAD_REQUEST, Could not fetch profile.",
    ),
    (
        "vendor_bad_profile",
        "A date of birth that is no date: VENDOR_BAD_REQUEST, Could not transform profile, without issues.",
    ),
    (
        "mandatory_name",
        "The person's name is empty: VENDOR_BAD_REQUEST, MANDATORY_NAME.",
    ),
    (
        "mandatory_dob",
        "The date of birth is empty: VENDOR_BAD_REQUEST, MANDATORY_DOB.",
    ),
    (
        "mandatory_regadd",
        "The registered address is empty: VENDOR_BAD_REQUEST, MANDATORY_REGADD.",
    ),
    (
        "mandatory_uinfin",
        "The UINFIN is empty: VENDOR_BAD_REQUEST, MANDATORY_UINFIN.",
    ),
    (
        "mandatory_all",
        "All mandatory attributes are empty: VENDOR_BAD_REQUEST with four issues.",
    ),
    (
        "validation_country",
        "The address is in a country that does not exist: VENDOR_BAD_REQUEST, VALIDATION_COUNTRY.",
    ),
    (
        "vendor_unknown_issue",
        "VENDOR_BAD_REQUEST with an issue that no document knows.",
    ),
    (
        "vendor_code_refused",
        "The IdP refuses the code: VENDOR_ACCESS_DENIED, There was an issue fetching access token.",
    ),
    (
        "vendor_user_denied",
        "VENDOR_ACCESS_DENIED, User denied the access.",
    ),
    (
        "vendor_forbidden",
        "The IdP forbids the attributes: VENDOR_FORBIDDEN.",
    ),
    (
        "callback_data_expired",
        "The callback answers VENDOR_DATA_EXPIRED.",
    ),
    (
        "invalid_config",
        "The BFF has no credentials for the IdP: INVALID_CONFIG.",
    ),
    (
        "unexpected_attribute",
        "The person has an attribute that was not asked for: BAD_REQUEST.",
    ),
    (
        "unreadable_person",
        "The person's data cannot be decrypted: SERVER_ERROR.",
    ),
    (
        "wrongly_signed_person",
        "The person's data is signed with another key: SERVER_ERROR.",
    ),
    (
        "unknown_error_code",
        "The callback answers an errorCode that no document knows.",
    ),
    (
        "error_without_code",
        "The callback answers a failure without errorCode.",
    ),
    (
        "error_not_json",
        "The callback answers 502 with a page of HTML.",
    ),
    (
        "error_html",
        "The callback answers SERVER_ERROR whose message is HTML.",
    ),
    (
        "callback_network_drop",
        "The connection breaks during the callback.",
    ),
    ("results_never", "The callback is never answered."),
    // The individual that is shown.
    ("without_sources", "The individual names no sources."),
    (
        "unknown_source",
        "The individual names a source that no document knows.",
    ),
    (
        "unknown_fields",
        "The individual has fields that no document knows.",
    ),
    (
        "unknown_result_status",
        "The second parameter of results is a status that no document knows.",
    ),
    (
        "without_result_status",
        "The answer to the callback has no status.",
    ),
    ("individual_html", "The name has HTML in it."),
    (
        "individual_empty",
        "The individual is an empty object, against the document.",
    ),
    (
        "individual_missing",
        "The answer to the callback has no individual.",
    ),
    (
        "individual_names_other",
        "The individual shown names another customerReference.",
    ),
    // Approval.
    (
        "cache_expired",
        "The fetched individual has expired when it is approved: VENDOR_DATA_EXPIRED.",
    ),
    (
        "approve_server_error",
        "The approval answers SERVER_ERROR; nothing is imported.",
    ),
    (
        "approve_unauthorised",
        "The approval answers VENDOR_UNAUTHORISED; nothing is imported.",
    ),
    (
        "approve_unknown_error",
        "The approval answers an errorCode that no document knows.",
    ),
    (
        "approve_error_html",
        "The approval answers SERVER_ERROR whose message is HTML.",
    ),
    (
        "approve_network_drop",
        "The connection breaks before the approval arrives: nothing is imported and OneSDK says nothing.",
    ),
    (
        "approve_answer_lost",
        "The individual is imported, then the connection breaks: OneSDK says nothing.",
    ),
    (
        "approve_never_answers",
        "The individual is imported, the approval is never answered.",
    ),
    (
        "approve_without_entity_id",
        "The individual is imported, the approval answers 201 without entityId.",
    ),
    (
        "approve_other_entity_id",
        "The individual is imported, the approval answers with an entityId that is not its own.",
    ),
    (
        "approve_not_imported",
        "The approval answers with an entityId, but nothing is imported.",
    ),
    // Reading back.
    (
        "read_back_late",
        "After the approval the applicant answers 404 three times.",
    ),
    (
        "read_back_differs",
        "The imported individual has another name and date of birth than the one shown.",
    ),
    (
        "read_back_other_reference",
        "The imported individual has another reference.",
    ),
    (
        "read_back_other_entity",
        "The applicant read back has another entityId.",
    ),
    (
        "read_back_incomplete",
        "The imported individual has no name and no date of birth.",
    ),
    (
        "read_back_unknown_fields",
        "The imported individual has fields that no document knows.",
    ),
    (
        "read_back_forbidden",
        "Reading the imported individual back answers 403.",
    ),
];
