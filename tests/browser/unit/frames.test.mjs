import assert from "node:assert/strict";
import test from "node:test";
import { Sequence, apply, news } from "../../../static_site/js/live/frames.js";

const frame = (version, data = {}) => ({ version, occurred_at: "2026-11-23T14:05:00.000Z", data });
const versions = (frames) => frames.map((each) => each.version);
const names = (list) => list.map((each) => each.id);
const OK = { indicator: "none", description: "All systems operational" };
const DOWN = { indicator: "critical", description: "Major outage" };

const aPage = (given = {}) => ({
  organization: { id: "o", name: "Demo" }, status: OK, version: 1, updated_at: "2026-11-23T14:00:00.000Z",
  services: [{ id: "a", position: 100, status: "operational" }, { id: "b", position: 200, status: "operational" }],
  active_incidents: [{ id: "i2", status: "investigating" }], recent_incidents: [{ id: "i1", status: "resolved" }],
  maintenance: [], ...given,
});

test("a sequence hands out the next version and drops what it has seen", () => {
  const order = new Sequence(5);
  assert.deepEqual(versions(order.take(frame(6))), [6]);
  assert.deepEqual(versions(order.take(frame(6))), []);
  assert.deepEqual(versions(order.take(frame(4))), []);
  assert.equal(order.behind, false);
});

test("a frame that came too early waits for the one before it", () => {
  const order = new Sequence(5);
  assert.deepEqual(versions(order.take(frame(7))), []);
  assert.equal(order.behind, true);
  assert.deepEqual(versions(order.take(frame(6))), [6, 7]);
  assert.equal(order.behind, false);
});

test("a gap is closed by a document, and the frames behind it follow", () => {
  const order = new Sequence(5);
  order.take(frame(8));
  assert.equal(order.wanted, 8);
  assert.deepEqual(versions(order.restart(7)), [8]);
  assert.equal(order.version, 8);
});

test("a document no newer than what is held changes nothing", () => {
  const order = new Sequence(5);
  assert.equal(order.restart(5), undefined);
  assert.equal(order.restart(4), undefined);
  assert.equal(order.version, 5);
});

test("a newer version told at subscribing means something was missed", () => {
  const order = new Sequence(5);
  order.announce(9);
  assert.equal(order.behind, true);
  assert.equal(order.wanted, 9);
});

test("who holds nothing starts from the version told at subscribing", () => {
  const order = new Sequence();
  order.announce(9);
  assert.equal(order.behind, false);
  assert.deepEqual(versions(order.take(frame(10))), [10]);
});

test("a frame too large to send in full is fetched instead", () => {
  const order = new Sequence(5);
  assert.deepEqual(versions(order.take(frame(6, { partial: true }))), []);
  assert.equal(order.behind, true);
  assert.deepEqual(versions(order.restart(6)), []);
  assert.equal(order.behind, false);
});

test("a changed service takes its place, and the rest stay the same objects", () => {
  const page = aPage();
  const next = apply(page, frame(2, { service: { id: "a", position: 100, status: "major_outage" }, status: DOWN }));
  assert.equal(next.services[0].status, "major_outage");
  assert.equal(next.services[1], page.services[1]);
  assert.equal(next.active_incidents, page.active_incidents);
  assert.deepEqual([next.status, next.version, next.updated_at], [DOWN, 2, "2026-11-23T14:05:00.000Z"]);
  assert.equal(page.services[0].status, "operational");
});

test("services are added, removed and moved by position", () => {
  const page = aPage();
  const added = apply(page, frame(2, { service: { id: "c", position: 150 }, status: OK }));
  assert.deepEqual(names(added.services), ["a", "c", "b"]);
  const removed = apply(added, frame(3, { service: { id: "a", deleted: true }, status: OK }));
  assert.deepEqual(names(removed.services), ["c", "b"]);
  const moved = apply(removed, frame(4, { services: [{ id: "b", position: 1 }, { id: "c", position: 2 }], status: OK }));
  assert.deepEqual(names(moved.services), ["b", "c"]);
});

test("an incident opens with the services it takes down, newest first", () => {
  const incident = { id: "i3", status: "investigating" };
  const next = apply(aPage(), frame(2, { incident, services: [{ id: "b", position: 200, status: "major_outage" }], status: DOWN }));
  assert.deepEqual(names(next.active_incidents), ["i3", "i2"]);
  assert.equal(next.services[1].status, "major_outage");
});

