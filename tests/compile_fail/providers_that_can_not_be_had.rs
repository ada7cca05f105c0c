mod nothing {
    spotify_flow::provider!();
}

mod misspelt {
    spotify_flow::provider!(spotfy);
}

mod absent {
    spotify_flow::provider!("flows/nobody.toml");
}

mod wrong {
    spotify_flow::provider!("compile_fail/specs/a_wrong_api.toml");
}

fn main() {}
