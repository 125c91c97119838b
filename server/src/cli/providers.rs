//! `vestibule providers`: which adapters this program has, and when each was last compared with its contract.

use crate::providers::Registry;

/// A table with one line for each adapter.
pub(super) fn text(registry: &Registry) -> String {
    let rows: Vec<[String; 4]> = registry
        .kinds()
        .filter_map(|kind| registry.get(kind))
        .map(|provider| {
            let policy = provider.policy();
            let facts: Vec<_> = policy.facts.iter().map(|fact| fact.code()).collect();
            [
                provider.kind().to_string(),
                policy.contract_date.to_owned(),
                policy.flow_version.to_owned(),
                facts.join(", "),
            ]
        })
        .collect();
    let heads = ["kind", "contract date", "flow version", "facts"].map(str::to_owned);
    let width = |column: usize| {
        std::iter::once(&heads)
            .chain(&rows)
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or_default()
    };
    let widths = [width(0), width(1), width(2)];
    std::iter::once(&heads)
        .chain(&rows)
        .map(|[kind, date, flow, facts]| {
            let [first, second, third] = widths;
            format!("{kind:first$}  {date:second$}  {flow:third$}  {facts}\n")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::{RegistryBuilder, builtin};

    #[test]
    fn every_adapter_states_its_contract_date_its_flow_and_its_facts() {
        let registry = RegistryBuilder::new().providers(builtin()).build().unwrap();
        let text = text(&registry);
        assert_eq!(text.lines().count(), registry.kinds().count() + 1);
        for kind in registry.kinds() {
            let policy = registry.get(kind).unwrap().policy();
            let line = text
                .lines()
                .find(|line| line.starts_with(kind.as_str()))
                .unwrap();
            assert!(line.contains(policy.contract_date) && line.contains(policy.flow_version));
            assert!(!policy.facts.is_empty() && line.contains(policy.facts[0].code()));
            let is_date = policy.contract_date.len() == 10
                && policy.contract_date.split('-').count() == 3
                && policy.contract_date.starts_with("20");
            assert!(is_date, "{kind}: {}", policy.contract_date);
        }
    }
}