test("a resolved incident moves to the past, and a reopened one comes back", () => {
  const resolved = apply(aPage(), frame(2, { incident: { id: "i2", status: "resolved" }, services: [], status: OK }));
  assert.deepEqual([names(resolved.active_incidents), names(resolved.recent_incidents)], [[], ["i2", "i1"]]);
  const reopened = apply(resolved, frame(3, { incident: { id: "i1", status: "investigating" }, services: [], status: OK }));
  assert.deepEqual([names(reopened.active_incidents), names(reopened.recent_incidents)], [["i1"], ["i2"]]);
});

test("a deleted incident is gone", () => {
  const next = apply(aPage(), frame(2, { incident: { id: "i2", deleted: true }, services: [], status: OK }));
  assert.deepEqual([names(next.active_incidents), names(next.recent_incidents)], [[], ["i1"]]);
});

test("deleting a service takes it out of the incidents that name it", () => {
  const incidents = [{ id: "i2", status: "investigating", services: [] }];
  const next = apply(aPage(), frame(2, { service: { id: "a", deleted: true }, incidents, status: OK }));
  assert.deepEqual([names(next.services), next.active_incidents], [["b"], incidents]);
});

test("maintenance is listed running, then coming by its start, then finished", () => {
  const maintenance = [
    { id: "m1", status: "scheduled", scheduled_start: "2026-11-25" },
    { id: "m0", status: "completed", scheduled_start: "2026-11-10" },
  ];
  const sooner = { id: "m2", status: "scheduled", scheduled_start: "2026-11-24" };
  const planned = apply(aPage({ maintenance }), frame(2, { maintenance: sooner, services: [], status: OK }));
  assert.deepEqual(names(planned.maintenance), ["m2", "m1", "m0"]);
  const running = apply(planned, frame(3, { maintenance: { ...maintenance[0], status: "in_progress" }, services: [], status: OK }));
  assert.deepEqual(names(running.maintenance), ["m1", "m2", "m0"]);
  const done = apply(running, frame(4, { maintenance: { ...maintenance[0], status: "completed" }, services: [], status: OK }));
  assert.deepEqual(names(done.maintenance), ["m2", "m1", "m0"]);
});

test("branding changes with the organization", () => {
  assert.equal(apply(aPage(), frame(2, { organization: { id: "o", name: "New" }, status: OK })).organization.name, "New");
});

test("an older state of a resource never replaces a newer one", () => {
  const newer = { id: "a", position: 100, status: "operational", version: 3 };
  const page = aPage({ services: [newer] });
  const late = apply(page, frame(2, { service: { id: "a", position: 900, status: "major_outage", version: 2 }, status: OK }));
  assert.deepEqual(late.services, [newer]);
  const incident = { id: "i2", status: "resolved", version: 5 };
  const resolved = aPage({ active_incidents: [], recent_incidents: [incident] });
  const reopened = apply(resolved, frame(2, { incident: { id: "i2", status: "investigating", version: 4 }, status: OK }));
  assert.deepEqual([reopened.active_incidents, reopened.recent_incidents], [[], [incident]]);
});

test("what was deleted does not come back with a frame that tells of the time before", () => {
  const gone = apply(aPage(), frame(2, { incident: { id: "i2", deleted: true }, status: OK }));
  const late = apply(gone, frame(3, { incident: { id: "i2", status: "monitoring", version: 9 }, services: [], status: OK }));
  assert.deepEqual([names(late.active_incidents), names(late.recent_incidents)], [[], ["i1"]]);
  assert.ok(late.deleted.has("i2"));
});

test("a page's time never runs backwards", () => {
  const late = { ...frame(2, { status: OK }), occurred_at: "2026-11-23T13:00:00.000Z" };
  assert.equal(apply(aPage(), late).updated_at, "2026-11-23T14:00:00.000Z");
});

