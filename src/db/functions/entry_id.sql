-- The public id of a draw entry: the SHA-256 of the pre-order's id, so it says nothing about the buyer.
CREATE OR REPLACE FUNCTION entry_id(p_id uuid) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT encode(sha256(convert_to(p_id::text, 'UTF8')), 'hex')
$$;
