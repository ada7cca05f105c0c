//! What a session takes in memory that nobody has in use, where there are a million of them.

use std::sync::Arc;
use std::time::Duration;

use spotify_flow::store::{Committed, Key, Lease, Record, Store, StoreError};
use spotify_flow::{BoxFuture, ClientId, RedirectUri, Sessions, spotify_flow};
use spotify_flow_bench::Table;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static COUNTING: &StatsAlloc<std::alloc::System> = &INSTRUMENTED_SYSTEM;

const SESSIONS: usize = 1_000_000;
const ACCESS: usize = 250;
const REFRESH: usize = 130;

#[spotify_flow(authorization_code_pkce)]
struct Mixtape {
    client_id: ClientId,
    redirect_uri: RedirectUri,
}

/// A store that has a session for everybody, and holds none.
struct Everybody;

impl Store for Everybody {
    fn load<'a>(&'a self, key: &'a Key) -> BoxFuture<'a, Result<Option<Record>, StoreError>> {
        let (access, refresh) = ("a".repeat(ACCESS), "r".repeat(REFRESH));
        let [provider, server, client_id] = [key.provider(), key.server().as_str(), key.client_id()];
        let [flow, account] = [key.flow(), key.account()];
        let json = format!(
            r#"{{"format":2,"generation":9,"provider":"{provider}","server":"{server}",
            "client_id":"{client_id}",
            "flow":"{flow}","account":"{account}","access_token":"{access}",
            "expires_at":4000000000000,"refresh_token":"{refresh}","authorized_at":1700000000000}}"#
        );
        Box::pin(async move { Record::from_bytes(key, json.as_bytes()).map(Some) })
    }

    fn commit<'a>(
        &'a self,
        _: &'a Key,
        _: u64,
        _: &'a Record,
    ) -> BoxFuture<'a, Result<Committed, StoreError>> {
        Box::pin(async { Ok(Committed::Done) })
    }

    fn lease<'a>(&'a self, _: &'a Key, _: Duration) -> BoxFuture<'a, Result<Lease, StoreError>> {
        Box::pin(async { Ok(Lease::new(())) })
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let app = Mixtape {
        client_id: "5fe01282e94241328a84e7c5cc169164".into(),
        redirect_uri: "http://127.0.0.1:8888/callback".parse().unwrap(),
    };
    let sessions = Sessions::new(app, Arc::new(Everybody)).hold_at_most(3 * SESSIONS);
    let region = Region::new(COUNTING);
    for number in 0..SESSIONS {
        let session = sessions.get(&format!("user {number}")).await.unwrap().unwrap();
        session.if_fresh(|token| assert_eq!(token.expose().len(), ACCESS)).unwrap();
    }
    let taken = region.change();
    assert_eq!(sessions.held_now(), SESSIONS);
    let bytes = taken.bytes_allocated - taken.bytes_deallocated;
    let title = "A session that nobody has in use, with tokens of 380 bytes";
    let table = Table::headed(title, &["", "bytes each"]);
    table.row(&[format!("{SESSIONS} of them"), (bytes / SESSIONS).to_string()]);
}