/** Repeatable chance: the same numbers for the same seed. */
function chance(seed) {
  const next = () => ((seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648);
  const below = (count) => Math.floor(next() * count);
  const shuffled = (list) => list.map((each) => [next(), each]).sort(([a], [b]) => a - b).map(([, each]) => each);
  return { below, shuffled };
}

const KINDS = {
  service: (id, version, { below }) => ({ id, version, position: below(5), status: ["operational", "major_outage"][below(2)] }),
  incident: (id, version, { below }) => ({ id, version, status: ["investigating", "resolved"][below(2)] }),
  maintenance: (id, version, { below }) => ({ id, version, status: ["scheduled", "in_progress", "completed"][below(3)], scheduled_start: `2026-11-${10 + below(20)}` }),
};

/** Events as they happened: every resource with ascending versions, and in the end perhaps deleted. */
function history(dice, length) {
  const held = new Map();
  return Array.from({ length }, () => {
    const kind = Object.keys(KINDS)[dice.below(3)];
    const id = `${kind}-${dice.below(4)}`;
    const version = held.get(id) === "deleted" ? undefined : (held.get(id) ?? 0) + 1;
    if (!version) return { status: OK };
    const deleted = version > 1 && !dice.below(6);
    held.set(id, deleted ? "deleted" : version);
    return { [kind]: deleted ? { id, deleted } : KINDS[kind](id, version, dice), status: OK };
  });
}

const EMPTY = aPage({ services: [], active_incidents: [], recent_incidents: [], version: 0 });
const shownOf = ({ services, active_incidents, recent_incidents, maintenance }) => {
  const byId = (list) => list.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  return [services, active_incidents, recent_incidents, maintenance].map(byId);
};
const after = (page, frames) => frames.reduce(apply, page);

for (let seed = 1; seed <= 200; seed++)
  test(`frames in any order and twice end as in order (${seed})`, () => {
    const dice = chance(seed);
    const frames = history(dice, 40).map((data, place) => frame(place + 1, data));
    const order = new Sequence(0);
    const arrived = dice.shuffled([...frames, ...dice.shuffled(frames).slice(0, 15)]).flatMap((each) => order.take(each));
    assert.deepEqual(versions(arrived), versions(frames));
    assert.deepEqual(after(EMPTY, arrived), after(EMPTY, frames));
  });

for (let seed = 1; seed <= 200; seed++)
  test(`events numbered in another order than they happened in end as in order (${seed})`, () => {
    const dice = chance(seed);
    const events = history(dice, 40);
    const numbered = dice.shuffled(events).map((data, place) => frame(place + 1, data));
    assert.deepEqual(shownOf(after(EMPTY, numbered)), shownOf(after(EMPTY, events.map((data, place) => frame(place + 1, data)))));
  });

for (let seed = 1; seed <= 100; seed++)
  test(`a document in between changes nothing, and frames it holds already are dropped (${seed})`, () => {
    const dice = chance(seed);
    const frames = history(dice, 40).map((data, place) => frame(place + 1, data));
    const lost = dice.below(40);
    const order = new Sequence(0);
    let page = EMPTY;
    for (const each of dice.shuffled(frames.toSpliced(lost, 1))) page = after(page, order.take(each));
    const document = after(EMPTY, frames.slice(0, lost + 1 + dice.below(40 - lost)));
    page = after({ ...document, deleted: undefined }, order.restart(document.version) ?? []);
    assert.equal(order.version, 40);
    assert.deepEqual(shownOf(page), shownOf(after(EMPTY, frames)));
  });

const update = (id) => ({ id, status: "investigating" });
const anIncident = (given = {}) => ({ id: "i9", title: "API errors", status: "investigating", updates: [update("u1")], ...given });

test("a second incident under the same banner is told of, and each update, once", () => {
  const before = aPage({ active_incidents: [], recent_incidents: [] });
  const opened = { ...before, active_incidents: [anIncident()] };
  assert.equal(news(before, opened), "New: API errors, investigating");
  assert.equal(news(opened, opened), "");
  const moved = { ...opened, active_incidents: [anIncident({ status: "identified", updates: [update("u2"), update("u1")] })] };
  assert.equal(news(opened, moved), "Update: API errors, identified");
  const resolved = { ...moved, active_incidents: [], recent_incidents: [anIncident({ status: "resolved", updates: [update("u3")] })] };
  assert.equal(news(moved, resolved), "Update: API errors, resolved");
  assert.equal(news({ ...moved, status: DOWN }, resolved), "All systems operational. Update: API errors, resolved");
});

test("what is over when one first hears of it, or only edited, interrupts nobody", () => {
  const before = aPage({ active_incidents: [anIncident()], recent_incidents: [] });
  assert.equal(news(before, { ...before, recent_incidents: [anIncident({ id: "i8", status: "resolved" })] }), "");
  assert.equal(news(before, { ...before, active_incidents: [anIncident({ title: "Renamed" })] }), "");
  assert.equal(news(before, { ...before, services: [] }), "");
});

test("an incident that is told afterwards takes the place of the time it began", () => {
  const page = { version: 1, updated_at: "2026-01-05T12:00:00.000Z", services: [], maintenance: [], active_incidents: [], recent_incidents: [
    { id: "01b", version: 1, status: "resolved", started_at: "2026-01-04T00:00:00.000Z", updates: [] },
    { id: "01a", version: 1, status: "resolved", started_at: "2026-01-02T00:00:00.000Z", updates: [] },
  ] };
  const told = { id: "01c", version: 1, status: "resolved", started_at: "2026-01-03T00:00:00.000Z", updates: [] };
  const after = apply(page, { version: 2, occurred_at: "2026-01-05T12:00:00.000Z", data: { incident: told } });
  assert.deepEqual(after.recent_incidents.map(({ id }) => id), ["01b", "01c", "01a"]);
});
