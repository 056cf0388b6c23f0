-- Rounds: stories that some coders code, in one text and by one codebook.

-- Open a round on stories that were given before. `assigned` names for each of `assigned_stories` who codes it.
CREATE FUNCTION civicdesk.open_round(
    name text, codebook text, codebook_version text, filter text, seed text, coders integer, blind boolean,
    unaided boolean, stories text[], sha256s text[], assigned_stories text[], assigned name[]
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_variable
BEGIN
    PERFORM civicdesk.need('owner');
    INSERT INTO civicdesk.round (name, codebook, codebook_version, filter, seed, coders, blind, unaided, opened_by)
    VALUES (name, codebook, codebook_version, filter, seed, coders, blind, unaided, session_user);
    INSERT INTO civicdesk.round_story (round, story, sha256)
    SELECT name, s, h FROM unnest(stories, sha256s) AS u(s, h);
    INSERT INTO civicdesk.assignment (round, story, role)
    SELECT name, s, r FROM unnest(assigned_stories, assigned) AS u(s, r);
    PERFORM pg_notify('civicdesk', '');
END
$$;

-- Close a round: return whether it was open. What was hidden in it comes to all with the next pull: it takes the place
-- in the log that it would have if it had been pushed now.
CREATE FUNCTION civicdesk.close_round(name text) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM civicdesk.need('owner');
    UPDATE civicdesk.round AS r SET closed = clock_timestamp(), closed_by = session_user, closed_xid = pg_current_xact_id()
    WHERE r.name = $1 AND r.closed IS NULL;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    UPDATE civicdesk.op AS o SET xid = pg_current_xact_id() WHERE o.round = $1;
    PERFORM pg_notify('civicdesk', '');
    RETURN true;
END
$$;

-- How many stories each member has to code, and is done with. Of a blind round that is open, a member learns their own;
-- the owner learns all counts, but not what they are made of.
CREATE FUNCTION civicdesk.progress() RETURNS TABLE (round text, role name, assigned bigint, coded bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    WITH said AS (
        SELECT DISTINCT ON (o.round, o.about, o.who) o.round, o.about, o.who, o.body::json ->> 'value' AS value
        FROM civicdesk.op AS o
        WHERE o.round <> '' AND o.field = 'coded' AND o.body IS NOT NULL
        ORDER BY o.round, o.about, o.who, o.seq DESC
    )
    SELECT a.round, a.role, count(*), count(*) FILTER (WHERE s.value = 'true')
    FROM civicdesk.assignment AS a
    LEFT JOIN said AS s ON s.round = a.round AND s.about = a.story AND s.who = a.role
    WHERE civicdesk.rights() IS NOT NULL
        AND (
            a.role = session_user
            OR civicdesk.rights() = 'owner'
            OR a.round <> ALL (civicdesk.hidden_rounds())
        )
    GROUP BY a.round, a.role
    ORDER BY a.round, a.role
$$;

REVOKE ALL ON ALL FUNCTIONS IN SCHEMA civicdesk FROM PUBLIC;
GRANT EXECUTE ON FUNCTION civicdesk.progress() TO :reader;
GRANT EXECUTE ON FUNCTION civicdesk.open_round(
    text, text, text, text, text, integer, boolean, boolean, text[], text[], text[], name[]
), civicdesk.close_round(text) TO :owner;
