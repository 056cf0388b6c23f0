-- Who may read what. A member is the role that logged in (session_user): neither SET ROLE nor a function changes it.

CREATE FUNCTION civicdesk.rights() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT rights FROM civicdesk.member WHERE role = session_user AND gone IS NULL
$$;

-- The rounds of which nobody sees what others did. One that this very transaction closed is among them: it could be
-- rolled back, and the round be read without a trace.
CREATE FUNCTION civicdesk.hidden_rounds() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT ARRAY(SELECT name FROM civicdesk.round
        WHERE blind AND (closed IS NULL OR closed_xid = pg_current_xact_id_if_assigned()))
$$;

ALTER TABLE civicdesk.team ENABLE ROW LEVEL SECURITY;
ALTER TABLE civicdesk.member ENABLE ROW LEVEL SECURITY;
ALTER TABLE civicdesk.member_name ENABLE ROW LEVEL SECURITY;
ALTER TABLE civicdesk.story ENABLE ROW LEVEL SECURITY;
ALTER TABLE civicdesk.story_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE civicdesk.round ENABLE ROW LEVEL SECURITY;
ALTER TABLE civicdesk.round_story ENABLE ROW LEVEL SECURITY;
ALTER TABLE civicdesk.assignment ENABLE ROW LEVEL SECURITY;
ALTER TABLE civicdesk.redaction ENABLE ROW LEVEL SECURITY;
ALTER TABLE civicdesk.op ENABLE ROW LEVEL SECURITY;
ALTER TABLE civicdesk.op FORCE ROW LEVEL SECURITY;

-- Each condition on its own is asked once a query, not once a row.
CREATE POLICY members ON civicdesk.team FOR SELECT USING ((SELECT civicdesk.rights()) IS NOT NULL);
CREATE POLICY members ON civicdesk.member FOR SELECT USING ((SELECT civicdesk.rights()) IS NOT NULL);
CREATE POLICY members ON civicdesk.story FOR SELECT USING ((SELECT civicdesk.rights()) IS NOT NULL);
CREATE POLICY members ON civicdesk.story_version FOR SELECT USING ((SELECT civicdesk.rights()) IS NOT NULL);
CREATE POLICY members ON civicdesk.round FOR SELECT USING ((SELECT civicdesk.rights()) IS NOT NULL);
CREATE POLICY members ON civicdesk.round_story FOR SELECT USING ((SELECT civicdesk.rights()) IS NOT NULL);
CREATE POLICY members ON civicdesk.redaction FOR SELECT USING ((SELECT civicdesk.rights()) IS NOT NULL);
CREATE POLICY members ON civicdesk.member_name FOR SELECT USING ((SELECT civicdesk.rights()) IS NOT NULL);
CREATE POLICY members ON civicdesk.assignment FOR SELECT USING (
    (SELECT civicdesk.rights()) IS NOT NULL
    AND (
        role = (SELECT session_user)
        OR (SELECT civicdesk.rights()) = 'owner'
        OR round <> ALL ((SELECT civicdesk.hidden_rounds())::text[])
    )
);
CREATE POLICY members ON civicdesk.op FOR SELECT USING (
    (SELECT civicdesk.rights()) IS NOT NULL
    AND (who = (SELECT session_user) OR round <> ALL ((SELECT civicdesk.hidden_rounds())::text[]))
);
-- The functions below run as the keeper, which no member can become.
CREATE POLICY keeper ON civicdesk.op TO CURRENT_USER USING (true) WITH CHECK (true);

GRANT USAGE ON SCHEMA civicdesk TO :reader;
GRANT SELECT ON
    civicdesk.schema_file, civicdesk.team, civicdesk.member, civicdesk.member_name, civicdesk.story,
    civicdesk.story_version, civicdesk.round, civicdesk.round_story, civicdesk.assignment, civicdesk.op,
    civicdesk.redaction
TO :reader;
REVOKE ALL ON FUNCTION civicdesk.rights(), civicdesk.hidden_rounds() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION civicdesk.rights(), civicdesk.hidden_rounds() TO :reader;
