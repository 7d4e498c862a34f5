// Editing what others may edit at the same time: only what was changed is sent, and nobody overwrites unseen.
// docs/decisions/0017-conflicts.md.
import { useRef, useState } from "../../../vendor/hooks.js";
import { Problem, api } from "../../api.js";
import { useForm } from "../../parts/form.js";
import { ahead, known } from "../store.js";
import { changed, clashes, merged, same } from "./merging.js";

/**
 * A form over a resource. `fields` {name: label}; `read(resource)` gives its values; `save(changes, {version})` writes
 * those that were changed, and answers the saved resource if the form stays open; when none were, `unchanged()` is called.
 * `kind` is what of the live page it is, if it is; otherwise `reload()` reads it anew.
 * With an id, saving asks for the version the form is about; when that is stale, what differs is shown. A draft keeps that
 * version, too: what others did until it is gone on with is shown in the same way.
 */
export function useEditing({ kind, reload = () => api.get(`/api/${kind}/${resource.id}`), resource, initial, fields, read = (each) => each, check, save, unchanged = () => {}, draft }) {
  const names = Object.keys(fields);
  const valuesOf = (each) => Object.fromEntries(names.map((name) => [name, read(each)[name]]));
  const isNew = !resource.id;
  const about = (each) => ({ version: each.version, values: isNew ? initial : valuesOf(each) });
  const base = useRef(null);
  base.current ??= draft?.read()?.base ?? about(resource);
  const [theirs, setTheirs] = useState(null);

  const form = useForm({
    initial: base.current.values,
    check,
    draft,
    base: () => (isNew ? undefined : base.current),
    submit: async (values) => {
      if (isNew) return save(values, {});
      const changes = changed(base.current.values, values);
      if (!Object.keys(changes).length) return unchanged();
      try {
        goOn(values, await save(changes, { version: base.current.version }));
      } catch (problem) {
        if (!problem.isConflict) throw problem;
        meet(await reload());
      }
    },
  });

  /** A form that stays open goes on from what was saved; what was typed meanwhile stays. */
  function goOn(sent, saved) {
    if (!saved) return;
    base.current = about(saved);
    setTheirs(null);
    form.rest(base.current.values);
    form.setValues((mine) => merged(names, sent, base.current.values, mine));
  }

  /** Takes the newer version as what the form is about; raises when the person has to look. */
  function meet(newer) {
    const before = base.current.values;
    const { values: after } = (base.current = about(newer));
    const both = clashes(names, before, after, form.values);
    form.rest(after);
    form.set(merged(names, before, after, form.values));
    if (kind) ahead(kind, newer);
    setTheirs({ values: after, changed: names.filter((name) => !same(before[name], after[name])), both });
    throw new Problem({ status: 412, detail: both.length ? "Somebody else changed the same thing. Choose what to keep, then save again." : "Somebody else changed this meanwhile. Their changes are taken in below: look, then save again." });
  }

  const newest = kind && !isNew && known(kind, resource.id);
  const isBehind = newest && newest.version > base.current.version;
  const look = () => {
    try {
      meet(newest);
    } catch {
      // the notice below says it
    }
  };
  /** What is thrown away makes room for what is there by now. */
  const discard = () => {
    base.current = about(newest || resource);
    setTheirs(null);
    form.rest(base.current.values);
    form.discard();
  };
  return { form: { ...form, discard }, conflict: { theirs, fields, form, isBehind, look } };
}
