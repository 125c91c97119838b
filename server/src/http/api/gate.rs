//! The gate in front of every route: who calls, whether they may, and whether the query is one that the route knows. What is
//! not in the table and in the document is not served.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use url::form_urlencoded;
use utoipa::openapi::{
    OpenApi, RefOr,
    path::{Operation, ParameterIn, PathItem},
};

use super::{
    auth::{self, Authenticated},
    problem::{Code, FieldCode, FieldProblem, Problem},
    scopes::{self, Needs},
};
use crate::{
    http::{
        client_address::ClientAddress,
        rate_limit::{Allowance, RateLimits},
    },
    services::{
        audit::{self, Actor},
        core::Core,
    },
};

const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// What every key begins with.
const KEY_BRANDS: [&str; 2] = ["vst_test_", "vst_live_"];

/// What a route takes.
#[derive(Debug)]
struct Rule {
    needs: Needs,
    query: BTreeSet<String>,
}

/// What the gate knows.
#[derive(Clone)]
pub(super) struct Gate {
    core: Arc<Core>,
    limits: Arc<RateLimits>,
    rules: Arc<BTreeMap<String, Vec<(Method, Rule)>>>,
}

impl Gate {
    /// The rules of a document's routes.
    pub(super) fn new(core: Arc<Core>, limits: Arc<RateLimits>, document: &OpenApi) -> Self {
        let mut rules: BTreeMap<String, Vec<(Method, Rule)>> = BTreeMap::new();
        for (method, path, needs) in scopes::TABLE {
            let item = document.paths.paths.get(*path);
            let Some(operation) = item.and_then(|item| operation(item, method)) else {
                continue;
            };
            let query = operation.parameters.iter().flatten();
            let query = query.filter_map(|one| match one {
                RefOr::T(one) => (one.parameter_in == ParameterIn::Query).then(|| one.name.clone()),
                RefOr::Ref(_) => None,
            });
            let rule = Rule {
                needs: *needs,
                query: query.collect(),
            };
            let methods = rules.entry((*path).to_owned()).or_default();
            methods.push((method.clone(), rule));
        }
        Self {
            core,
            limits,
            rules: Arc::new(rules),
        }
    }

    fn rule(&self, request: &Parts) -> Result<&Rule, Box<Response>> {
        let path = request.extensions.get::<MatchedPath>();
        let Some(methods) = path.and_then(|path| self.rules.get(path.as_str())) else {
            let what = "no route is at this path; /api/docs lists those that there are";
            return Err(refuse(Problem::new(Code::NotFound, what)));
        };
        let asked = match request.method {
            Method::HEAD => &Method::GET,
            ref other => other,
        };
        let found = methods.iter().find(|(method, _)| method == asked);
        found.map(|(_, rule)| rule).ok_or_else(|| {
            let mut response = Problem::from(Code::MethodNotAllowed).into_response();
            let mut allowed: Vec<&str> = methods.iter().map(|(one, _)| one.as_str()).collect();
            if allowed.contains(&"GET") {
                allowed.push("HEAD");
            }
            if let Ok(value) = HeaderValue::from_str(&allowed.join(", ")) {
                response.headers_mut().insert(header::ALLOW, value);
            }
            Box::new(response)
        })
    }
}

/// The operation of a method.
pub(super) fn operation<'a>(item: &'a PathItem, method: &Method) -> Option<&'a Operation> {
    match *method {
        Method::GET => item.get.as_ref(),
        Method::POST => item.post.as_ref(),
        Method::PUT => item.put.as_ref(),
        Method::PATCH => item.patch.as_ref(),
        Method::DELETE => item.delete.as_ref(),
        _ => None,
    }
}

/// Middleware in front of all routes.
pub(super) async fn pass(State(gate): State<Gate>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    match gate.opens(&parts).await {
        Ok((caller, allowance)) => {
            parts.extensions.insert(caller);
            let mut response = next.run(Request::from_parts(parts, body)).await;
            show(allowance, response.headers_mut());
            response
        }
        Err(response) => *response,
    }
}

/// What is left of the key's limit (draft-ietf-httpapi-ratelimit-headers-10).
fn show(allowance: Allowance, headers: &mut HeaderMap) {
    let Allowance { rate, remaining } = allowance;
    let whole = allowance.seconds_for(rate.burst);
    let until = allowance.seconds_for(rate.burst.saturating_sub(remaining));
    let policy = format!("\"key\";q={};w={whole}", rate.burst);
    let left = format!("\"key\";r={remaining};t={until}");
    for (name, value) in [(RATE_LIMIT_POLICY, policy), (RATE_LIMIT, left)] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.insert(name, value);
        }
    }
}

fn refuse(problem: Problem) -> Box<Response> {
    Box::new(problem.into_response())
}

impl Gate {
    async fn opens(&self, request: &Parts) -> Result<(Authenticated, Allowance), Box<Response>> {
        let from = request.extensions.get::<ClientAddress>().copied();
        if let Some(from) = from {
            let counted = self.limits.check_api_address(from);
            counted.map_err(|refusal| refuse(refusal.into()))?;
        }
        let query = request.uri.query().unwrap_or_default();
        if KEY_BRANDS.iter().any(|brand| query.contains(brand)) {
            let advice = "whoever keeps logs of URLs has it now: end this key and use another, in the Authorization header";
            return Err(refuse(Problem::new(Code::KeyInUrl, advice)));
        }
        let caller = auth::caller(&self.core, &request.headers, from).await;
        let caller = match caller {
            Ok(caller) => caller,
            Err(problem) => return Err(self.turns_away(problem, from).await),
        };
        let allowance = self.limits.check_api_key(&caller.key_id);
        let allowance = allowance.map_err(|refusal| refuse(refusal.into()))?;
        let rule = self.rule(request)?;
        if let Needs::Scope(scope) = rule.needs
            && let Err(problem) = caller.require(scope)
        {
            self.audit(&problem, (caller.actor(), from)).await;
            return Err(refuse(problem));
        }
        for (name, _) in form_urlencoded::parse(query.as_bytes()) {
            if !rule.query.contains(&*name) {
                let name: String = name.chars().take(100).collect();
                let what = "not a parameter of this route";
                let error = FieldProblem::in_parameter(name, FieldCode::UnknownField, what);
                return Err(refuse(Problem::invalid(vec![error])));
            }
        }
        Ok((Authenticated(caller), allowance))
    }

    /// Without a caller: counted, so that keys are not tried out, and written down.
    async fn turns_away(&self, problem: Problem, from: Option<ClientAddress>) -> Box<Response> {
        if !matches!(problem.code(), Code::Unauthorized | Code::SourceNotAllowed) {
            return refuse(problem);
        }
        if let Some(Err(refusal)) = from.map(|from| self.limits.check_api_refused(from)) {
            return refuse(refusal.into());
        }
        let nobody = Actor::Client { name: "", key: "" };
        self.audit(&problem, (nobody, from)).await;
        refuse(problem)
    }

    /// As many events of one address as of refused pages.
    async fn audit(&self, problem: &Problem, (actor, from): (Actor<'_>, Option<ClientAddress>)) {
        if from.is_some_and(|from| !self.limits.may_audit(from)) {
            return;
        }
        let event = ("api.refused", actor);
        if let Err(error) = audit::refusal(&self.core, event, problem.code().code()).await {
            tracing::error!(%error, "a refused call was not audited");
        }
    }
}
