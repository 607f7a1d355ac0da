# The five commands a person needs. Each works without `just` as well: copy the line.

# A believable city on this machine, with one sign-in link per role
demo *arguments:
    cargo run --release -- demo {{arguments}}

# Everything that must pass before a commit goes in (--quick: without a browser)
test *arguments:
    scripts/test {{arguments}}

# The house's rules: tiers, tables, sizes, words, documents
tidy:
    cargo xtask tidy

# Comparisons with peers and limits; each needs minutes and a quiet machine
bench *arguments:
    bench/run {{arguments}}

# Format the code
fmt:
    cargo fmt --all
