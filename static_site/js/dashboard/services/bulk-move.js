// One category for all services that are selected.
import { html } from "../../../vendor/preact.js";
import { api } from "../../api.js";
import { LONGEST } from "../../facts/forms.js";
import { FormDialog, shown } from "../../parts/dialog.js";
import { Field } from "../../parts/fields.js";
import { useForm } from "../../parts/form.js";
import { attempted, toast } from "../../parts/toast.js";
import { lost } from "../shared/permission.js";
import { plural } from "../shared/words.js";
import { aheadAll, known } from "../store.js";

const KEY = "bulk-move";
const write = async (services, category) => {
  const { items } = await api.put("/api/services/category", { service_ids: services.map(({ id }) => id), category });
  aheadAll("services", items);
};

/** But for those that somebody moved elsewhere since. */
async function takeBack(services, category) {
  const left = services.filter(({ id }) => known("services", id)?.category === category);
  for (const [former, those] of Map.groupBy(left, (each) => each.category)) await write(those, former);
  toast(`${plural(left.length, "service")} ${left.length === 1 ? "is" : "are"} where ${left.length === 1 ? "it was" : "they were"}`, { key: KEY });
}

function MoveDialog({ services, categories, close }) {
  const form = useForm({
    initial: { category: "" },
    draft: null,
    submit: async (values) => {
      const category = values.category.trim();
      await write(services, category);
      const where = category ? html`in <bdi>${category}</bdi>` : "in no category";
      toast(html`${plural(services.length, "service")} ${services.length === 1 ? "is" : "are"} now ${where}`, { key: KEY, undo: () => attempted(() => takeBack(services, category)) });
      close(true);
    },
  });
  return html`
    <${FormDialog} title=${`Move ${plural(services.length, "service")}`} form=${form} action="Move" saving="Moving…" refusal=${lost("run")} onClose=${() => close(false)}>
      <${Field} form=${form} name="category" label="To the category" list="move-categories" maxlength=${LONGEST.label} autocomplete="off" hint="One that you have, or a new one. Left empty, they are in none." />
      <datalist id="move-categories">${categories.map((each) => html`<option key=${each} value=${each} />`)}</datalist>
    <//>`;
}

/** Asks where to; resolves to whether they were moved. */
export const moveServices = (services, categories) => shown(({ close }) => html`<${MoveDialog} services=${services} categories=${categories} close=${close} />`);
