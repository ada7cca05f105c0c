//! Many worlds of each kind, and what must hold in all of them.

use std::time::Instant;

use super::trouble::Trouble;
use super::world::{PROCESSES, World};

fn seeds() -> Vec<u64> {
    let number = |name: &str| std::env::var(name).ok().and_then(|it| it.parse().ok());
    match number("SEED") {
        Some(seed) => vec![seed],
        None => (0..number("SEEDS").unwrap_or(10_000)).collect(),
    }
}

/// Runs a world for each seed; one that fails names its seed.
fn try_all(trouble: Trouble, check: impl Fn(&World)) {
    let (begun, seeds, mut renewed, mut unkept) = (Instant::now(), seeds(), 0, 0);
    for &seed in &seeds {
        let tried = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let mut world = World::new(seed, trouble);
            world.run();
            check(&world);
            (world.renewed, world.renewed_unkept)
        }));
        match tried {
            Ok((kept, not_kept)) => (renewed, unkept) = (renewed + kept, unkept + not_kept),
            Err(panic) => {
                eprintln!("the world of SEED={seed} fails: {trouble:?}");
                std::panic::resume_unwind(panic);
            }
        }
    }
    assert!(renewed > 0, "a simulation in which nothing happens");
    assert!(!trouble.full_store || seeds.len() == 1 || unkept > 0, "none while the store is full");
    // In the form that `tests/tests/reliability.rs` looks for.
    println!(
        "proof: simulation | {} worlds of {PROCESSES} processes: {trouble} | {renewed} renewals, no \
         promise broken | {:.1} s",
        seeds.len(),
        begun.elapsed().as_secs_f64()
    );
}

fn alive(world: &World) -> bool {
    world.servers.iter().all(|server| server.alive)
}

/// How often the refresh token was presented that was presented most often; once, if none was.
fn most_often(world: &World) -> u32 {
    let presented = world.servers.iter().flat_map(|server| &server.presented);
    presented.copied().max().unwrap_or_default().max(1)
}

#[test]
fn simulation_with_processes_that_stand_still_sends_each_refresh_token_once() {
    let trouble = Trouble { stillness: true, failing_server: true, ..Trouble::default() };
    try_all(trouble, |world| {
        assert!(alive(world));
        assert_eq!(most_often(world), 1);
        assert!(world.stored().all(|record| !record.has_ended()));
    });
}

#[test]
fn simulation_with_two_servers_under_one_client_id_sends_no_token_to_the_other() {
    let trouble = Trouble {
        two_servers: true,
        crashes: true,
        lost_answers: true,
        grace: true,
        ..Trouble::default()
    };
    try_all(trouble, |world| {
        assert!(alive(world), "both families live");
        assert!(world.stored().all(|record| !record.has_ended()));
    });
}

#[test]
fn simulation_without_trouble_sends_each_refresh_token_once() {
    try_all(Trouble::default(), |world| {
        assert!(alive(world));
        assert_eq!(most_often(world), 1);
        assert!(world.stored().all(|record| !record.has_ended()));
    });
}

#[test]
fn simulation_with_a_server_that_is_down_at_times_loses_nothing() {
    let trouble = Trouble { failing_server: true, ..Trouble::default() };
    try_all(trouble, |world| {
        assert!(alive(world));
        assert_eq!(most_often(world), 1);
    });
}

#[test]
fn simulation_with_crashes_and_lost_answers_recovers_where_the_server_allows_it() {
    let trouble = Trouble {
        crashes: true,
        lost_answers: true,
        failing_server: true,
        odd_answers: true,
        grace: true,
        ..Trouble::default()
    };
    try_all(trouble, |world| {
        assert!(alive(world), "the family lives");
        assert!(world.stored().all(|record| !record.has_ended()));
    });
}

#[test]
fn simulation_with_a_store_that_fails_at_times_loses_nothing_where_the_server_allows_it() {
    let trouble = Trouble {
        lost_answers: true,
        failing_store: true,
        failing_server: true,
        odd_answers: true,
        grace: true,
        ..Trouble::default()
    };
    try_all(trouble, |world| {
        assert!(alive(world), "the family lives");
        assert!(world.stored().all(|record| !record.has_ended()));
    });
}

#[test]
fn simulation_with_a_store_that_takes_nothing_at_times_sends_each_refresh_token_once() {
    let trouble = Trouble {
        full_store: true,
        failing_store: true,
        failing_server: true,
        ..Trouble::default()
    };
    try_all(trouble, |world| {
        assert!(alive(world), "the family lives");
        assert_eq!(most_often(world), 1);
        assert!(world.stored().all(|record| !record.has_ended()));
    });
}

#[test]
fn simulation_with_odd_answers_sends_each_refresh_token_once() {
    let odd = std::cell::Cell::new(0);
    try_all(Trouble { odd_answers: true, ..Trouble::default() }, |world| {
        assert!(alive(world));
        assert_eq!(most_often(world), 1);
        assert!(world.stored().all(|record| !record.has_ended()));
        odd.set(odd.get() + world.odd);
    });
    assert!(odd.get() > 0, "a simulation in which nothing is odd");
}

#[test]
fn simulation_with_a_server_that_says_nothing_at_times_loses_nothing() {
    try_all(Trouble { mute_server: true, odd_answers: true, ..Trouble::default() }, |world| {
        assert!(alive(world));
        assert_eq!(most_often(world), 1);
        assert!(world.stored().all(|record| !record.has_ended()));
    });
}

#[test]
fn simulation_with_every_trouble_ends_a_session_in_words_or_not_at_all() {
    let trouble = Trouble {
        crashes: true,
        lost_answers: true,
        failing_store: true,
        full_store: true,
        failing_server: true,
        odd_answers: true,
        stillness: true,
        two_servers: true,
        mute_server: false,
        grace: false,
    };
    try_all(trouble, |world| {
        let most = most_often(world);
        // Once, once more when the answer was lost, and once by each who came after a crash.
        assert!(most <= 2 + 2 * PROCESSES as u32 + 20, "{most} times");
    });
}
