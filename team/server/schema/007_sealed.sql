-- Operations are read by functions alone. Row security hides rows, and not what looking for them costs: a member who has a
-- query explained (EXPLAIN ANALYZE) is told how many rows a condition of theirs met before they were hidden, and by
-- comparing could spell out what a blind round hides. What a function looks at, nobody is told, and no condition gets into
-- it. The policies stay: they bind the functions that run for whoever calls them.

REVOKE SELECT ON civicdesk.op FROM :reader;

-- Return the operations that the member may see.
CREATE OR REPLACE FUNCTION civicdesk.operations() RETURNS SETOF civicdesk.op
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    hidden CONSTANT text[] := civicdesk.hidden_rounds();
BEGIN
    PERFORM civicdesk.need('reader', 'coder', 'adjudicator', 'owner');
    RETURN QUERY SELECT o.* FROM civicdesk.op AS o
        WHERE o.who = session_user OR o.round <> ALL (hidden) ORDER BY o.xid, o.seq;
END
$$;

-- Return what came to the log behind a place in it and before a transaction, at most so many rows: the operations that the
-- member may see, and stories, of which a row has no body; but for what this desk of theirs gave.
CREATE OR REPLACE FUNCTION civicdesk.pull(desk text, after_xid xid8, after_seq bigint, below xid8, most integer)
RETURNS TABLE (xid text, seq bigint, story text, who text, body text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    this_desk CONSTANT text := desk;
    hidden CONSTANT text[] := civicdesk.hidden_rounds();
BEGIN
    PERFORM civicdesk.need('reader', 'coder', 'adjudicator', 'owner');
    RETURN QUERY SELECT found.xid::text, found.seq, found.story, found.who, found.body FROM (
        (SELECT o.xid, o.seq, o.home AS story, o.who::text, o.body FROM civicdesk.op AS o
         WHERE (o.xid, o.seq) > (after_xid, after_seq) AND o.xid < below AND o.body IS NOT NULL
             AND NOT (o.who = session_user AND o.desk = this_desk)
             AND (o.who = session_user OR o.round <> ALL (hidden))
         ORDER BY o.xid, o.seq LIMIT most)
        UNION ALL
        (SELECT v.xid, v.seq, v.story, v.who::text, '' FROM civicdesk.story_version AS v
         WHERE (v.xid, v.seq) > (after_xid, after_seq) AND v.xid < below AND v.body IS NOT NULL
             AND NOT (v.who = session_user AND v.desk = this_desk)
         ORDER BY v.xid, v.seq LIMIT most)
    ) AS found
    ORDER BY found.xid, found.seq LIMIT most;
END
$$;

REVOKE ALL ON FUNCTION civicdesk.operations(), civicdesk.pull(text, xid8, bigint, xid8, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION civicdesk.operations(), civicdesk.pull(text, xid8, bigint, xid8, integer) TO :reader;
