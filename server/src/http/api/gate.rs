//! The gate in front of every route: who calls, whether they may, and whether the query is one that the route knows. What is
//! not in the table and in the document is not served.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderValue, Method, header, request::Parts},
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
    http::{client_address::ClientAddress, rate_limit::RateLimits},
    services::core::Core,
};

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
            return Err(Box::new(Problem::from(Code::NotFound).into_response()));
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
        Ok(caller) => {
            parts.extensions.insert(caller);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(response) => *response,
    }
}

impl Gate {
    async fn opens(&self, request: &Parts) -> Result<Authenticated, Box<Response>> {
        let refuse = |problem: Problem| Box::new(problem.into_response());
        let query = request.uri.query().unwrap_or_default();
        if KEY_BRANDS.iter().any(|brand| query.contains(brand)) {
            let advice = "whoever keeps logs of URLs has it now: end this key and use another, in the Authorization header";
            return Err(refuse(Problem::new(Code::KeyInUrl, advice)));
        }
        let from = request.extensions.get::<ClientAddress>().copied();
        let caller = auth::caller(&self.core, &request.headers, from).await;
        let caller = caller.map_err(refuse)?;
        let rule = self.rule(request)?;
        if let Needs::Scope(scope) = rule.needs {
            caller.require(scope).map_err(refuse)?;
        }
        for (name, _) in form_urlencoded::parse(query.as_bytes()) {
            if !rule.query.contains(&*name) {
                let name: String = name.chars().take(100).collect();
                let error = FieldProblem::in_parameter(
                    name,
                    FieldCode::UnknownField,
                    "not a parameter of this route",
                );
                return Err(refuse(Problem::invalid(vec![error])));
            }
        }
        Ok(Authenticated(caller))
    }
}
