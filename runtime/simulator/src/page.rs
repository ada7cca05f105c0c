//! Pages for the user's browser.

/// Text made fit for HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\
         <body style=\"font-family: sans-serif; max-width: 32em; margin: 4em auto\">{body}</body>\
         </html>"
    )
}

/// The page that says why a login can't begin: there is no way back to the app.
pub(super) fn refusal(text: &str) -> String {
    page("Simulated Spotify", &format!("<p>{}</p>", escape(text)))
}

/// What the user alone says: an app that puts it into the URL has not been asked.
pub(super) const DECISION: [&str; 2] = ["decision", "granted"];

/// The page that asks the user.
pub(super) fn consent(client_id: &str, scopes: &[String], query: &[(String, String)]) -> String {
    let hidden: String = query
        .iter()
        .filter(|(name, _)| !DECISION.contains(&name.as_str()))
        .map(|(name, value)| {
            let (name, value) = (escape(name), escape(value));
            format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">")
        })
        .collect();
    let asked: String =
        scopes.iter().map(|s| format!("<li><code>{}</code></li>", escape(s))).collect();
    let body = format!(
        "<h1>Simulated Spotify</h1><p><b>{}</b> asks you to agree to:</p><ul>{asked}</ul>\
         <form method=\"post\" action=\"/authorize\">{hidden}\
         <button name=\"decision\" value=\"allow\">Agree</button> \
         <button name=\"decision\" value=\"deny\">Cancel</button></form>",
        escape(client_id)
    );
    page("Simulated Spotify", &body)
}
