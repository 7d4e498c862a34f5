// Each service's days as the document has them, counted on with the statuses a page hears of. Needs no browser, so node tests it.
import { DOWN } from "../../facts/page.js";

const DAY = 86_400;
const seconds = (from, to) => Math.max(0, Date.parse(to) - Date.parse(from)) / 1000;
const dateOf = (first, day) => new Date(Date.parse(first) + day * DAY * 1000).toISOString().slice(0, 10);

/** Cut, not rounded: 100 means that nothing failed. */
export const percent = (uptime) => `${Math.floor(uptime * 100) / 100}%`;

const LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";
/** The time in an id: of a service, when it was created, which the document of a large page does not repeat. */
export const madeAt = (id) => new Date([...id.slice(0, 10)].reduce((sum, letter) => 32 * sum + LETTERS.indexOf(letter), 0)).toISOString();

/** `document` is `/api/status/{slug}/uptime/bars`; moments are as on the wire. */
export class Counted {
  #services;

  constructor(document) {
    this.document = document;
    this.#services = new Map(document.services.map((each) => [each.id, { at: document.as_of, ...each }]));
  }

  /** Takes the statuses of a page; answers whether it shows a service whose past is not in the document. */
  follow({ services, updated_at: at }) {
    const { to, as_of: asOf } = this.document;
    let isMissing = false;
    for (const { id, status, created_at: said, show_uptime: isShown } of services) {
      const [known, created] = [this.#services.get(id), said ?? madeAt(id)];
      if (!known && (isShown === false || created <= asOf)) isMissing ||= isShown !== false;
      else if (!known) this.#services.set(id, { status, at: created, since: to, known: 0, days: [] });
      else if (known.status !== status && at >= known.at) this.#services.set(id, { ...this.#counted(known, at), status });
    }
    return isMissing;
  }

  /** The service with all until `at` counted in, as far as the last listed day goes. */
  #counted(service, at) {
    const { today, days } = this.document;
    const length = seconds(service.at, at < today.to ? at : today.to);
    const last = service.days.find(({ day }) => day === days - 1) ?? { day: days - 1, seconds: {}, notes: [] };
    const isDown = service.status !== "operational";
    const known = { ...last, seconds: { ...last.seconds, ...(isDown && { [service.status]: (last.seconds[service.status] ?? 0) + length }) } };
    return { ...service, at, known: service.known + length, days: [...service.days.filter((each) => each !== last), known] };
  }

  #down = (day) => Object.entries(day?.seconds ?? {}).reduce((sum, [status, length]) => sum + (DOWN[status] ?? 0) * length, 0);

  /** The last `count` days of a service, and its uptime over them; null where nothing is known of it. */
  of(id, count, now) {
    const { from, days: all, today, notes } = this.document;
    if (!this.#services.has(id)) return undefined;
    const { days, since = "", known } = this.#counted(this.#services.get(id), now);
    const uptimeOf = (length, ...listed) => {
      const told = listed.reduce((left, day) => left - (day?.seconds?.unknown ?? 0), length); // else it was neither up nor down
      return told > 0 ? 100 * (1 - listed.reduce((sum, day) => sum + this.#down(day), 0) / told) : null;
    };
    const past = Math.min(known, seconds(today.from, now < today.to ? now : today.to));
    const listed = Array.from({ length: count }, (_, place) => days.find(({ day }) => day === all - count + place));
    const shown = listed.map((found, place) => {
      const date = dateOf(from, all - count + place);
      const { uptime = 100, seconds = {}, notes: told = [] } = found ?? {};
      return { date, seconds, notes: told.map((each) => notes[each]), uptime: date < since ? null : place < count - 1 ? uptime : uptimeOf(past, found) };
    });
    return { days: shown, uptime: uptimeOf(Math.min(known, (count - 1) * DAY + past), ...listed) };
  }
}
