-- What stands at one status, in the order of lists: a list of some statuses is put together of these.
CREATE INDEX work_packets_by_status ON work_packets (status, priority, hybrid_rank, created_at, wp_id)
    WHERE deleted_at IS NULL;
-- What somebody works on.
CREATE INDEX work_packets_by_assignee ON work_packets (assignee) WHERE assignee IS NOT NULL;
-- What models work on now.
CREATE INDEX micro_tasks_running ON micro_tasks (status, wp_id, mt_id) WHERE status = 'in_progress';
