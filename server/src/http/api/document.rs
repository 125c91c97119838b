//! The OpenAPI document: what the handlers say of themselves, and what holds for every route.

use axum::http::Method;
use utoipa::{
    Modify, OpenApi,
    openapi::{
        self, Components, Content, Header, ObjectBuilder, Ref, RefOr, Required, ResponseBuilder,
        path::{Operation, ParameterBuilder, ParameterIn},
        schema::{KnownFormat, SchemaFormat, Type},
        security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme},
    },
};

use super::{
    idempotency,
    json::ResourceId,
    problem::{Code, FieldCode, FieldProblem, ProblemBody},
    scopes::{self, Needs},
};
use crate::services::clients::Scope;

/// Name of the security scheme.
const KEY: &str = "key";
const PROBLEM: &str = "application/problem+json";

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Vestibule",
        version = "1",
        description = "Onboard people: begin an onboarding, send its link, read the result.\n\n\
            Every call carries an API key: `Authorization: Bearer vst_...`. A key is of a client and of a mode; \
            what belongs to another client or to the other mode is `404`, as what does not exist.\n\n\
            Refusals are problem details (RFC 9457) with a stable `code`. Fields and parameters that are not \
            described here are refused. New fields may be added to answers.",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    tags(
        (name = "onboardings", description = "One person's case, from its link to its result."),
        (name = "webhooks", description = "Where events are sent, and what became of them."),
        (name = "client", description = "What a key is and may begin."),
        (name = "signatures", description = "Public keys and checkpoints, to verify evidence with."),
    ),
    components(schemas(ProblemBody, FieldProblem, FieldCode, Code, ResourceId)),
    modifiers(&Scheme),
)]
struct Api;

struct Scheme;

impl Modify for Scheme {
    fn modify(&self, document: &mut openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("vst_test_... or vst_live_...")
            .description(Some(
                "An API key; each route names the scope that it needs.",
            ))
            .build();
        let components = document.components.get_or_insert_with(Components::new);
        components.add_security_scheme(KEY, SecurityScheme::Http(scheme));
        for (name, description, statuses) in REFUSALS {
            let codes = Code::ALL.iter();
            let codes = codes.filter(|code| statuses.contains(&code.status().as_u16()));
            let codes: Vec<_> = codes.map(|code| format!("`{}`", code.code())).collect();
            let mut response = ResponseBuilder::new()
                .description(format!("{description} Codes: {}.", codes.join(", ")))
                .content(
                    PROBLEM,
                    Content::new(Some(Ref::from_schema_name("Problem"))),
                );
            if matches!(*name, "TooManyRequests" | "Conflict") {
                response = response.header("Retry-After", seconds());
            }
            let response = RefOr::T(response.build());
            components.responses.insert((*name).to_owned(), response);
        }
    }
}

fn seconds() -> Header {
    let schema = ObjectBuilder::new()
        .schema_type(Type::Integer)
        .minimum(Some(1));
    let mut header = Header::new(schema.build());
    header.description = Some("When to come back, in seconds.".to_owned());
    header
}

/// Names, meanings and statuses of the refusals that routes share.
const REFUSALS: &[(&str, &str, &[u16])] = &[
    ("BadRequest", "The request makes no sense.", &[400]),
    ("Unauthorized", "There is no valid key.", &[401]),
    ("Forbidden", "The key may not do that.", &[403]),
    (
        "NotFound",
        "Unknown, another client's, or of the other mode.",
        &[404],
    ),
    ("Conflict", "Not in this state.", &[409]),
    ("PayloadTooLarge", "The body is too large.", &[413]),
    (
        "UnsupportedMediaType",
        "The body is of another type.",
        &[415],
    ),
    (
        "UnprocessableContent",
        "It was understood, and is refused.",
        &[422],
    ),
    ("TooManyRequests", "Too many requests.", &[429]),
    ("InternalServerError", "Something broke.", &[500]),
    ("ServiceUnavailable", "Not now.", &[503]),
];

