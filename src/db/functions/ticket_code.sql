-- A ticket's code: 15 hex digits with 58 random bits. The first is a letter other than E, so that no spreadsheet takes a
-- code for a number. The 13th digit of a random UUID is its version, so it is left out.
CREATE OR REPLACE FUNCTION ticket_code() RETURNS text LANGUAGE sql VOLATILE AS $$
  SELECT upper(translate(left(gen_random_uuid()::text, 1), '0123456789e', 'abcdfabcdfa')
    || overlay(left(replace(gen_random_uuid()::text, '-', ''), 15) PLACING '' FROM 13 FOR 1))
$$;
