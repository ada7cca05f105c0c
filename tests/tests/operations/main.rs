//! Every flow and every operation of Spotify's: the compiler allows what the facts say, and what it
//! allows is sent as the facts say.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    deprecated,
    missing_docs
)]

mod apps;
mod calls;
mod facts;
mod known;

use apps::Sessions;
use calls::Row;
use facts::Fact;
use known::Known;
use spotify_flow_simulator::Simulator;

/// Every flow's calls.
struct World {
    simulator: Simulator,
    flows: [(&'static str, bool, Vec<Row>); 4],
}

impl World {
    async fn set() -> World {
        let simulator = Simulator::start().await.unwrap();
        let sessions = Sessions::at(&simulator).await;
        let known = Known::ask(&sessions.public).await;
        let flows = [
            ("authorization_code", true, calls::authorization_code(&sessions.confidential, &known)),
            (
                "authorization_code_pkce",
                true,
                calls::authorization_code_pkce(&sessions.public, &known),
            ),
            ("client_credentials", false, calls::client_credentials(&sessions.service, &known)),
            ("implicit_grant", true, calls::implicit_grant(&sessions.relic, &known)),
        ];
        World { simulator, flows }
    }
}

#[tokio::test]
async fn the_compiler_allows_what_the_facts_say() {
    let facts = Fact::all();
    let mut pairs = 0;
    for (flow, user, rows) in World::set().await.flows {
        assert_eq!(rows.len(), facts.len());
        for ((id, calls), fact) in rows.iter().zip(&facts) {
            assert_eq!(*id, fact.id());
            assert_eq!(calls.is_some(), user || !fact.needs_user(), "{flow} and {id}");
            pairs += 1;
        }
    }
    assert_eq!(pairs, 388);
}

#[tokio::test]
async fn what_the_compiler_allows_the_api_serves() {
    let facts = Fact::all();
    for (flow, _, rows) in World::set().await.flows {
        for ((id, calls), fact) in rows.into_iter().zip(&facts) {
            let Some([least, _]) = calls else { continue };
            let (status, body) = least.await.unwrap();
            assert!(fact.is_success(status), "{flow} and {id}: {status} {body}");
        }
    }
}

#[tokio::test]
async fn a_call_with_all_its_parameters_is_sent_as_the_facts_say() {
    let facts = Fact::all();
    let World { simulator, flows } = World::set().await;
    for (_, _, rows) in flows {
        for ((_, calls), fact) in rows.into_iter().zip(&facts) {
            let Some([_, full]) = calls else { continue };
            // Whether it makes sense is another matter.
            let _ = full.await.unwrap();
            fact.assert_sent(simulator.requests().last().unwrap());
        }
    }
}
