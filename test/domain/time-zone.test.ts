import { isTimeZone } from '../../src/domain/time-zone';

test.each(['America/Sao_Paulo', 'America/Argentina/Buenos_Aires', 'Asia/Kolkata', 'Etc/GMT+3', 'UTC', 'GMT'])(
  '%s is a time zone',
  (name) => expect(isTimeZone(name)).toBe(true),
);

test.each(['', 'PST', 'IST', '-03:00', 'Z', 'local', 'America/Sao Paulo', 'Mars/Olympus', ' UTC', 'UTC\n'])(
  '%j is none: an offset, an abbreviation or unknown',
  (name) => expect(isTimeZone(name)).toBe(false),
);
