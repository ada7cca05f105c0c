//! Two processes, one session in files, and a disk that takes nothing: each write fails, as it does
//! where a process may write no file (`ulimit -f 0`).

use std::time::Duration;

use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit};
use spotify_flow_tests::proof::Proof;
use spotify_flow_tests::rotating::{LIFE, RotatingServer, refresh_token};

use crate::processes::{BEGIN, Folder, Living, log_in};

/// Says how much a process may write.
fn may_write(living: &Living, bytes: Option<u64>) {
    let maximum = getrlimit(Resource::Fsize).maximum;
    let pid = Pid::from_raw(i32::try_from(living.child.id()).unwrap());
    prlimit(pid, Resource::Fsize, Rlimit { current: bytes.or(maximum), maximum }).unwrap();
}

#[tokio::test]
async fn t_139_two_processes_on_a_full_disk_send_each_refresh_token_once() {
    let (folder, server) = (Folder::new("full"), RotatingServer::start(Duration::ZERO));
    log_in(&folder, &server).await;
    let proof = Proof::of("T-139");
    let [mut first, mut second] = [(); 2].map(|()| Living::start(&folder, &server, BEGIN));
    for living in [&first, &second] {
        may_write(living, Some(0));
    }
    for hour in 1..=5 {
        first.ask(LIFE);
        assert_eq!(first.said(), refresh_token(hour), "it is kept waiting by nothing");
    }
    second.ask(5 * LIFE);
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(server.family().presented, [1, 1, 1, 1, 1, 0], "nor does the other one send it");
    for living in [&first, &second] {
        may_write(living, None);
    }
    first.settle();
    assert_eq!(first.said(), refresh_token(5));
    assert_eq!(second.said(), refresh_token(5), "it goes on with what the first one has");
    second.ask(LIFE);
    assert_eq!(second.said(), refresh_token(6));
    let family = server.family();
    assert!(family.alive && family.presented.iter().all(|times| *times <= 1), "{family:?}");
    proof.shown(
        "two processes, one record in files, a disk that takes nothing for five hours; no grace",
        "each refresh token sent once, family alive, both have the newest",
    );
}
