// Reads feeds and calendars with what Node's programs read them with: one JSON object {rss, atom, ics} in, what they found out.
import { text } from "node:stream/consumers";
import ICAL from "ical.js";
import Parser from "rss-parser";

const given = JSON.parse(await text(process.stdin));
const parser = new Parser();
const [rss, atom] = await Promise.all([given.rss, given.atom].map((each) => parser.parseString(each)));
const calendar = new ICAL.Component(ICAL.parse(given.ics));
for (const zone of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(zone.getFirstPropertyValue("tzid"), new ICAL.Timezone(zone));
}
const events = calendar.getAllSubcomponents("vevent").map((each) => {
  const event = new ICAL.Event(each);
  return {
    uid: event.uid,
    sequence: event.sequence,
    status: each.getFirstPropertyValue("status"),
    start: event.startDate.toJSDate().toISOString(),
    end: event.endDate.toJSDate().toISOString(),
    zone: event.startDate.zone.tzid,
  };
});
const items = (feed) => feed.items.map(({ id, guid, title, link }) => ({ id: id ?? guid, title, link }));
console.log(JSON.stringify({ rss: items(rss), atom: items(atom), title: rss.title, events }));
