-- The inner (byte 36) or outer (byte 5c) padded key of HMAC-SHA256, for a key of at most 64 bytes.
-- https://www.rfc-editor.org/rfc/rfc2104
CREATE OR REPLACE FUNCTION hmac_pad(p_key bytea, p_byte int) RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  pad bytea := decode(repeat(lpad(to_hex(p_byte), 2, '0'), 64), 'hex');
BEGIN
  FOR i IN 0 .. length(p_key) - 1 LOOP
    pad := set_byte(pad, i, get_byte(p_key, i) # p_byte);
  END LOOP;
  RETURN pad;
END
$$;
