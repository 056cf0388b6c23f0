-- Stories outside a desk's window go without their texts; rounds are opened one after another; and what the state of the
-- rounds costs grows with what is assigned, and no more with the log.

-- Return what came to the log behind a place in it and before a transaction, at most so many rows: the operations that the
-- member may see, and stories, but for what this desk of theirs gave. Of a story `body` is '', or NULL where it is older
-- than a day ('': none is) and not the member's to code: only its place is asked for then. A story without a date has no
-- age. Days are compared as text: one that is written in any other way must not break the pull of all.
DROP FUNCTION IF EXISTS civicdesk.pull(text, xid8, bigint, xid8, integer);
CREATE FUNCTION civicdesk.pull(desk text, after_xid xid8, after_seq bigint, below xid8, most integer, since text)
RETURNS TABLE (xid text, seq bigint, story text, who text, body text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
    this_desk CONSTANT text := desk;
    first_day CONSTANT text := since;
    hidden CONSTANT text[] := civicdesk.hidden_rounds();
    to_code CONSTANT text[] := ARRAY(
        SELECT a.story FROM civicdesk.assignment AS a JOIN civicdesk.round AS r ON r.name = a.round
        WHERE a.role = session_user AND r.closed IS NULL
    );
BEGIN
    PERFORM civicdesk.need('reader', 'coder', 'adjudicator', 'owner');
    RETURN QUERY SELECT found.xid::text, found.seq, found.story, found.who,
        CASE WHEN found.version IS NOT NULL AND first_day <> '' AND EXISTS (
            SELECT FROM (SELECT found.version::json ->> 'published' AS at) AS p
            WHERE p.at ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}' AND left(p.at, 10) COLLATE "C" < first_day COLLATE "C"
        ) AND found.story NOT IN (SELECT unnest(to_code)) THEN NULL ELSE found.body END
    FROM (
        (SELECT o.xid, o.seq, o.home AS story, o.who::text, o.body, NULL::text AS version FROM civicdesk.op AS o
         WHERE (o.xid, o.seq) > (after_xid, after_seq) AND o.xid < below AND o.body IS NOT NULL
             AND NOT (o.who = session_user AND o.desk = this_desk)
             AND (o.who = session_user OR o.round <> ALL (hidden))
         ORDER BY o.xid, o.seq LIMIT most)
        UNION ALL
        (SELECT v.xid, v.seq, v.story, v.who::text, '', v.body FROM civicdesk.story_version AS v
         WHERE (v.xid, v.seq) > (after_xid, after_seq) AND v.xid < below AND v.body IS NOT NULL
             AND NOT (v.who = session_user AND v.desk = this_desk)
         ORDER BY v.xid, v.seq LIMIT most)
    ) AS found
    ORDER BY found.xid, found.seq LIMIT most;
END
$$;

-- Return the open rounds that have stories of these names, each with how many.
CREATE FUNCTION civicdesk.open_rounds_with(names text[]) RETURNS TABLE (round text, stories bigint)
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
    SELECT s.round, count(*) FROM civicdesk.round_story AS s JOIN civicdesk.round AS r ON r.name = s.round
    WHERE r.closed IS NULL AND s.story = ANY (names) GROUP BY s.round ORDER BY s.round
$$;

-- Open a round on stories that were given before, by `names` all ids that they have; `assigned` names for each of
-- `assigned_stories` who codes it. Return the open rounds that keep it from being opened. Two owners who open one at once
-- wait for each other, so that the second sees what the first has opened.
DROP FUNCTION IF EXISTS civicdesk.open_round(
    text, text, text, text, text, integer, boolean, boolean, text[], text[], text[], name[]
);
CREATE FUNCTION civicdesk.open_round(
    name text, codebook text, codebook_version text, filter text, seed text, coders integer, blind boolean,
    unaided boolean, stories text[], sha256s text[], assigned_stories text[], assigned name[], names text[]
) RETURNS TABLE (other text, common bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_variable
BEGIN
    PERFORM civicdesk.need('owner');
    LOCK TABLE civicdesk.round IN SHARE ROW EXCLUSIVE MODE;
    RETURN QUERY SELECT w.round, w.stories FROM civicdesk.open_rounds_with(stories || names) AS w;
    IF FOUND THEN
        RETURN;
    END IF;
    INSERT INTO civicdesk.round (name, codebook, codebook_version, filter, seed, coders, blind, unaided, opened_by)
    VALUES (name, codebook, codebook_version, filter, seed, coders, blind, unaided, session_user);
    INSERT INTO civicdesk.round_story (round, story, sha256)
    SELECT name, s, h FROM unnest(stories, sha256s) AS u(s, h);
    INSERT INTO civicdesk.assignment (round, story, role)
    SELECT name, s, r FROM unnest(assigned_stories, assigned) AS u(s, r);
    PERFORM pg_notify('civicdesk', '');
END
$$;

-- How many stories each member has to code, and is done with. Of a blind round that is open, a member learns their own;
-- the owner learns all counts, but not what they are made of.
CREATE OR REPLACE FUNCTION civicdesk.progress() RETURNS TABLE (round text, role name, assigned bigint, coded bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT a.round, a.role, count(*), count(*) FILTER (WHERE (
        SELECT o.body::json ->> 'value' FROM civicdesk.op AS o
        WHERE o.round = a.round AND o.about = a.story AND o.who = a.role AND o.field = 'coded' AND o.body IS NOT NULL
        ORDER BY o.seq DESC LIMIT 1
    ) = 'true')
    FROM civicdesk.assignment AS a
    WHERE civicdesk.rights() IS NOT NULL
        AND (
            a.role = session_user
            OR civicdesk.rights() = 'owner'
            OR a.round <> ALL (civicdesk.hidden_rounds())
        )
    GROUP BY a.round, a.role
    ORDER BY a.round, a.role
$$;

REVOKE ALL ON FUNCTION
    civicdesk.pull(text, xid8, bigint, xid8, integer, text), civicdesk.open_rounds_with(text[]),
    civicdesk.open_round(
        text, text, text, text, text, integer, boolean, boolean, text[], text[], text[], name[], text[]
    )
FROM PUBLIC;
GRANT EXECUTE ON FUNCTION
    civicdesk.pull(text, xid8, bigint, xid8, integer, text), civicdesk.open_rounds_with(text[]) TO :reader;
GRANT EXECUTE ON FUNCTION civicdesk.open_round(
    text, text, text, text, text, integer, boolean, boolean, text[], text[], text[], name[], text[]
) TO :owner;
