-- Where packets stand in an order in which no `blocks` and no reversed `depends-on` leads back, so that most edges are
-- seen to close no cycle without a search. A packet that isn't here stands at its wp_key.
CREATE TABLE precedence (
    wp_key   INTEGER PRIMARY KEY REFERENCES work_packets (wp_key),
    position BLOB NOT NULL
) STRICT;
CREATE INDEX precedence_by_position ON precedence (position);
