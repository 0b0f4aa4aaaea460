-- Where packets stand in an order in which no `blocks` and no reversed `depends-on` leads back, so that most edges are
-- seen to close no cycle without a search. A packet that isn't here stands at its wp_key.
CREATE TABLE precedence (
    wp_key   INTEGER PRIMARY KEY REFERENCES work_packets (wp_key),
    position BLOB NOT NULL
) STRICT;
CREATE INDEX precedence_by_position ON precedence (position);

-- As before, in words that the shells of older SQLite understand, too: they refuse a file of which they can't parse a
-- single view.
DROP VIEW search_texts;
CREATE VIEW search_texts AS
SELECT
    wp_key,
    title,
    description,
    label_text AS labels,
    coalesce((SELECT group_concat(content, char(10)) FROM (SELECT content FROM work_notes
        WHERE work_notes.wp_id = work_packets.wp_id ORDER BY note_seq)), '') AS notes
FROM work_packets
WHERE deleted_at IS NULL;

-- What is counted is counted by whoever writes: a statement that fires a trigger is one that SQLite may have to take
-- back, and before each of those FTS5 writes out what it has gathered, so that many packets at once took twice as long.
DROP TRIGGER work_packets_count_new;
DROP TRIGGER work_packets_count_moved;
