//! Which adapters there are, by kind.

use std::{collections::BTreeMap, sync::Arc};

use vestibule::id::Kind;

use crate::provider::Provider;

/// Two adapters with one name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("two providers of kind \"{0}\"")]
pub struct DuplicateKind(pub Kind);

/// Collects adapters.
#[derive(Default)]
pub struct RegistryBuilder {
    providers: Vec<Arc<dyn Provider>>,
}

impl RegistryBuilder {
    /// Without any.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one.
    #[must_use]
    pub fn provider(mut self, provider: Arc<dyn Provider>) -> Self {
        self.providers.push(provider);
        self
    }

    /// Adds several, e.g. [`super::builtin`].
    #[must_use]
    pub fn providers(mut self, providers: impl IntoIterator<Item = Arc<dyn Provider>>) -> Self {
        self.providers.extend(providers);
        self
    }

    /// The registry.
    ///
    /// # Errors
    /// When two adapters have the same kind: which of them would serve a connection must not depend on their order.
    pub fn build(self) -> Result<Registry, DuplicateKind> {
        let mut providers = BTreeMap::new();
        for provider in self.providers {
            let kind = provider.kind().clone();
            if providers.insert(kind.clone(), provider).is_some() {
                return Err(DuplicateKind(kind));
            }
        }
        Ok(Registry {
            providers: Arc::new(providers),
        })
    }
}

/// The adapters. Cheap to clone.
#[derive(Clone)]
pub struct Registry {
    providers: Arc<BTreeMap<Kind, Arc<dyn Provider>>>,
}

impl std::fmt::Debug for Registry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.providers.keys()).finish()
    }
}

impl Registry {
    /// The adapter of this kind.
    #[must_use]
    pub fn get(&self, kind: &Kind) -> Option<&Arc<dyn Provider>> {
        self.providers.get(kind)
    }

    /// The kinds, in alphabetical order.
    pub fn kinds(&self) -> impl Iterator<Item = &Kind> {
        self.providers.keys()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::builtin;

    #[test]
    fn every_shipped_provider_is_registered_under_its_kind() {
        let registry = RegistryBuilder::new().providers(builtin()).build().unwrap();
        let kinds: Vec<_> = registry.kinds().map(Kind::as_str).collect();
        assert_eq!(
            kinds,
            [
                "bankid",
                "external",
                "frankieone",
                "onekyc",
                "selfie_liveness",
                "signicat"
            ]
        );
        for kind in registry.kinds() {
            assert_eq!(registry.get(kind).unwrap().kind(), kind);
        }
        assert!(registry.get(&Kind::new("unknown").unwrap()).is_none());
    }

    #[test]
    fn two_providers_of_one_kind_are_refused() {
        let twice = RegistryBuilder::new()
            .providers(builtin())
            .providers(builtin())
            .build();
        assert!(
            matches!(twice, Err(DuplicateKind(kind)) if kind.as_str() == "onekyc"
            || kind.as_str() == "signicat")
        );
    }
}
