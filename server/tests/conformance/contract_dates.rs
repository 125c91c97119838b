//! Adapter and simulator of one provider are compared with the same documents.

use vestibule_server::providers::builtin;

use crate::bench::Ground;

#[tokio::test]
async fn adapter_and_simulator_state_the_same_contract_date() {
    let ground = Ground::fresh().await;
    let listed = ground.look("/control/scenarios").await;
    let dates = listed["contract_dates"].as_object().unwrap();
    let adapters = builtin();
    for adapter in &adapters {
        let kind = adapter.kind().as_str();
        assert_eq!(dates[kind], adapter.policy().contract_date, "{kind}");
    }
    assert_eq!(dates.len(), adapters.len());
}
