// One metric: how it is shown, what was measured of it in a day, and how points are sent.
import { html } from "../../../vendor/preact.js";
import { api } from "../../api.js";
import { LONGEST } from "../../facts/forms.js";
import { AGGREGATIONS, LONGEST_UNIT, MOST_DECIMALS } from "../../facts/metrics.js";
import { required } from "../../parts/checks.js";
import { draftOf } from "../../parts/drafts.js";
import { Field } from "../../parts/fields.js";
import { Form } from "../../parts/form.js";
import { toast } from "../../parts/toast.js";
import { go } from "../routing.js";
import { ChangedMeanwhile } from "../shared/changed-meanwhile.js";
import { useEditing } from "../shared/editing.js";
import { Heading } from "../shared/heading.js";
import { lost, may } from "../shared/permission.js";
import { LastDay } from "./last-day.js";
import { Sending } from "./sending.js";

const HOME = "/dashboard/metrics";
const FIELDS = { name: "Name", unit: "Unit", decimals: "Decimals", aggregation: "Combine points by", visible: "Shown on the page" };
const EMPTY = { name: "", unit: "", decimals: "0", aggregation: "mean", visible: true };
const DECIMALS = Array.from({ length: MOST_DECIMALS + 1 }, (_, count) => [String(count), String(count)]);

const read = (metric) => ({ ...metric, decimals: String(metric.decimals) });
const asRequest = ({ decimals, ...others }) => ({ ...others, ...(decimals !== undefined && { decimals: Number(decimals) }) });

function Edit({ metric }) {
  const isNew = !metric.id;
  const { form, conflict } = useEditing({
    reload: () => api.get(`/api/metrics/${metric.id}`),
    resource: metric,
    initial: EMPTY,
    fields: FIELDS,
    read,
    draft: draftOf(`metric.${metric.id ?? "new"}`),
    check: ({ name }) => ({ name: required("what visitors read above the line")(name) }),
    save: async (changes, options) => {
      const saved = isNew ? await api.post("/api/metrics", asRequest(changes)) : await api.put(`/api/metrics/${metric.id}`, asRequest(changes), options);
      toast(html`The metric <bdi>${saved.name}</bdi> is saved`);
      go(isNew ? `${HOME}/${saved.id}` : HOME, { replace: true });
    },
    unchanged: () => go(HOME, { replace: true }),
  });
  return html`
    <${ChangedMeanwhile} ...${conflict} words=${{ visible: (is) => (is ? "Yes" : "No") }} />
    <${Form} form=${form} action=${isNew ? "Add metric" : "Save"} refusal=${lost("run")} cancel=${HOME}>
      <${Field} form=${form} name="name" label="Name" hint="What visitors read above the line, such as “Response time”." maxlength=${LONGEST.name} />
      <${Field} form=${form} name="unit" label="Unit (optional)" hint="Shown after each value, such as ms, % or orders." maxlength=${LONGEST_UNIT} />
      <${Field} form=${form} name="decimals" label="Decimals" options=${DECIMALS} />
      <${Field} form=${form} name="aggregation" label="Combine points by" options=${Object.entries(AGGREGATIONS)} hint="How points of the same five minutes, or of the same hour on longer lines, become one. You can change it later." />
      <label class="choice"><input type="checkbox" name="visible" checked=${form.values.visible} onChange=${({ target }) => form.set({ visible: target.checked })} /><span>Show it on the page</span></label>
    <//>`;
}

export const EditMetric = ({ metric }) => html`
  <${Heading} title=${metric.id ? html`<bdi>${metric.name}</bdi>` : "New metric"} named=${metric.id ? metric.name : "New metric"} back=${[HOME, "Metrics"]} />
  ${metric.id && html`<${LastDay} metric=${metric} />`}
  ${(may("run") || !metric.id) && html`<${Edit} metric=${metric} />`}
  ${metric.id && html`<${Sending} metric=${metric} />`}`;
