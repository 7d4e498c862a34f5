// One incident or maintenance, wherever it is found.
import { useEffect, useState } from "../../../vendor/hooks.js";
import { api } from "../../api.js";
import { isGone, known, listen } from "../store.js";

/** {entry, problem, retry}: from the live page, else asked for, in the newer version of the two; a deleted one is a 404. */
export function useEntry(kind, id) {
  const [asked, setAsked] = useState({});
  const live = known(kind, id);
  const load = () => {
    if (isGone(id)) return setAsked({ problem: { status: 404 } });
    setAsked({});
    return api.get(`/api/${kind}/${id}`).then((entry) => setAsked({ entry }), (problem) => setAsked({ problem }));
  };
  useEffect(() => {
    let wasThere = Boolean(known(kind, id));
    if (!wasThere) load();
    return listen(() => {
      const isThere = Boolean(known(kind, id));
      if (wasThere && !isThere) load();
      wasThere = isThere;
    });
  }, [kind, id]);
  return { entry: newer(live, asked.entry), problem: live ? null : asked.problem, retry: load };
}

/** A draft has versions of its own, which say nothing beside those of what was published from it. */
const newer = (live, asked) => (live && !asked?.draft && asked?.version > live.version ? asked : live ?? asked);
