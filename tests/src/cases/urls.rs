//! Whether one URL says what another does.

/// Fails unless a URL holds all that another does, and no more than a client of ours adds of
/// itself. Their order is nobody's business.
pub fn assert_url_holds(url: &str, expected: &str, decoded: bool) {
    let (begin, query) = url.split_once('?').unwrap();
    let (expected_begin, expected) = expected.split_once('?').unwrap();
    assert_eq!(begin, expected_begin);
    let split = |query: &str| -> Vec<String> {
        let decode = |pair: &str| -> String {
            let (name, value) = url::form_urlencoded::parse(pair.as_bytes()).next().unwrap();
            format!("{name}={value}")
        };
        let pairs = query.split('&');
        // A space is `%20` here: whoever decodes `+` decodes that, too.
        let spaced = |pair: &str| pair.replace('+', "%20");
        pairs.map(|pair| if decoded { decode(pair) } else { spaced(pair) }).collect()
    };
    let mut ours = split(query);
    for pair in split(expected) {
        let at = ours.iter().position(|ours| *ours == pair);
        ours.remove(at.unwrap_or_else(|| panic!("{url} lacks {pair}")));
    }
    let of_itself = |pair: &String| pair.starts_with("state=") || pair.starts_with("redirect_uri=");
    assert!(ours.iter().all(of_itself), "{ours:?} is too much in {url}");
}
