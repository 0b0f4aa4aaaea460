-- What stands at one status, in the order of lists: a list of some statuses is put together of these.
CREATE INDEX work_packets_by_status ON work_packets (status, priority, hybrid_rank, created_at, wp_id)
    WHERE deleted_at IS NULL;
-- What somebody works on, and what of that can be worked on now.
CREATE INDEX work_packets_by_assignee ON work_packets (assignee, priority, hybrid_rank, created_at, wp_id)
    WHERE assignee IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX work_packets_ready_by_assignee ON work_packets (assignee, priority, hybrid_rank, created_at, wp_id)
    WHERE assignee IS NOT NULL AND readiness = 1;
-- What models work on now.
CREATE INDEX micro_tasks_running ON micro_tasks (status, wp_id, mt_id) WHERE status = 'in_progress';

-- The hash of what the words of a board were taken to mean when it was synced.
ALTER TABLE board_hashes ADD COLUMN words BLOB;
