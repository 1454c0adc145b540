-- Participants' facts and the counts of months, kept by the database with whatever writes enrolments and records.
--
-- `evaluation.services.facts` fills in {rule} and {contributions} from `evaluation.queries.contributions` and puts this
-- into the database after each migration. Names no column outside a function's body, so that no migration of a table
-- that is read here has to ask leave.

CREATE OR REPLACE FUNCTION evaluation_counts(counted bigint, entered_on date, left_on date)
RETURNS TABLE (code varchar, month date) LANGUAGE sql IMMUTABLE AS $$
    SELECT each.code, date_trunc('month', each.day::timestamp)::date
    FROM (VALUES {contributions}) AS each (code, bit, day)
    WHERE counted & each.bit <> 0 AND each.day IS NOT NULL
$$;

-- The facts of these enrolments, as they are by now.
CREATE OR REPLACE FUNCTION evaluation_write_facts(changed bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO evaluation_participantfact AS fact
        (enrolment_id, programme_id, pseudonym, entered_on, left_on, gender, counted)
    {rule}
    ON CONFLICT (enrolment_id) DO UPDATE SET
        programme_id = excluded.programme_id, pseudonym = excluded.pseudonym, entered_on = excluded.entered_on,
        left_on = excluded.left_on, gender = excluded.gender, counted = excluded.counted
    WHERE (fact.programme_id, fact.pseudonym, fact.entered_on, fact.left_on, fact.gender, fact.counted)
        IS DISTINCT FROM (excluded.programme_id, excluded.pseudonym, excluded.entered_on, excluded.left_on,
                          excluded.gender, excluded.counted);
    DELETE FROM evaluation_participantfact fact
    WHERE fact.enrolment_id = ANY (changed) AND NOT EXISTS (
        SELECT FROM programmes_enrolment row WHERE row.id = fact.enrolment_id AND row.entered_on IS NOT NULL
    );
END $$;

CREATE OR REPLACE FUNCTION evaluation_enrolments_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM evaluation_write_facts(ARRAY(SELECT id FROM written));
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION evaluation_enrolments_gone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM evaluation_participantfact WHERE enrolment_id IN (SELECT id FROM gone);
    RETURN NULL;
END $$;

-- Whoever changes a record while somebody else changes the enrolment waits for them, and sees what they wrote.
CREATE OR REPLACE FUNCTION evaluation_records_written() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        changed := ARRAY(SELECT enrolment_id FROM written);
    ELSIF TG_OP = 'DELETE' THEN
        changed := ARRAY(SELECT enrolment_id FROM gone);
    ELSE
        changed := ARRAY(SELECT enrolment_id FROM written UNION SELECT enrolment_id FROM gone);
    END IF;
    PERFORM 1 FROM programmes_enrolment row WHERE row.id = ANY (changed) ORDER BY row.id FOR NO KEY UPDATE;
    PERFORM evaluation_write_facts(changed);
    RETURN NULL;
END $$;

-- Whoever has entered is there still, and has answered nothing.
CREATE OR REPLACE FUNCTION evaluation_records_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM evaluation_write_facts(ARRAY(SELECT enrolment_id FROM evaluation_participantfact));
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION evaluation_facts_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO evaluation_monthcount (programme_id, code, month, gender, number)
        SELECT row.programme_id, each.code, each.month, row.gender, count(*)
        FROM written row, evaluation_counts(row.counted, row.entered_on, row.left_on) each
        GROUP BY row.programme_id, each.code, each.month, row.gender;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO evaluation_monthcount (programme_id, code, month, gender, number)
        SELECT row.programme_id, each.code, each.month, row.gender, -count(*)
        FROM gone row, evaluation_counts(row.counted, row.entered_on, row.left_on) each
        GROUP BY row.programme_id, each.code, each.month, row.gender;
    ELSE
        INSERT INTO evaluation_monthcount (programme_id, code, month, gender, number)
        SELECT row.programme_id, each.code, each.month, row.gender, sum(row.number)
        FROM (SELECT 1 AS number, * FROM written UNION ALL SELECT -1, * FROM gone) row,
            evaluation_counts(row.counted, row.entered_on, row.left_on) each
        GROUP BY row.programme_id, each.code, each.month, row.gender
        HAVING sum(row.number) <> 0;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION evaluation_facts_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM evaluation_monthcount;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER evaluation_insert AFTER INSERT ON programmes_enrolment
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION evaluation_enrolments_written();
CREATE OR REPLACE TRIGGER evaluation_update AFTER UPDATE ON programmes_enrolment
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION evaluation_enrolments_written();
CREATE OR REPLACE TRIGGER evaluation_delete AFTER DELETE ON programmes_enrolment
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION evaluation_enrolments_gone();

CREATE OR REPLACE TRIGGER evaluation_insert AFTER INSERT ON evaluation_participantrecord
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION evaluation_records_written();
CREATE OR REPLACE TRIGGER evaluation_update AFTER UPDATE ON evaluation_participantrecord
    REFERENCING NEW TABLE AS written OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION evaluation_records_written();
CREATE OR REPLACE TRIGGER evaluation_delete AFTER DELETE ON evaluation_participantrecord
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION evaluation_records_written();
CREATE OR REPLACE TRIGGER evaluation_truncate AFTER TRUNCATE ON evaluation_participantrecord
    FOR EACH STATEMENT EXECUTE FUNCTION evaluation_records_emptied();

CREATE OR REPLACE TRIGGER evaluation_insert AFTER INSERT ON evaluation_participantfact
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION evaluation_facts_written();
CREATE OR REPLACE TRIGGER evaluation_update AFTER UPDATE ON evaluation_participantfact
    REFERENCING NEW TABLE AS written OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION evaluation_facts_written();
CREATE OR REPLACE TRIGGER evaluation_delete AFTER DELETE ON evaluation_participantfact
    REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION evaluation_facts_written();
CREATE OR REPLACE TRIGGER evaluation_truncate AFTER TRUNCATE ON evaluation_participantfact
    FOR EACH STATEMENT EXECUTE FUNCTION evaluation_facts_emptied();
