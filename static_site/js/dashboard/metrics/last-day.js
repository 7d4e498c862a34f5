// What was measured of a metric in the last day, drawn as visitors see it, and anew every half minute.
import { html } from "../../../vendor/preact.js";
import { useEffect, useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { Line } from "../../page/metrics/line.js";
import { corrected } from "../../page/times.js";
import { Failure, Waiting } from "../shared/heading.js";
import { styled } from "../shared/styled.js";

await styled("/css/metrics.css");

const [STEP, COUNT, AGAIN] = [300, 288, 30_000];

/** What the API answered, in the shape of the page's document. */
function asDocument(metric, { points, mean, p95, least, most }, now) {
  const start = (Math.floor(now / 1000 / STEP) - COUNT + 1) * STEP * 1000;
  const values = Array(COUNT).fill(null);
  for (const { at, value } of points) values[Math.round((Date.parse(at) - start) / 1000 / STEP)] = value;
  return { document: { range: "day", start: new Date(start).toISOString(), step: STEP }, metric: { ...metric, mean, p95, least, most, values: values.slice(0, COUNT) } };
}

export function LastDay({ metric }) {
  const [{ shown, problem }, set] = useState({});
  const load = async () => {
    const now = corrected(Date.now());
    const from = new Date((Math.floor(now / 1000 / STEP) - COUNT + 1) * STEP * 1000).toISOString();
    try {
      set({ shown: asDocument(metric, await api.get(`/api/metrics/${metric.id}/points?from=${from}`), now) });
    } catch (failure) {
      set((before) => ({ ...before, problem: failure }));
    }
  };
  useEffect(() => {
    load();
    const timer = setInterval(() => document.hidden || load(), AGAIN);
    return () => clearInterval(timer);
  }, [metric.id]);
  if (problem && !shown) return html`<${Failure} problem=${problem} retry=${load} />`;
  return html`<section class="metrics" aria-labelledby="last-day"><h2 id="last-day">The last 24 hours</h2>${shown ? html`<${Line} ...${shown} />` : html`<${Waiting} />`}</section>`;
}
