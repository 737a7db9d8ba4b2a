/** A sentence with an e-mail address, which goes on in the next line after its dots and its @ only. */
export function AddressIn({ text, email }: { text: string; email: string }) {
  const at = text.indexOf(email);
  const parts = email.match(/[^@.]+[@.]?|[@.]/g) ?? [];
  return (
    <>
      {text.slice(0, at)}
      <bdi>
        {parts.map((part) => (
          <>
            {part}
            <wbr />
          </>
        ))}
      </bdi>
      {text.slice(at + email.length)}
    </>
  );
}
