import type { EventJson } from '../api';
import type { Locale } from '../i18n';

/** The event's image and description, where it has them. */
export function EventDetails({ locale, event }: { locale: Locale; event: EventJson }) {
  const { name, description, imageUrl } = event;
  if (!imageUrl && !description) return null;
  const { words } = locale;
  return (
    <div class="details">
      {imageUrl && (
        <img
          key={imageUrl}
          src={imageUrl}
          alt={words.imageOf(name)}
          width={1600}
          height={900}
          loading="lazy"
        />
      )}
      {description && (
        <>
          <h2>{words.aboutEvent}</h2>
          <p dir="auto">{description}</p>
        </>
      )}
    </div>
  );
}