fn status_of(name: &str) -> Option<u16> {
    let mut refusals = REFUSALS.iter();
    let found = refusals.find(|(known, ..)| *known == name)?;
    found.2.first().copied()
}

/// The document without paths.
#[must_use]
pub fn empty() -> openapi::OpenApi {
    Api::openapi()
}

/// Adds to every route what holds for all: the key and its scope, the Idempotency-Key, and how it may be refused.
pub fn complete(document: &mut openapi::OpenApi) {
    for (method, path, needs) in scopes::TABLE {
        let Some(item) = document.paths.paths.get_mut(*path) else {
            continue;
        };
        let operation = match *method {
            Method::GET => item.get.as_mut(),
            Method::POST => item.post.as_mut(),
            Method::PATCH => item.patch.as_mut(),
            Method::DELETE => item.delete.as_mut(),
            _ => None,
        };
        if let Some(operation) = operation {
            add(operation, method, *needs);
        }
    }
}

fn add(operation: &mut Operation, method: &Method, needs: Needs) {
    let scopes = match needs {
        Needs::Key => Vec::new(),
        Needs::Scope(scope) => vec![scope.code()],
    };
    operation.security = Some(vec![SecurityRequirement::new(KEY, scopes)]);
    let parameters = operation.parameters.iter().flatten();
    let in_path = |one: &RefOr<_>| {
        matches!(
            one,
            RefOr::T(openapi::path::Parameter {
                parameter_in: ParameterIn::Path,
                ..
            })
        )
    };
    let has_id = parameters.clone().any(in_path);
    let mut refusals = vec![
        "BadRequest",
        "Unauthorized",
        "Forbidden",
        "TooManyRequests",
        "InternalServerError",
        "ServiceUnavailable",
    ];
    if has_id {
        refusals.push("NotFound");
    }
    if operation.request_body.is_some() {
        refusals.extend(["PayloadTooLarge", "UnsupportedMediaType"]);
    }
    if *method == Method::GET && needs == Needs::Scope(Scope::ResultsRead) {
        // Before the result was bound to a session.
        refusals.push("Conflict");
    }
    if let Some(RefOr::T(body)) = &mut operation.request_body {
        for (kind, content) in &mut body.content {
            // A picture is its bytes, not a list of numbers.
            if let (true, RefOr::T(content)) = (kind.starts_with("image/"), content) {
                let binary = SchemaFormat::KnownFormat(KnownFormat::Binary);
                let bytes = ObjectBuilder::new()
                    .schema_type(Type::String)
                    .format(Some(binary));
                content.schema = Some(bytes.build().into());
            }
        }
    }
    if *method == Method::POST {
        refusals.extend(["Conflict", "PayloadTooLarge", "UnprocessableContent"]);
        let parameters = operation.parameters.get_or_insert_with(Vec::new);
        parameters.push(RefOr::T(idempotency_key()));
    }
    for name in refusals {
        if let Some(status) = status_of(name) {
            let response = RefOr::Ref(Ref::from_response_name(name));
            let responses = &mut operation.responses.responses;
            responses.entry(status.to_string()).or_insert(response);
        }
    }
}

fn idempotency_key() -> openapi::path::Parameter {
    let schema = ObjectBuilder::new()
        .schema_type(Type::String)
        .min_length(Some(1))
        .max_length(Some(idempotency::MAX_KEY))
        .pattern(Some("^[!-~]([ -~]*[!-~])?$"));
    ParameterBuilder::new()
        .name("Idempotency-Key")
        .parameter_in(ParameterIn::Header)
        .required(Required::False)
        .description(Some(
            "Names this call for 24 hours: sent again, it has no second effect and gets the first answer, with the header \
             `Idempotency-Replayed: true`.",
        ))
        .schema(Some(schema.build()))
        .build()
}
