-- What is counted is counted by whoever writes: a statement that fires a trigger is one that SQLite may have to take
-- back, and before each of those FTS5 writes out what it has gathered, so that many packets at once took twice as long.
DROP TRIGGER IF EXISTS work_packets_count_new;
DROP TRIGGER IF EXISTS work_packets_count_moved;
