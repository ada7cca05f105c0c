//! What is done between two requests, and so without any network.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use crate::choice::chosen;
use crate::{Work, oauth2_client, ours};

/// What can be measured: ours, and the same by `oauth2`.
pub fn items() -> Vec<(&'static str, [Work; 2])> {
    chosen(all())
}

fn all() -> Vec<(&'static str, [Work; 2])> {
    vec![
        ("authorize URL, values given", [ours::authorize_url(), oauth2_client::authorize_url()]),
        ("start of a login", [ours::start(), oauth2_client::start()]),
        ("token answer", [ours::token_answer(), oauth2_client::token_answer()]),
        ("exchange without a network", [ours::exchange(), oauth2_client::exchange()]),
    ]
}

/// The value of a future that has nothing to wait for.
pub(crate) fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("memory answers at once"),
    }
}
