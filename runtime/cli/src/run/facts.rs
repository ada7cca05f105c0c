//! What there is to know of a token without seeing it.

use std::time::SystemTime;

use spotify_flow::Token;
use spotify_flow_spec::render::properties::yes_no;

use super::mask::Mask;
use crate::output::print_line;

pub(super) fn show(token: &Token, asked: &[String], now: SystemTime) {
    print_line("\nThere is a token:");
    print_line(format!("  expires: {}", expiry(token, now)));
    print_line(format!("  scopes: {}", scopes(token, asked)));
    print_line(format!("  refresh token: {}", yes_no(token.has_refresh_token())));
}

fn expiry(token: &Token, now: SystemTime) -> String {
    match token.access_token().and_then(|token| token.expires_at()) {
        None => "the server does not say".to_owned(),
        Some(at) => match at.duration_since(now) {
            // A request takes a while; a lifetime is a round number all the same.
            Ok(left) => format!("in {} seconds", left.as_secs_f64().round()),
            Err(_) => "it has ended already".to_owned(),
        },
    }
}

/// A server that names no scopes grants those asked for (RFC 6749 section 5.1).
fn scopes(token: &Token, asked: &[String]) -> String {
    match (token.scopes(), asked) {
        (Some([]), _) | (None, []) => "none".to_owned(),
        (Some(granted), _) => Mask::default().text(&granted.join(", ")),
        (None, asked) => format!("{} (as asked for)", asked.join(", ")),
    }
}
